// Making a family, and letting others join it from this screen.
import { ask, showContext, WentBack } from "./ask.js";
import { attempt } from "./attempt.js";
import { now, showProblem, text, toSentence } from "./draw.js";
import { handOver } from "./handover.js";
import { sealInvitation } from "./passphrase.js";
import { drawWords } from "./ringtrue_phone.js";

// Instructions beside the QR code, by what the new member has.
const STEPS = {
  app: ["enrol-open-app", "enrol-add", "enrol-scan"],
  ringtrue: ["phone-join-ringtrue"],
};

export class Make {
  #store;
  #home;
  #family;

  // `home` and `family` go to the first screen and the family's screen, and show what was
  // done.
  constructor(store, home, family) {
    this.#store = store;
    this.#home = home;
    this.#family = family;
  }

  acts = {
    make: () => this.make(),
    "let-join": () => this.letJoin(""),
  };

  // Makes a family, then lets the first member join.
  async make() {
    const done = await attempt(
      this.#store,
      async () => {
        const name = await this.#askFamilyName();
        return this.#askOwnName((own) => this.#store.change((phone) => phone.make(name, own, now())));
      },
      () => this.#home(""),
    );
    if (!done) return;
    // Best effort: the browser may refuse.
    navigator.storage?.persist?.();
    // Draws the new family's name above all screens.
    this.#home(done);
    await this.letJoin(done);
  }

