// The lock: choosing one, and opening it.
import { ask, WentBack } from "./ask.js";
import { byId, showProblem, showScene, text } from "./draw.js";
import { choosePassphrase, seal, unseal } from "./passphrase.js";
import * as passkey from "./passkey.js";
import { Damaged, NotRead } from "./store.js";

export class Lock {
  #store;
  #safety;

  constructor(store, safety) {
    this.#store = store;
    this.#safety = safety;
  }

  // Shows the choice of locks.
  draw() {
    for (const button of document.querySelectorAll("[data-lock]")) {
      button.setAttribute("aria-pressed", String(button.dataset.lock === this.#store.lock));
    }
    showProblem("");
    showScene("lock");
  }

  // Sets a lock, or removes it.
  async set(lock) {
    const isSet = await this.#safety.attempt(async () => {
      // A lock must not shut its owner out of the only copy.
      if (lock !== "none" && this.#safety.isBackupDue) {
        await this.#tell("phone-lock-backup-first", "phone-make-backup");
        if (!(await this.#safety.backup())) return false;
      }
      if (lock === "none") {
        await this.#tell("phone-lock-none-sure", "phone-lock-take-off");
        await this.#store.setLock(lock);
      } else if (lock === "passphrase") {
        const passphrase = await choosePassphrase(text("phone-lock-passphrase-why"));
        await this.#store.setLock(lock, (key) => seal(key, passphrase));
      } else {
        await this.#tell("phone-lock-passkey-why", "phone-lock-passkey");
        const id = await passkey.create();
        // Browsers require a tap before each passkey request.
        await this.#tell("phone-lock-passkey-try", "phone-lock-passkey-now");
        await this.#store.setLock(lock, (key) => passkey.seal(id, key));
      }
      return true;
    });
    if (isSet) this.#safety.draw(text(`phone-lock-is-${lock}`));
  }

  // Asks until the lock is open, or the person starts over instead.
  async open() {
    byId("head").hidden = true;
    for (;;) {
      const { lock } = this.#store;
      const isTyped = lock === "passphrase";
      const input = isTyped ? { input: text("phone-passphrase"), isSecret: true } : {};
      const locked = { heading: "phone-locked", question: text(`phone-open-${lock}`), hidesContext: true, isOfLock: true };
      const answer = await ask({ ...locked, ...input, yes: text("phone-open"), no: text("phone-cannot-open"), canLeave: false });
      showProblem("");
      if (answer === false) {
        if (await this.#startsOver({ heading: "phone-start-anew", question: text("phone-start-anew-sure") })) return;
        continue;
      }
      try {
        const isOpen = await this.#store.unlock((found, record) => {
          // Another page has changed the lock.
          if (found !== lock) return null;
          return isTyped ? unseal(record, answer) : passkey.open(record);
        });
        if (isOpen) return;
        if (this.#store.lock === lock) showProblem(text("phone-passphrase-wrong"));
      } catch (error) {
        if (error instanceof Damaged) throw error;
        if (error instanceof NotRead) showProblem(text("phone-gone"));
        else showProblem(error instanceof DOMException ? text("phone-seal-failed") : error);
      }
    }
  }

  // Reports that the stored data is damaged. Returns once the person starts over.
  async damaged() {
    byId("head").hidden = true;
    while (!(await this.#startsOver({ heading: "phone-damaged-heading", question: text("phone-damaged"), canLeave: false })));
  }

  // Cancels a pending passkey request.
  stop() {
    passkey.stop();
  }

  #tell(question, yes) {
    return ask({ heading: "phone-lock-heading", question: text(question), hidesContext: true, yes: text(yes), no: null });
  }

  // Asks whether to start over with an empty phone. Returns true once that is done.
  async #startsOver(why) {
    try {
      await ask({ ...why, hidesContext: true, isOfLock: true, yes: text("phone-start-anew"), no: null });
      await this.#store.startOver();
    } catch (error) {
      showProblem(error instanceof WentBack ? "" : text("phone-not-saved"));
      return false;
    }
    showProblem("");
    return true;
  }
}
