// Changes the family's key: because something was lost, because it is time, or back to the
// old one. Hands the new key out, and settles which of several keys is someone's.
import { ask, showContext } from "./ask.js";
import { attempt } from "./attempt.js";
import { byId, now, setText, showProblem, text, timezoneOffset, toSentence } from "./draw.js";
import { handOver } from "./handover.js";

export class Rotate {
  #store;
  #make;
  #family;

  // `make` shows the code to someone; `family` shows the family's screen, with what was done.
  constructor(store, make, family) {
    this.#store = store;
    this.#make = make;
    this.#family = family;
  }

  acts = {
    lost: () => this.#attempt(async () => this.#rotate("lost", await this.#askLoser())),
    "new-key": () => this.#attempt(() => this.#rotate("new", "")),
    "old-key": () => this.#attempt(() => this.#rotate("undo", "")),
    "hand-out": () => this.#attempt(() => this.#handOut()),
    settle: () => this.#attempt(() => this.#settle()),
  };

  // Draws the state of the key on the family's screen.
  draw() {
    const { isUndo, waiting, notices, unsettled } = JSON.parse(this.#store.phone.keyState());
    byId("old-key").hidden = !isUndo;
    byId("waiting").hidden = !waiting;
    setText("waiting-who", waiting);
    byId("unsettled").hidden = unsettled.length === 0;
    setText("unsettled-what", unsettled.join("; "));
    byId("key-notices").replaceChildren(
      ...notices.map((line) => {
        const notice = document.createElement("p");
        notice.className = "notice";
        notice.dir = "auto";
        notice.textContent = line;
        return notice;
      }),
    );
  }

  #attempt(act) {
    return attempt(this.#store, act, () => this.#family(""));
  }

  async #askLoser() {
    const names = JSON.parse(this.#store.phone.lossCandidates());
    if (names.length === 0) throw new Error(text("phone-roll-nobody"));
    return names[await ask({ heading: "phone-lost-member", question: text("phone-lost-who"), options: names })];
  }

  // Asks for what it needs, shows what the change means, and changes the key.
  async #rotate(aim, member) {
    const questions = JSON.parse(this.#store.phone.askRotation(aim, member, now()));
    const answers = await this.#askQuestions(questions);
    const { lines, question } = await this.#planRotation(answers, questions.needsName && !answers.mine && answers.seal);
    showContext({ lines });
    const heading = { lost: "phone-lost-member", new: "phone-new-key", undo: "phone-old-key" }[aim];
    const yes = text(aim === "undo" ? "phone-rotate-back" : "phone-rotate-yes");
    if (!(await ask({ heading, question, yes, no: text("answer-no") }))) {
      this.#store.phone.dropQuestion();
      return this.#family(text("phone-not-rotated"));
    }
    const done = JSON.parse(await this.#store.change((phone) => phone.rotate(now(), timezoneOffset())));
    // The group's name is shown above all screens.
    setText("entry", JSON.parse(this.#store.phone.groups()).find(({ front }) => front).entry);
    showContext({ lines: done.map((line) => line[0].toUpperCase() + line.slice(1)) });
    await ask({ heading: aim === "undo" ? "phone-rotated-back" : "phone-rotated", yes: text("phone-hand-out"), no: null, canLeave: false });
    return this.#handOut();
  }

  async #askQuestions({ mine, left, renamed, keys, seal }) {
    const yesOrNo = (heading, question) =>
      ask({ heading, question, yes: text("answer-yes"), no: text("answer-no"), hidesContext: true });
    const answers = { mine: false, left: false, renamed: [], keys: Object.create(null), seal: seal === "must" };
    if (mine) answers.mine = await yesOrNo("phone-mine-heading", mine);
    if (left) answers.left = await yesOrNo("phone-left-heading", left);
    for (const { question, words } of renamed) {
      if (await yesOrNo("phone-same-heading", question)) answers.renamed.push(words);
    }
    for (const key of keys) answers.keys[key.name] = await this.#chooseKey(key);
    if (seal === "ask") {
      showContext({ lines: [text("phone-sign-why"), text("phone-afar-address")] });
      answers.seal = await ask({ heading: "phone-sign-heading", yes: text("phone-sign-yes"), no: text("phone-sign-no"), canLeave: true });
    }
    return answers;
  }

  // Returns what the change means. A name that can't be used is asked for again.
  async #planRotation(answers, needsName) {
    for (;;) {
      if (needsName) {
        const own = { heading: "phone-own-name-heading", question: text("phone-own-name-why"), input: text("phone-own-name") };
        answers.name = await ask(own);
        showProblem("");
      }
      try {
        return JSON.parse(this.#store.phone.planRotation(JSON.stringify(answers), now(), timezoneOffset()));
      } catch (error) {
        if (!needsName || error.constructor !== Error) throw error;
        showProblem(error);
      }
    }
  }

  // Returns the words of the key that a person chose, or null.
  async #chooseKey({ title, question, lines, options }) {
    showContext({ lines: [title, ...lines] });
    const labels = options.map(({ label }) => label);
    const other = text(options.length > 1 ? "phone-keys-neither" : "phone-keys-other");
    const place = await ask({ heading: "phone-keys-heading", question, options: [...labels, other], hidesContext: false });
    return options[place]?.words ?? null;
  }

  // Guides the person through handing the key out: first the message, then the code, one
  // member at a time.
  async #handOut() {
    const { files, send, lines, isForAll } = this.#handOutPlan();
    if (send.length > 0) await this.#sendFiles(files, send);
    if (isForAll) await this.#showToAll();
    await this.#showToMembers();
    if (lines.length > 0) {
      showContext({ lines });
      await ask({ heading: "phone-hand-out", yes: text("phone-done"), no: null });
    }
    this.#family("");
  }

  #handOutPlan() {
    return JSON.parse(this.#store.phone.handOut(now(), timezoneOffset()));
  }

  // Shows the code to those on the list who scan it, in any order.
  async #showToMembers() {
    showContext({});
    for (;;) {
      const { scan } = this.#handOutPlan();
      if (scan.length === 0) return;
      const options = [...scan, text("phone-hand-out-later")];
      const place = await ask({ heading: "phone-hand-out-code", question: text("phone-hand-out-whom"), options, hidesContext: false });
      if (place === scan.length) return;
      const done = await this.#make.showTo(scan[place]);
      showContext({ lines: done ? [toSentence(done)] : [] });
    }
  }

