// Pages to print or to save, and the code of a day sheet.
import { ask, showContext, WentBack } from "./ask.js";
import { attempt } from "./attempt.js";
import { now, showProblem, text, timezoneOffset } from "./draw.js";
import { handOver } from "./handover.js";
import { canPrint, clearPaper, print } from "./print.js";
import { checkContact, contactsOnCard } from "./ringtrue_phone.js";

export class Pages {
  #store;
  #family;

  // `family` goes to the family's screen, and shows what was done.
  constructor(store, family) {
    this.#store = store;
    this.#family = family;
  }

  acts = {
    pages: () => this.choose(),
  };

  // Asks which page, and prints or saves it.
  choose() {
    return attempt(
      this.#store,
      async () => {
        const { phone } = this.#store;
        const pages = [
          ["phone-page-invite", () => this.#printOrSave("invite", phone.invitePage())],
          ["phone-page-cards", () => this.#makeCards()],
          ["phone-page-sheet", () => this.#makeSheet()],
        ];
        const holders = JSON.parse(phone.sheetHolders());
        if (holders.length > 0) pages.push(["phone-sheet-code", () => this.#chooseSheetCode(holders)]);
        const picked = await ask({ heading: "phone-pages", question: text("phone-pages-which"), options: pages.map(([id]) => text(id)) });
        this.#family(await pages[picked][1]());
      },
      () => this.#family(""),
    );
  }

  // Asks whom to call, and prints the cards.
  async #makeCards() {
    const call = [];
    while (call.length < contactsOnCard()) {
      const prompt = { heading: "phone-page-cards", input: text("phone-card-contact"), hidesContext: false };
      showContext({ lines: call });
      const typed = await ask({ ...prompt, question: text(call.length === 0 ? "phone-card-call" : "phone-card-more") });
      showProblem("");
      if (!typed.trim()) break;
      try {
        checkContact(typed);
        call.push(typed);
      } catch (error) {
        showProblem(error);
      }
    }
    return this.#printOrSave("cards", this.#store.phone.cardPage(call));
  }

  // Asks whose sheet it is, prints it, and activates it once it is on paper.
  async #makeSheet() {
    const question = await this.#askReader();
    const prompt = { heading: "phone-page-sheet", hidesContext: true, canLeave: true };
    if (question && !(await ask({ ...prompt, question, yes: text("answer-yes"), no: text("answer-no") }))) {
      return "";
    }
    try {
      await this.#printOrSave("sheet", this.#store.phone.sheetPage(now(), timezoneOffset()));
    } catch (error) {
      this.#store.phone?.dropSheet();
      if (error instanceof WentBack) return text("phone-sheet-left");
      throw error;
    }
    const { name, said: done } = JSON.parse(await this.#store.change((phone) => phone.activateSheet()));
    await this.#showSheetCode(name);
    return done;
  }

  // Asks who gets a sheet. Returns a question if the sheet would replace what they have.
  async #askReader() {
    const { phone } = this.#store;
    const names = JSON.parse(phone.sheetCandidates());
    const who = { heading: "phone-page-sheet", question: text("phone-sheet-who") };
    const picked = names.length > 0 ? await ask({ ...who, options: [...names, text("phone-join-someone")] }) : 0;
    if (picked < names.length) return phone.beginSheet(names[picked]);
    for (;;) {
      const typed = await ask({ ...who, input: text("phone-join-name") });
      showProblem("");
      try {
        return phone.beginSheet(typed);
      } catch (error) {
        showProblem(error);
      }
    }
  }

  // Asks whose code to show, unless only one person has a sheet.
  async #chooseSheetCode(holders) {
    const picked = holders.length > 1 ? await ask({ heading: "phone-sheet-code", question: text("phone-sheet-whose"), options: holders }) : 0;
    await this.#showSheetCode(holders[picked]);
    return "";
  }

  // Shows the code of a sheet to the family's other devices.
  async #showSheetCode(name) {
    const { phone } = this.#store;
    const { title, warning } = JSON.parse(phone.aboutSheetCode(name));
    showContext({ lines: [title, text("phone-sheet-scan"), warning], code: phone.sheetPicture(name), title });
    await ask({ heading: "phone-sheet-code", yes: text("phone-done"), no: null, canLeave: false });
  }

  // Prints or saves a page, until the person has it on paper or in a file. Returns what was
  // done.
  async #printOrSave(kind, page) {
    try {
      const ways = [
        ["phone-print", () => this.#print(page)],
        ["phone-print-save", () => this.#save(kind, page)],
      ].slice(canPrint() ? 0 : 1);
      for (;;) {
        showContext({ lines: [text(`phone-page-${kind}-why`)] });
        const options = ways.map(([id]) => text(id));
        const picked = await ask({ heading: `phone-page-${kind}`, options, hidesContext: false });
        if (await ways[picked][1]()) return "";
      }
    } finally {
      page.free();
    }
  }

  async #print(page) {
    print(page);
    try {
      const prompt = { heading: "phone-printed", question: text("phone-printed-sure"), hidesContext: true, canLeave: false };
      return await ask({ ...prompt, yes: text("answer-yes"), no: text("phone-printed-again") });
    } finally {
      clearPaper();
    }
  }

  async #save(kind, page) {
    const bytes = page.bytes();
    const file = new File([bytes], page.file, { type: "text/html" });
    bytes.fill(0);
    const heading = "phone-print-save";
    const isSaved = await handOver(file, { heading, question: text("phone-saved-sure"), yes: text("answer-yes"), no: text("phone-backup-again") });
    if (isSaved && kind !== "cards") {
      await ask({ heading, question: text("phone-saved-delete"), yes: text("phone-done"), no: null, hidesContext: true, canLeave: false });
    }
    return isSaved;
  }
}
