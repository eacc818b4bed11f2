// The call: draws the stage of the core's state machine, and passes events to it.
// No part of a half stays in the page once the core no longer shows it.
import { NotRead } from "./store.js";
import { byId, isCalling, isCovered, now, setText, showProblem, showScene, text, timezoneOffset } from "./draw.js";
import { drawPractice } from "./practice.js";

export class Call {
  #store;
  #completion;
  #shown = "";
  #isBusy = false;
  // Stays true while the page is open, even across a lock.
  isUnderDuress = false;

  constructor(store, core) {
    this.#store = store;
    this.#completion = core.completion;
    byId("heard").addEventListener("input", () => this.#typed());
    byId("hear").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#check();
    });
    byId("keypad").addEventListener("click", ({ target }) => {
      const key = target.closest("[data-key]")?.dataset.key;
      if (key) this.#press(key);
    });
  }

  begin(own) {
    setText("done", "");
    this.toggleKeyboard(false);
    this.#run(async () => {
      try {
        await this.#store.change((phone) => (phone.beginCall(own), false));
      } catch (error) {
        if (!(error instanceof NotRead)) throw error;
        // The call goes on with what was read before.
        this.#phone.beginCall(own);
      }
    });
  }

  choose(place) {
    this.#run(() => this.#phone.chooseWho(place, now(), timezoneOffset()));
  }

  startOver() {
    this.#run(() => this.#phone.startOver());
  }

  askAgain() {
    this.#run(() => this.#phone.askAgain());
  }

  answerDay(isThatDay) {
    this.#run(() => this.#judge(this.#phone.answerDay(isThatDay, now())));
  }

  // Switches to duress, after a gesture that leaves the screen as it is.
  startDuress() {
    this.isUnderDuress ||= !("practice" in document.body.dataset);
    this.#phone?.useDuress();
    this.draw();
  }

  // Resumes duress, which a lock interrupted.
  resume() {
    if (this.isUnderDuress) this.#phone.useDuress();
  }

  // Switches to the phone's own keyboard, to type a word instead of digits, or back.
  toggleKeyboard(toLetters = byId("heard").inputMode === "none") {
    byId("heard").inputMode = toLetters ? "text" : "none";
    byId("keypad").classList.toggle("words", toLetters);
    document.querySelector("[data-act=letters]").textContent = text(toLetters ? "phone-keypad" : "phone-letters");
    if (byId("hear").hidden) return;
    // Refocus, so that the browser shows or hides its keyboard.
    byId("heard").blur();
    byId("heard").focus();
  }

  // Removes every half from the page, so that no screenshot shows one.
  clear() {
    this.#shown = "";
    for (const id of ["half", "word", "next", "after", "seconds", "headline", "reason"]) setText(id, "");
    byId("own").hidden = true;
    byId("heard").value = "";
    setText("rest", "");
    setText("echo", "");
    // The next input is timed from its own first key.
    this.#phone?.typed("", now());
  }

  // Opens the call from another screen.
  open() {
    this.#draw();
  }

  // Draws the call, unless the page is covered or shows another screen.
  draw() {
    if (!isCovered() && isCalling()) this.#draw();
  }

  #draw() {
    this.#phone.advance(now());
    const drawn = this.#phone.stage(now(), timezoneOffset());
    if (drawn === this.#shown) return;
    this.#shown = drawn;
    const stage = JSON.parse(drawn);
    setText("entry", stage.entry);
    drawPractice(stage);
    if (stage.scene === "who-is-it") this.#drawCandidates(stage);
    // Also clears the half of the previous scene.
    this.#drawStage(stage);
    if (stage.scene !== document.body.dataset.scene) {
      byId("heard").value = "";
      setText("rest", "");
      showScene(stage.scene);
      if (!byId("hear").hidden) byId("heard").focus();
    }
  }

  get #phone() {
    return this.#store.phone;
  }

  #drawCandidates({ candidates }) {
    byId("candidates").replaceChildren(
      ...candidates.map((label, place) => {
        const button = document.createElement("button");
        button.dataset.place = place;
        button.dir = "auto";
        button.textContent = label;
        const item = document.createElement("li");
        item.append(button);
        return item;
      }),
    );
  }

  #drawStage(stage) {
    const { verdict, tone, headline, reason, say } = stage;
    const isOutcome = stage.scene === "outcome";
    setText("call-heading", isOutcome ? "" : stage.title);
    byId("call-heading").hidden = isOutcome;
    setText("lead", stage.scene === "hear" && !stage.day ? text("phone-not-yet") : "");
    byId("verdict").hidden = !isOutcome;
    if (verdict) byId("verdict").dataset.verdict = verdict;
    else delete byId("verdict").dataset.verdict;
    byId("verdict").dataset.tone = tone ?? "";
    setText("headline", headline);
    setText("reason", reason);
    setText("counts", stage.counts);
    setText("title", isOutcome ? stage.title : "");
    byId("own").hidden = !say && !(isOutcome && stage.title);
    setText("half", say?.digits);
    setText("word", say?.word);
    setText("next", say?.next);
    this.#drawTimeLeft(say);
    byId("hear").hidden = isOutcome || Boolean(stage.day);
    setText("prompt", text(stage.scene === "say" ? "phone-type-answer" : "phone-type-said"));
    setText("note", stage.note);
    byId("day").hidden = !stage.day;
    setText("which-day", stage.day);
    document.querySelector("[data-act=again]").hidden = !stage.again;
    setText("after", isOutcome && say ? text("phone-then-talk") : "");
    setText("over", text(isOutcome ? "phone-done" : "phone-start-over"));
    byId("over").classList.toggle("plain", !isOutcome);
  }

  // Draws the seconds left: with a number in the ring, so that colour is never the only sign.
  #drawTimeLeft(say) {
    const isShown = say?.left !== undefined;
    byId("left").hidden = !isShown;
    if (!isShown) return;
    setText("seconds", String(say.left));
    byId("left").setAttribute("aria-label", say.leftAloud);
    byId("left").classList.toggle("ending", say.left <= 5);
    byId("ring").setAttribute("stroke-dashoffset", String(100 - (100 * say.left) / say.period));
  }

  #press(key) {
    const heard = byId("heard");
    heard.value = key === "delete" ? heard.value.slice(0, -1) : heard.value + key;
    setText("echo", heard.value.split("").join(" "));
    this.#typed();
  }

  #typed() {
    const { value } = byId("heard");
    // A half is judged at the time of its first key.
    this.#phone.typed(value, now());
    setText("rest", value && this.#completion(value) && value + this.#completion(value));
  }

  #check() {
    const { value } = byId("heard");
    this.#run(() => {
      this.#judge(this.#phone.submit(value, now(), timezoneOffset()));
      byId("heard").value = "";
      setText("rest", "");
    });
  }

  // Shows the verdict before saving that a half was used, if it was: someone on a call needs an
  // answer at once, even if the disk is full. Another page's changes were loaded when the call
  // began, or when that page announced them.
  #judge(isUsed) {
    this.draw();
    if (isUsed) this.#store.save().catch(() => showProblem(text("phone-not-kept")));
  }

  // One thing at a time: taps during an action are ignored.
  async #run(act) {
    if (this.#isBusy) return;
    this.#isBusy = true;
    showProblem("");
    try {
      await act();
    } catch (error) {
      showProblem(error);
    } finally {
      this.#isBusy = false;
    }
    this.draw();
  }
}