  // Shows the code if nobody is on the list.
  async #showToAll() {
    showContext({ lines: [text("phone-hand-out-all"), text("phone-join-secret")], code: this.#store.phone.groupPicture(), title: text("phone-join-code") });
    await ask({ heading: "phone-hand-out-code", yes: text("phone-done"), no: null });
  }

  // Hands over each file of the message.
  async #sendFiles(files, send) {
    const sure = {
      heading: "phone-hand-out-message",
      question: text("phone-hand-out-sent"),
      yes: text("phone-hand-out-sent-yes"),
      no: text("phone-hand-out-again"),
    };
    for (const { name, text: message, isSent } of files) {
      const file = new File([message], name, { type: "application/octet-stream" });
      showContext({ lines: send });
      const prompt = { heading: "phone-hand-out-message", canLeave: true };
      const again = { yes: text("phone-hand-out-again"), no: text("phone-hand-out-code") };
      const first = { yes: text("phone-hand-out-send"), no: null };
      let wants = await ask({ ...prompt, ...(isSent ? again : first) });
      while (wants && !(await handOver(file, sure))) wants = await ask({ ...prompt, ...first });
      if (wants) await this.#store.change((phone) => phone.markSent(name));
    }
  }

  // Asks the person to compare the keys that a message left open.
  async #settle() {
    let isAllSettled = true;
    for (const key of JSON.parse(this.#store.phone.keysToCompare())) {
      const words = await this.#chooseKey(key);
      if (words) await this.#store.change((phone) => phone.resolveKey(key.name, words));
      else isAllSettled = false;
    }
    this.#family(text(isAllSettled ? "phone-keys-settled" : "phone-keys-left"));
  }
}
