// The lock: choosing one, and opening it.
import { ask, Left } from "./ask.js";
import { at, problem, show, text } from "./draw.js";
import { choose, sealed, unsealed } from "./passphrase.js";
import * as passkey from "./passkey.js";
import { Damaged } from "./store.js";

export class Lock {
  #store;
  #keep;

  constructor(store, keep) {
    this.#store = store;
    this.#keep = keep;
  }

  // Shows which locks there are.
  draw() {
    for (const button of document.querySelectorAll("[data-lock]")) {
      button.setAttribute("aria-pressed", String(button.dataset.lock === this.#store.lock));
    }
    problem("");
    show("lock");
  }

  // Puts a lock on, or takes it off. What it locks must not be the only copy.
  async set(lock) {
    const isSet = await this.#keep.attempt(async () => {
      const heading = "phone-lock-heading";
      if (lock === "none") {
        const sure = { heading, question: text("phone-lock-none-sure"), isAlone: true };
        await ask({ ...sure, yes: text("phone-lock-none"), no: null });
        await this.#store.setLock(lock);
        return true;
      }
      if (this.#keep.isDue) {
        const first = { heading, question: text("phone-lock-backup-first"), isAlone: true };
        await ask({ ...first, yes: text("phone-make-backup"), no: null });
        if (!(await this.#keep.backup())) return false;
      }
      if (lock === "passphrase") {
        const passphrase = await choose(text("phone-lock-passphrase-why"));
        await this.#store.setLock(lock, (key) => sealed(key, passphrase));
      } else {
        const why = { heading, question: text("phone-lock-passkey-why"), isAlone: true };
        await ask({ ...why, yes: text("phone-lock-passkey"), no: null });
        await this.#store.setLock(lock, passkey.seal);
      }
      return true;
    });
    if (isSet) this.#keep.draw(text(`phone-lock-is-${lock}`));
  }

  // Asks until the lock is open, or the person starts over instead.
  async open() {
    at("head").hidden = true;
    for (;;) {
      const { lock } = this.#store;
      const isTyped = lock === "passphrase";
      const input = isTyped ? { input: text("phone-passphrase"), isSecret: true } : {};
      const shut = { heading: "phone-locked", question: text(`phone-open-${lock}`), isAlone: true, no: text("phone-cannot-open") };
      const answer = await ask({ ...shut, ...input, yes: text("phone-open"), canLeave: false });
      problem("");
      if (answer === false) {
        if (await this.#startsOver({ heading: "phone-start-anew", question: text("phone-start-anew-sure") })) return;
        continue;
      }
      try {
        const isOpen = await this.#store.unlock((record) => (isTyped ? unsealed(record, answer) : passkey.open(record)));
        if (isOpen) return;
        problem(text("phone-passphrase-wrong"));
      } catch (error) {
        if (error instanceof Damaged) throw error;
        problem(error);
      }
    }
  }

  // What is kept can't be opened. Returns once the person starts over.
  async damaged() {
    at("head").hidden = true;
    await this.#startsOver({ heading: "phone-damaged-heading", question: text("phone-damaged"), canLeave: false });
  }

  // Asks whether to begin anew, on an empty phone.
  async #startsOver(why) {
    try {
      await ask({ ...why, isAlone: true, yes: text("phone-start-anew"), no: null });
    } catch (error) {
      if (error instanceof Left) return false;
      throw error;
    }
    await this.#store.startOver();
    return true;
  }
}
