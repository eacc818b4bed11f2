// The call: draws the stage of the core's state machine, and passes events to it.
// No part of a half stays in the page once the core no longer shows it.
import { NotRead } from "./store.js";
import { at, isCalling, now, problem, put, show, text, west } from "./draw.js";
import { drawPractice } from "./practice.js";

export class Call {
  #store;
  #completion;
  #shown = "";
  #isBusy = false;
  // Stays true while the page is open, even across a lock.
  isForced = false;

  constructor(store, core) {
    this.#store = store;
    this.#completion = core.completion;
    at("heard").addEventListener("input", () => this.#typed());
    at("hear").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#check();
    });
    at("keypad").addEventListener("click", ({ target }) => {
      const key = target.closest("[data-key]")?.dataset.key;
      if (key) this.#key(key);
    });
  }

  begin(own) {
    put("done", "");
    this.letters(false);
    this.#do(async () => {
      try {
        await this.#store.change((phone) => (phone.called(own), false));
      } catch (error) {
        if (!(error instanceof NotRead)) throw error;
        // The call goes on with what was read before.
        this.#phone.called(own);
      }
    });
  }

  choose(place) {
    this.#do(() => this.#phone.chooseWho(place, now(), west()));
  }

  startOver() {
    this.#do(() => this.#phone.startOver());
  }

  askAgain() {
    this.#do(() => this.#phone.askAgain());
  }

  answerDay(isThatDay) {
    this.#do(() => this.#judge((phone) => phone.answerDay(isThatDay, now())));
  }

  // Switches to duress, after a gesture that leaves the screen as it is.
  force() {
    this.isForced ||= !("practice" in document.body.dataset);
    this.#phone?.force();
    this.draw();
  }

  // Resumes duress, which a lock interrupted.
  resume() {
    if (this.isForced) this.#phone.force();
  }

  // Switches to the phone's own keyboard, to type a word instead of digits, or back.
  letters(toLetters = at("heard").inputMode === "none") {
    at("heard").inputMode = toLetters ? "text" : "none";
    at("keypad").classList.toggle("words", toLetters);
    document.querySelector("[data-act=letters]").textContent = text(toLetters ? "phone-keypad" : "phone-letters");
    if (at("hear").hidden) return;
    // Refocus, so that the browser shows or hides its keyboard.
    at("heard").blur();
    at("heard").focus();
  }

  // Removes every half from the page, so that no screenshot shows one.
  clear() {
    this.#shown = "";
    for (const id of ["half", "word", "next", "after", "seconds", "headline", "reason"]) put(id, "");
    at("own").hidden = true;
    at("heard").value = "";
    put("rest", "");
    put("echo", "");
    // The next input is timed from its own first key.
    this.#phone?.typed("", now());
  }

  // Opens the call from another screen.
  open() {
    this.#draw();
  }

  // Draws the call, unless the page is covered or shows another screen.
  draw() {
    if (at("cover").hidden && isCalling()) this.#draw();
  }

  #draw() {
    this.#phone.pass(now());
    const drawn = this.#phone.stage(now(), west());
    if (drawn === this.#shown) return;
    this.#shown = drawn;
    const stage = JSON.parse(drawn);
    put("entry", stage.entry);
    drawPractice(stage);
    if (stage.scene === "who-is-it") this.#candidates(stage);
    // Also clears the half of the previous scene.
    this.#call(stage);
    if (stage.scene !== document.body.dataset.scene) {
      at("heard").value = "";
      put("rest", "");
      show(stage.scene);
      if (!at("hear").hidden) at("heard").focus();
    }
  }

  get #phone() {
    return this.#store.phone;
  }

  #candidates({ candidates }) {
    at("candidates").replaceChildren(
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

  #call(stage) {
    const { verdict, tone, headline, reason, say } = stage;
    const isOutcome = stage.scene === "outcome";
    put("call-heading", isOutcome ? "" : stage.title);
    at("call-heading").hidden = isOutcome;
    put("lead", stage.scene === "hear" && !stage.day ? text("phone-not-yet") : "");
    at("verdict").hidden = !isOutcome;
    if (verdict) at("verdict").dataset.verdict = verdict;
    else delete at("verdict").dataset.verdict;
    at("verdict").dataset.tone = tone ?? "";
    put("headline", headline);
    put("reason", reason);
    put("counts", stage.counts);
    put("title", isOutcome ? stage.title : "");
    at("own").hidden = !say && !(isOutcome && stage.title);
    put("half", say?.digits);
    put("word", say?.word);
    put("next", say?.next);
    this.#left(say);
    at("hear").hidden = isOutcome || Boolean(stage.day);
    put("prompt", text(stage.scene === "say" ? "phone-type-answer" : "phone-type-said"));
    put("note", stage.note);
    at("day").hidden = !stage.day;
    put("which-day", stage.day);
    document.querySelector("[data-act=again]").hidden = !stage.again;
    put("after", isOutcome && say ? text("phone-then-talk") : "");
    put("over", text(isOutcome ? "phone-next-call" : "phone-start-over"));
    at("over").classList.toggle("plain", !isOutcome);
  }

  // Draws the seconds left: with a number in the ring, so that colour is never the only sign.
  #left(say) {
    const isShown = say?.left !== undefined;
    at("left").hidden = !isShown;
    if (!isShown) return;
    put("seconds", String(say.left));
    at("left").setAttribute("aria-label", say.leftAloud);
    at("left").classList.toggle("ending", say.left <= 5);
    at("ring").setAttribute("stroke-dashoffset", String(100 - (100 * say.left) / say.period));
  }

  #key(key) {
    const heard = at("heard");
    heard.value = key === "delete" ? heard.value.slice(0, -1) : heard.value + key;
    put("echo", heard.value.split("").join(" "));
    this.#typed();
  }

  #typed() {
    const { value } = at("heard");
    // A half is judged at the time of its first key.
    this.#phone.typed(value, now());
    put("rest", value && this.#completion(value) && value + this.#completion(value));
  }

  #check() {
    const { value } = at("heard");
    this.#do(async () => {
      await this.#judge((phone) => phone.submit(value, now(), west()));
      at("heard").value = "";
      put("rest", "");
    });
  }

  // Judges before saving: someone on a call needs an answer at once, even if the disk is full.
  // Another page's changes were loaded when the call began, or when that page announced them.
  async #judge(act) {
    const isNew = act(this.#phone);
    this.draw();
    if (!isNew) return;
    try {
      await this.#store.save();
    } catch {
      problem(text("phone-not-kept"));
    }
  }

  // One thing at a time: taps during an action are ignored.
  async #do(act) {
    if (this.#isBusy) return;
    this.#isBusy = true;
    problem("");
    try {
      await act();
    } catch (error) {
      problem(error);
    } finally {
      this.#isBusy = false;
    }
    this.draw();
  }
}
