// The screen of the selected group: its members, and what can be done about each of them.
import { ask, showContext } from "./ask.js";
import { attempt } from "./attempt.js";
import { byId, now, setText, showProblem, showScene, text, timezoneOffset, toSentence, toSentences } from "./draw.js";

const OPTIONS = ["app", "ringtrue", "own"];

export class Family {
  #store;
  #askForKey;
  // Draws the state of the family's key; app.js sets it.
  drawKey = () => {};

  // `askForKey` asks for a key; see Join.askForKey.
  constructor(store, askForKey) {
    this.#store = store;
    this.#askForKey = askForKey;
  }

  // Shows the screen, with one sentence or several on what was just done.
  draw(done = "") {
    if (!this.#store.phone) return;
    setText("family-done", toSentences(done));
    const roll = JSON.parse(this.#store.phone.roll(now(), timezoneOffset()));
    setText("nobody", roll.length === 0 ? text("phone-roll-nobody") : "");
    byId("roll").hidden = roll.length === 0;
    byId("roll").replaceChildren(...roll.map((member) => this.#row(member)));
    this.drawKey();
    showScene("family");
  }

  acts = {
    family: () => {
      showProblem("");
      this.draw();
    },
    "add-member": () => this.#attempt(() => this.#add()),
  };

  // Shows someone on the list, and what can be done about them.
  showMember(name) {
    return this.#attempt(async () => {
      const { holds, notes, words, acts } = JSON.parse(this.#store.phone.person(name, now(), timezoneOffset()));
      const lines = notes.map(toSentence);
      if (holds) lines.unshift(text(`phone-holds-${holds}`));
      showContext({ lines, sets: words });
      const options = acts.map((act) => text(`phone-do-${act}`));
      const act = acts[await ask({ title: name, options, hidesContext: false })];
      return this.#actions[act](name);
    });
  }

  #actions = {
    device: (name) => this.#device(name),
    "new-device": (name) => this.#device(name),
    own: (name) => this.#confirm(this.#phone.askOwner(name), "phone-family", "phone-own-yes", (phone) => phone.setOwner()),
    pair: (name) => this.#pair(name),
    unpair: (name) => this.#confirm(this.#phone.askUnpair(name), "phone-pair-heading", "phone-unpair-yes", (phone) => phone.unpair()),
    promote: (name) => this.#promote(name),
    demote: (name) => this.#demote(name),
    remove: (name) => this.#remove(name),
  };

  get #phone() {
    return this.#store.phone;
  }

  // Runs `act`, which returns sentences on what was done, and shows the screen with them.
  async #attempt(act) {
    const done = await attempt(this.#store, act, () => this.draw());
    if (done !== false) this.draw(done);
  }

  // Saves what `act` changes, and returns the sentences that say so.
  async #change(act) {
    return JSON.parse(await this.#store.change(act));
  }

  // Asks a last question, and saves what `act` changes if the answer is yes.
  async #confirm(question, heading, yes, act) {
    const isSure = await ask({ heading, question, yes: text(yes), no: text("answer-no"), hidesContext: true, canLeave: false });
    return isSure ? this.#change(act) : "";
  }

