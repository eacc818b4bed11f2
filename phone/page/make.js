// Making a family, and letting others join it from this screen.
import { ask, showContext, WentBack } from "./ask.js";
import { attempt } from "./attempt.js";
import { now, problem, sentence, text } from "./draw.js";
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
    const said = await attempt(
      this.#store,
      async () => {
        const name = await this.#name();
        return this.#askOwnName((own) => this.#store.change((phone) => phone.make(name, own, now())));
      },
      () => this.#home(""),
    );
    if (!said) return;
    // Best effort: the browser may refuse.
    navigator.storage?.persist?.();
    // Draws the new family's name above all screens.
    this.#home(said);
    await this.letJoin(said);
  }

  // Lets someone join. `said` is what was done before, shown if they go back.
  letJoin(said) {
    return attempt(
      this.#store,
      async () => {
        const { name, holds } = await this.#askJoiner();
        if (holds === "afar") return this.#family(await this.#inviteByFile(name));
        const shown = JSON.parse(this.#store.phone.letJoin(name, holds));
        try {
          this.#family(await this.#show(holds, shown));
        } catch (error) {
          const notSeen = this.#store.phone?.leaveJoiner();
          if (!(error instanceof WentBack)) throw error;
          this.#family(notSeen);
        }
        return undefined;
      },
      () => this.#family(said),
    );
  }

  // Shows the code to someone on the list until their device has it. Returns what was done,
  // or null if they go back.
  async showTo(name) {
    const { phone } = this.#store;
    phone.beginJoining();
    const { holds } = JSON.parse(phone.whoJoins(name));
    const shown = JSON.parse(phone.letJoin(name, holds));
    try {
      return await this.#show(holds, shown);
    } catch (error) {
      this.#store.phone?.leaveJoiner();
      if (!(error instanceof WentBack)) throw error;
      problem("");
      return null;
    }
  }

  // Asks for the family's name.
  #name() {
    return this.#repeat({ heading: "phone-make-heading", question: text("phone-make-why"), input: text("phone-make-name") }, async (typed) => {
      const { name, note } = JSON.parse(this.#store.phone.nameFamily(typed));
      if (note) showContext({ lines: [sentence(note)] });
      return name;
    });
  }

  // Asks who joins, and what they have.
  async #askJoiner() {
    const awaited = JSON.parse(this.#store.phone.beginJoining());
    const asked = { heading: "phone-let-join" };
    let place = awaited.length;
    if (place > 0) {
      place = await ask({ ...asked, question: text("phone-join-who"), options: [...awaited, text("phone-join-someone")] });
    }
    const who = (name) => JSON.parse(this.#store.phone.whoJoins(name));
    const known =
      place < awaited.length
        ? who(awaited[place])
        : await this.#repeat({ ...asked, question: text("phone-join-name-why"), input: text("phone-join-name") }, async (typed) => who(typed));
    // An app opens no invitation.
    const ways = { app: ["app"], ringtrue: ["ringtrue", "afar"] }[known.holds] ?? ["app", "ringtrue", "afar"];
    const isHere = ways.length < 3;
    const question = text(isHere ? "phone-join-where" : "phone-join-has");
    const label = (it) => text(`phone-join-${isHere ? "where" : "has"}-${it}`);
    const picked = ways.length > 1 ? await ask({ ...asked, question, options: ways.map(label) }) : 0;
    return { ...known, holds: ways[picked] };
  }

  // Shows the QR code, or the key to type, until the new member's device has it and shows the
  // right digits. Returns what was done.
  async #show(holds, { entry, words, question }) {
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
        showContext({ ...seen, lines, code: phone.joinCode(), title: text("phone-join-code") });
      }
      const isDone = await ask({
        heading: isByHand ? "phone-join-by-hand" : "phone-join-scan",
        yes: text(isByHand ? "phone-join-typed" : "phone-join-scanned"),
        no: text(isByHand ? "phone-join-picture" : "phone-join-by-hand"),
        canLeave: true,
      });
      problem("");
      if (!isDone) isByHand = !isByHand;
      else if (await this.#isSeen(question)) return this.#store.change((it) => it.confirmJoiner(now()));
    }
  }

  // Asks for the code that their device shows. Returns false if they have to scan again.
  async #isSeen(question) {
    do {
      let typed;
      try {
        typed = await ask({ heading: "phone-join-check", question, input: text("phone-join-digits") });
      } catch (error) {
        if (!(error instanceof WentBack)) throw error;
        problem("");
        return false;
      }
      const wrong = this.#store.phone.checkJoiner(typed, now());
      problem(wrong ?? "");
      if (wrong === undefined) return true;
    } while (!this.#store.phone.mustScanAgain());
    problem(text("phone-join-again"));
    return false;
  }

  // Invites someone by a file and six words. Returns what was done.
  async #inviteByFile(name) {
    const { organiser, name: needsName } = JSON.parse(this.#store.phone.askAfar());
    const asked = { heading: "phone-afar", hidesContext: false, canLeave: true, no: null };
    showContext({ lines: [text("phone-afar-why"), ...(organiser ? [text("phone-afar-organiser"), text("phone-afar-address")] : [])] });
    await ask({ ...asked, yes: text("phone-afar-yes") });
    showContext({});
    const words = drawWords();
    let signed;
    // Nothing is saved before it is sealed.
    const sign = (own) =>
      this.#store.change((phone) => {
        signed = phone.inviteAfar(name, own, words);
        return false;
      });
    await (needsName ? this.#askOwnName(sign) : sign(""));
    const letter = await sealInvitation(signed, words).finally(() => signed.fill(0));
    // Nothing is handed over before this phone's own part is saved.
    const { file, lines, said } = JSON.parse(await this.#store.change((phone) => phone.takeAfar()));
    const sent = new File([letter], file, { type: "application/octet-stream" });
    const shown = words.split(" ");
    const sure = { heading: "phone-afar", question: text("phone-afar-sure"), yes: text("phone-afar-sent"), no: text("phone-afar-again"), canLeave: false };
    showContext({ words: shown, lines: [text("phone-afar-send-why")] });
    do await ask({ ...asked, heading: "phone-afar-send", yes: text("phone-afar-send"), canLeave: false });
    while (!(await handOver(sent, sure)));
    showContext({ words: shown, lines: [text("phone-afar-compare"), ...lines.map(sentence)] });
    await ask({ ...asked, heading: "phone-afar-tell", question: text("phone-afar-tell-why"), yes: text("phone-afar-told"), canLeave: false });
    return said;
  }

  // Asks for the name of this phone's owner.
  #askOwnName(act) {
    const own = { heading: "phone-own-name-heading", question: text("phone-own-name-why"), input: text("phone-own-name") };
    return this.#repeat({ ...own, hidesContext: false }, act);
  }

  // Asks until `act` accepts what was typed. If the core rejects it, shows why and asks again.
  async #repeat(asked, act) {
    for (;;) {
      const typed = await ask(asked);
      problem("");
      try {
        return await act(typed);
      } catch (error) {
        // The core throws plain Errors; the caller handles the others.
        if (error.constructor !== Error) throw error;
        problem(error);
      }
    }
  }
}
