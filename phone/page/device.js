// This phone: its keys and how to replace them, a health check, and deleting everything.
import { ask, showContext } from "./ask.js";
import { attempt } from "./attempt.js";
import { byId, now, showProblem, showScene, text, timezoneOffset } from "./draw.js";
import { storageState } from "./install.js";
import { choosePassphrase, seal } from "./passphrase.js";
import * as passkey from "./passkey.js";

// The button that fixes each problem.
const FIXES = { backup: "backup", practise: "practise", rotate: "new-key", family: "family", sheet: "pages", lock: "lock", storage: "keep" };

export class Device {
  #store;
  #back;
  #toSafety;
  #run;
  #wiped;

  // `back` goes to the family's screen, or the first one; `toSafety` to "Keep it safe". `run` runs
  // a button's action, and `wiped` is called once everything is deleted.
  constructor(store, { back, toSafety, run, wiped }) {
    this.#store = store;
    this.#back = back;
    this.#toSafety = toSafety;
    this.#run = run;
    this.#wiped = wiped;
  }

  acts = {
    "own-key": () => this.showOwnKey(),
    health: () => this.showHealth(),
    wipe: () => this.#wipe(),
  };

  get #phone() {
    return this.#store.phone;
  }

  // Shows this phone's key, with buttons for everything about its keys.
  showOwnKey(lines = []) {
    return attempt(
      this.#store,
      async () => {
        // A key that someone has seen must not be lost when the page closes.
        if (!this.#store.isStored) await this.#store.change(() => {});
        const hasGroup = JSON.parse(this.#phone.groups()).length > 0;
        for (let notice = ""; ; ) {
          const { key, words } = JSON.parse(this.#phone.ownKey());
          const picture = { code: this.#phone.ownKeyPicture(), title: text("phone-own-key-picture") };
          const acts = ["copy", ...(hasGroup ? ["organiser", "words", "renew"] : [])];
          const heading = lines.length > 0 ? "phone-renewed" : "phone-own-key";
          const picked = await this.#showKey(heading, { ...picture, words, lines: [...lines, text("phone-own-key-why")], key }, notice, acts);
          notice = "";
          if (picked === "copy") notice = await this.#copy(key);
          else if (picked === "organiser") await this.#showOrganiserKey();
          else if (picked === "words") await this.#showWords();
          else if (await this.#renew()) lines = JSON.parse(this.#phone.toDo());
          else notice = text("phone-not-renewed");
        }
      },
      () => this.#back(""),
    );
  }

  // Shows a key, with `notice`: the result of the previous act. Returns which of `acts` was picked.
  async #showKey(heading, shown, notice, acts) {
    const labels = { copy: "phone-copy-key", organiser: "phone-organiser-key", words: "phone-words-to-compare", renew: "phone-renew", back: "phone-own-key" };
    showContext(shown);
    const picked = await ask({ heading, question: notice, options: acts.map((act) => text(labels[act])), hidesContext: false });
    showContext({});
    showProblem("");
    return acts[picked];
  }

  async #copy(key) {
    try {
      await navigator.clipboard.writeText(key);
      return text("phone-key-copied");
    } catch {
      return text("phone-key-not-copied");
    }
  }

  async #showOrganiserKey() {
    if (!this.#phone.hasOrganiserKey()) {
      const sure = { question: text("phone-organiser-key-sure"), yes: text("phone-organiser-key-yes"), no: text("answer-no") };
      if (!(await ask({ heading: "phone-organiser-key", ...sure, hidesContext: true, canLeave: false }))) return;
      await this.#store.change((phone) => phone.makeOrganiserKey());
    }
    const { key, words, counts } = JSON.parse(this.#phone.organiserKey());
    for (let notice = ""; ; ) {
      const picture = { code: this.#phone.organiserKeyPicture(), title: text("phone-organiser-key-picture") };
      const why = text(counts ? "phone-organiser-key-counts" : "phone-organiser-key-waits");
      if ((await this.#showKey("phone-organiser-key", { ...picture, words, lines: [why], key }, notice, ["copy", "back"])) === "back") return;
      notice = await this.#copy(key);
    }
  }

  async #showWords() {
    showContext({ lines: [text("phone-words-to-compare-why")], sets: JSON.parse(this.#phone.wordsToCompare()) });
    await ask({ heading: "phone-words-to-compare", yes: text("phone-done"), no: null, canLeave: false });
    showContext({});
  }

  // Makes a new key. Returns false if the person declines.
  async #renew() {
    const { lines, question } = JSON.parse(this.#phone.askRenew());
    showContext({ lines });
    const isSure = await ask({ heading: "phone-renew", question, yes: text("phone-renew-yes"), no: text("answer-no") });
    showContext({});
    if (!isSure) return false;
    let sealKey;
    if (this.#store.lock === "passphrase") {
      const passphrase = await choosePassphrase(text("phone-renew-passphrase"));
      sealKey = (key) => seal(key, passphrase);
    } else if (this.#store.lock === "passkey") {
      // Browsers require a tap before each passkey request.
      await ask({ heading: "phone-renew", question: text("phone-renew-passkey"), yes: text("phone-continue"), no: null, hidesContext: true });
      sealKey = (key, { id }) => passkey.reseal(id, key);
    }
    await this.#store.renew((phone, key) => phone.withNewKey(key), sealKey);
    return true;
  }

  // Shows the results of the health check, with a button for each problem.
  async showHealth() {
    showProblem("");
    const { retention, opensOffline } = await storageState();
    if (!this.#phone) return;
    const { lock } = this.#store;
    const rows = [
      ...JSON.parse(this.#phone.health(now(), timezoneOffset())),
      { topic: text("phone-lock"), health: lock === "none" ? "look" : "well", say: `phone-lock-is-${lock}`, fix: lock === "none" && "lock" },
      { topic: text("phone-storage"), health: retention === "kept" ? "well" : "look", say: `phone-storage-${retention}`, fix: retention !== "kept" && "storage" },
      { topic: text("phone-offline"), health: opensOffline ? "well" : "look", say: opensOffline ? "phone-offline-opens" : "phone-offline-not" },
    ];
    byId("health").replaceChildren(...rows.map((row) => this.#row(row)));
    showScene("health");
  }

  #row({ topic, health, text: sentence, say: sentenceId, fix, group }) {
    const item = document.createElement("li");
    item.dataset.health = health;
    const name = document.createElement("b");
    name.dir = "auto";
    name.textContent = topic;
    const state = document.createElement("span");
    state.textContent = text(`doctor-${health}`);
    const found = document.createElement("p");
    found.dir = "auto";
    found.textContent = sentenceId ? text(sentenceId) : sentence;
    item.append(name, " ", state, found);
    if (fix && document.querySelector(`.acts [data-act="${FIXES[fix]}"]`)) {
      const button = document.createElement("button");
      button.textContent = text(`phone-fix-${fix}`);
      button.addEventListener("click", () => {
        if (group) this.#phone.select(group);
        this.#run(FIXES[fix]);
      });
      item.append(button);
    }
    return item;
  }

  // Deletes everything on this phone.
  async #wipe() {
    const isSure = await attempt(
      this.#store,
      async () => {
        const { lines, isLast } = JSON.parse(this.#phone.askWipe(now()));
        showContext({ lines: [text("phone-wipe-what"), text("phone-wipe-elsewhere"), text("phone-wipe-others"), ...lines] });
        const sure = { heading: "phone-wipe", yes: text("phone-wipe-yes"), no: text("phone-forget-no") };
        if (!(await ask({ ...sure, question: text("phone-wipe-sure"), hidesContext: false }))) return false;
        if (isLast && !(await ask({ ...sure, question: text("phone-wipe-last"), hidesContext: true, canLeave: false }))) return false;
        await this.#store.wipe();
        return true;
      },
      () => this.#toSafety(""),
    );
    if (isSure) this.#wiped();
    else if (this.#phone) this.#toSafety("");
  }
}