  async #add() {
    const asked = { heading: "phone-add-member-heading" };
    let name;
    let canBeOwn;
    for (;;) {
      name = await ask({ ...asked, question: text("phone-add-member-why"), input: text("phone-add-member-name") });
      showProblem("");
      try {
        canBeOwn = this.#phone.askAdd(name);
        break;
      } catch (error) {
        showProblem(error);
      }
    }
    const options = OPTIONS.filter((it) => it !== "own" || canBeOwn);
    const labels = options.map((it) => text(`phone-add-${it}`));
    const holds = options[await ask({ ...asked, question: text("phone-add-member-holds"), options: labels })];
    return this.#change((phone) => phone.addMember(name, holds));
  }

  async #device(name) {
    const asked = await this.#readKeyFor("device", (bytes) => this.#phone.readDevice(name, bytes));
    if (!(await this.#compare(asked))) return "";
    const unsure = { yes: text("phone-old-key-sure"), no: text("phone-old-key-unsure"), hidesContext: true };
    const isSafe = !asked.before || (await ask({ heading: "phone-old-key-heading", question: asked.before, ...unsure }));
    return this.#change((phone) => phone.giveDevice(isSafe));
  }

  async #promote(name) {
    const asked = await this.#readKeyFor("organiser", (bytes) => this.#phone.readOrganiser(name, bytes));
    if (!(await this.#compare(asked))) return "";
    const unsure = { yes: text("phone-still-theirs"), no: text("phone-old-key-unsure"), hidesContext: true };
    const keeps = !asked.before || (await ask({ heading: "phone-old-key-heading", question: asked.before, ...unsure }));
    const renamed = await this.#askRenamed(asked);
    return this.#change((phone) => phone.promote(keeps, renamed));
  }

  // Asks for a key, and returns what `read` returns for it.
  #readKeyFor(kind, read) {
    const request = { heading: text(`phone-${kind}-heading`), why: text(`phone-${kind}-why`) };
    return this.#askForKey({ ...request, readKey: (bytes) => JSON.parse(read(bytes)) });
  }

  // Asks the person to compare six words, unless they already have.
  async #compare({ words, lines, question, no }) {
    if (!words) return true;
    showContext({ words, lines });
    const isSame = await ask({ heading: "phone-compare-heading", question, yes: text("phone-compare-same") });
    showContext({});
    if (isSame) return true;
    this.draw();
    showProblem(no);
    return false;
  }

  // Asks about members who may be the same person under another name. Returns 1 for each yes.
  async #askRenamed({ renamed }) {
    const answers = [];
    for (const question of renamed) {
      const answer = { yes: text("phone-renamed-yes"), no: text("phone-old-key-unsure"), hidesContext: true };
      answers.push(Number(await ask({ heading: "phone-renamed-heading", question, ...answer })));
    }
    return new Uint8Array(answers);
  }

  async #demote(name) {
    const asked = JSON.parse(this.#phone.askDemote(name));
    let which;
    if (asked.which) {
      const { line, question, options } = asked.which;
      showContext({ lines: [line] });
      const all = [...options, text("phone-which-key-all")];
      const place = await ask({ heading: "phone-which-key-heading", question, options: all, hidesContext: false });
      showContext({});
      if (place < options.length) which = place;
    }
    const question = this.#phone.planDemotion(which, await this.#askRenamed(asked));
    return this.#confirm(question, "phone-demote-heading", "phone-demote-yes", (phone) => phone.demote());
  }

  async #remove(name) {
    const asked = JSON.parse(this.#phone.askRemove(name));
    const renamed = await this.#askRenamed(asked);
    return this.#confirm(asked.question, "phone-do-remove", "phone-remove-yes", (phone) => phone.remove(renamed));
  }

  async #pair(name) {
    const { words, question } = JSON.parse(this.#phone.askPair(name));
    showContext({ lines: [text("phone-pair-why")], sets: words });
    const isSame = await ask({ heading: "phone-pair-heading", question, yes: text("phone-pair-yes"), no: text("answer-no") });
    showContext({});
    if (isSame) return this.#change((phone) => phone.pair());
    this.draw();
    showProblem(text("phone-not-paired"));
    return "";
  }

  #row({ name, notes }) {
    const button = document.createElement("button");
    button.dataset.member = name;
    const who = document.createElement("b");
    who.dir = "auto";
    who.textContent = name;
    const notesLine = document.createElement("small");
    notesLine.dir = "auto";
    notesLine.textContent = notes.join("; ");
    button.append(who, notesLine);
    const item = document.createElement("li");
    item.append(button);
    return item;
  }
}