  // Lets someone join. `done` is what was done before, shown if they go back.
  letJoin(done) {
    return attempt(
      this.#store,
      async () => {
        const { name, holds } = await this.#askJoiner();
        if (holds === "afar") return this.#family(await this.#inviteByFile(name));
        const shown = JSON.parse(this.#store.phone.letJoin(name, holds));
        try {
          this.#family(await this.#showUntilScanned(holds, shown));
        } catch (error) {
          const notSeen = this.#store.phone?.leaveJoiner();
          if (!(error instanceof WentBack)) throw error;
          this.#family(notSeen);
        }
        return undefined;
      },
      () => this.#family(done),
    );
  }

  // Shows the code to someone on the list until their device has it. Returns what was done,
  // or null if they go back.
  async showTo(name) {
    const { phone } = this.#store;
    phone.beginJoining();
    const { holds } = JSON.parse(phone.lookUpJoiner(name));
    const shown = JSON.parse(phone.letJoin(name, holds));
    try {
      return await this.#showUntilScanned(holds, shown);
    } catch (error) {
      this.#store.phone?.leaveJoiner();
      if (!(error instanceof WentBack)) throw error;
      showProblem("");
      return null;
    }
  }

  // Asks for the family's name.
  #askFamilyName() {
    return this.#askUntilAccepted({ heading: "phone-make-heading", question: text("phone-make-why"), input: text("phone-make-name") }, async (typed) => {
      const { name, note } = JSON.parse(this.#store.phone.checkFamilyName(typed));
      if (note) showContext({ lines: [toSentence(note)] });
      return name;
    });
  }

  // Asks who joins, and what they have.
  async #askJoiner() {
    const awaited = JSON.parse(this.#store.phone.beginJoining());
    const prompt = { heading: "phone-let-join" };
    let place = awaited.length;
    if (place > 0) {
      place = await ask({ ...prompt, question: text("phone-join-who"), options: [...awaited, text("phone-join-someone")] });
    }
    const who = (name) => JSON.parse(this.#store.phone.lookUpJoiner(name));
    const known =
      place < awaited.length
        ? who(awaited[place])
        : await this.#askUntilAccepted({ ...prompt, question: text("phone-join-name-why"), input: text("phone-join-name") }, async (typed) => who(typed));
    // An app opens no invitation.
    const ways = { app: ["app"], ringtrue: ["ringtrue", "afar"] }[known.holds] ?? ["app", "ringtrue", "afar"];
    const isHere = ways.length < 3;
    const question = text(isHere ? "phone-join-where" : "phone-join-has");
    const label = (it) => text(`phone-join-${isHere ? "where" : "has"}-${it}`);
    const picked = ways.length > 1 ? await ask({ ...prompt, question, options: ways.map(label) }) : 0;
    return { ...known, holds: ways[picked] };
  }

  // Shows the QR code, or the key to type, until the new member's device has it and shows the
  // right digits. Returns what was done.
  async #showUntilScanned(holds, { entry, words, question }) {
    const { phone } = this.#store;
    const secret = text("phone-join-secret");
    let isByHand = false;
    for (;;) {
      if (isByHand) {
        const { lines, key } = JSON.parse(phone.joinKey());
        showContext({ lines: [secret, ...lines], key });
      } else {
        const seen = holds === "ringtrue" ? { entry, words } : {};
        const lines = [...STEPS[holds].map((id) => text(id)), secret];
        showContext({ ...seen, lines, code: phone.joinPicture(), title: text("phone-join-code") });
      }
      const isDone = await ask({
        heading: isByHand ? "phone-join-by-hand" : "phone-join-scan",
        yes: text(isByHand ? "phone-join-typed" : "phone-join-scanned"),
        no: text(isByHand ? "phone-join-picture" : "phone-join-by-hand"),
        canLeave: true,
      });
      showProblem("");
      if (!isDone) isByHand = !isByHand;
      else if (await this.#askForCode(question)) return this.#store.change((it) => it.confirmJoiner(now()));
    }
  }

  // Asks for the code that their device shows. Returns false if they have to scan again.
  async #askForCode(question) {
    do {
      let typed;
      try {
        typed = await ask({ heading: "phone-join-check", question, input: text("phone-join-digits") });
      } catch (error) {
        if (!(error instanceof WentBack)) throw error;
        showProblem("");
        return false;
      }
      const wrong = this.#store.phone.checkJoiner(typed, now());
      showProblem(wrong ?? "");
      if (wrong === undefined) return true;
    } while (!this.#store.phone.mustScanAgain());
    showProblem(text("phone-join-again"));
    return false;
  }

  // Invites someone by a file and six words. Returns what was done.
  async #inviteByFile(name) {
    const { organiser, name: needsName } = JSON.parse(this.#store.phone.askInvitation());
    const prompt = { heading: "phone-afar", hidesContext: false, canLeave: true, no: null };
    showContext({ lines: [text("phone-afar-why"), ...(organiser ? [text("phone-afar-organiser"), text("phone-afar-address")] : [])] });
    await ask({ ...prompt, yes: text("phone-afar-yes") });
    showContext({});
    const words = drawWords();
    let signed;
    // Nothing is saved before it is sealed.
    const sign = (own) =>
      this.#store.change((phone) => {
        signed = phone.signInvitation(name, own, words);
        return false;
      });
    await (needsName ? this.#askOwnName(sign) : sign(""));
    const letter = await sealInvitation(signed, words).finally(() => signed.fill(0));
    // Nothing is handed over before this phone's own part is saved.
    const { file, lines, said: done } = JSON.parse(await this.#store.change((phone) => phone.finishInvitation()));
    const sent = new File([letter], file, { type: "application/octet-stream" });
    const shown = words.split(" ");
    const sure = { heading: "phone-afar", question: text("phone-afar-sure"), yes: text("phone-afar-sent"), no: text("phone-afar-again"), canLeave: false };
    showContext({ words: shown, lines: [text("phone-afar-send-why")] });
    do await ask({ ...prompt, heading: "phone-afar-send", yes: text("phone-afar-send"), canLeave: false });
    while (!(await handOver(sent, sure)));
    showContext({ words: shown, lines: [text("phone-afar-compare"), ...lines.map(toSentence)] });
    await ask({ ...prompt, heading: "phone-afar-tell", question: text("phone-afar-tell-why"), yes: text("phone-afar-told"), canLeave: false });
    return done;
  }

  // Asks for the name of this phone's owner.
  #askOwnName(act) {
    const own = { heading: "phone-own-name-heading", question: text("phone-own-name-why"), input: text("phone-own-name") };
    return this.#askUntilAccepted({ ...own, hidesContext: false }, act);
  }

  // Asks until `act` accepts what was typed. If the core rejects it, shows why and asks again.
  async #askUntilAccepted(prompt, act) {
    for (;;) {
      const typed = await ask(prompt);
      showProblem("");
      try {
        return await act(typed);
      } catch (error) {
        // The core throws plain Errors; the caller handles the others.
        if (error.constructor !== Error) throw error;
        showProblem(error);
      }
    }
  }
}
