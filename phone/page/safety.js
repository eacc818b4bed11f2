// The screen "Keep it safe": backups, reminders, and what protects the groups.
import { ask, showContext } from "./ask.js";
import { attempt } from "./attempt.js";
import { byId, now, setText, showProblem, showScene, text, timezoneOffset, toSentences } from "./draw.js";
import { handOver } from "./handover.js";
import { drawStorage } from "./install.js";
import { choosePassphrase, seal, unseal } from "./passphrase.js";
import { storageProblem } from "./store.js";

export class SafetyScreen {
  #store;
  #home;

  constructor(store, home) {
    this.#store = store;
    this.#home = home;
  }

  // Shows the screen, with a sentence on what was just done.
  draw(done) {
    if (!this.#store.phone) return;
    const { backup } = this.#status();
    setText("keep-done", toSentences(done));
    setText("keep-lock", text(`phone-lock-is-${this.#store.lock}`));
    setText("keep-backup", backup ?? text("phone-backup-none"));
    showScene("keep");
    drawStorage();
  }

  // Draws the first screen's reminders.
  remind() {
    const { due, clock } = this.#status();
    setText("clock", clock);
    byId("due").hidden = !due;
    setText("due-why", due && text(`phone-backup-due-${due}`));
  }

  get isBackupDue() {
    return this.#status().due !== null;
  }

  // Makes a backup. Returns true if it was handed over.
  backup() {
    return this.attempt(async () => {
      const passphrase = await choosePassphrase(text("phone-backup-why"));
      const bytes = this.#store.phone.backupText();
      const made = await seal(bytes, passphrase).finally(() => bytes.fill(0));
      const day = new Date(now() - timezoneOffset() * 60_000).toISOString().slice(0, 10);
      const file = new File([made], `ringtrue-backup-${day}.age`, { type: "application/octet-stream" });
      const heading = "phone-backup-ready";
      const ready = { heading, question: text("phone-backup-where"), no: null, hidesContext: true };
      const sure = { heading, question: text("phone-backup-sure"), yes: text("phone-backup-yes"), no: text("phone-backup-again") };
      do await ask({ ...ready, yes: text("phone-backup-save") });
      while (!(await handOver(file, sure)));
      await this.#store.change((phone) => phone.recordBackup(now())).catch((error) => {
        // The backup itself was saved; the page will only ask for one again.
        if (!storageProblem(error)) throw error;
      });
      this.draw(text("phone-backup-made"));
      return true;
    });
  }

  // Restores a backup.
  async restore(bytes) {
    const passphrase = { heading: "phone-restore", input: text("phone-passphrase"), isSecret: true, yes: text("phone-open") };
    let opened = null;
    while (!opened) {
      const typed = await ask({ ...passphrase, question: text("phone-restore-passphrase") });
      showProblem("");
      opened = await unseal(bytes, typed);
      if (!opened) showProblem(text("phone-passphrase-wrong"));
    }
    let preview;
    try {
      preview = JSON.parse(this.#store.phone.askRestore(opened));
    } finally {
      opened.fill(0);
    }
    const { lines, question, isOrganiser } = preview;
    if (isOrganiser) lines.push(text("phone-afar-address"));
    showContext({ lines });
    if (!question) {
      await ask({ heading: "phone-restore", question: text("phone-restore-nothing"), yes: text("phone-done"), no: null });
      this.#store.phone.dropQuestion();
      return this.#home("");
    }
    if (!(await ask({ heading: "phone-restore", question, yes: text("phone-restore-yes"), no: text("answer-no") }))) {
      this.#store.phone.dropQuestion();
      this.#home("");
      return showProblem(text("phone-not-restored"));
    }
    const ends = JSON.parse(await this.#store.change((phone) => phone.restore(now())));
    navigator.storage?.persist?.();
    const lost = { heading: "phone-lost-heading", question: text("ask-backup-lost"), hidesContext: true };
    const isLost = ends.length > 0 && (await ask({ ...lost, yes: text("phone-yes-or-unsure"), canLeave: false }));
    this.#home([text("phone-restored"), ...(isLost ? ends : [])]);
  }

  // Runs `act`, and shows this screen if it fails or the person goes back.
  attempt(act) {
    return attempt(this.#store, act, () => this.draw());
  }

  #status() {
    return JSON.parse(this.#store.phone.backupState(now(), timezoneOffset()));
  }
}
