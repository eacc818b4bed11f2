// Questions, one at a time, and what they are about.
import { at, put, show, text } from "./draw.js";
import { Picture } from "./picture.js";

// The person went back instead of answering.
export class Left extends Error {}

let asked = null;
// While the phone is locked, only the lock's questions are asked; others never settle.
let isShut = false;

export const isAsking = () => asked !== null;

// Asks a question: `heading` is the id of a sentence, `question` the sentence itself, and
// `input` the label of a text field. Returns false for no; for yes, the text typed, or true
// without a field. With `options`, a list of labels, returns the index of the one that was
// picked. What `about` shows stays above it unless `isAlone`. Throws Left if the person goes
// back, which `canLeave` allows.
export function ask({
  heading,
  question,
  yes = text("phone-read"),
  input,
  options = null,
  isSecret = false,
  isAlone = Boolean(input || options),
  no = input || options ? null : text("phone-not-the-same"),
  canLeave = isAlone || !no,
  isOfLock = false,
}) {
  if (isShut && !isOfLock) return new Promise(() => {});
  cancel();
  at("brought").hidden = isAlone;
  put("confirm-heading", text(heading));
  put("question", question);
  at("question").hidden = !question;
  put("yes", yes);
  at("yes").hidden = Boolean(options);
  drawOptions(options ?? []);
  put("no", no);
  at("no").hidden = !no;
  at("leave").hidden = !canLeave;
  put("name-label", input);
  at("name-label").hidden = at("name").hidden = !input;
  at("name").spellcheck = !isSecret;
  at("name").autocapitalize = isSecret ? "none" : "words";
  at("reveal").hidden = !isSecret;
  reveal(!isSecret);
  show("confirm");
  at("confirm-heading").focus();
  if (input) at("name").focus();
  return new Promise((resolve, reject) => {
    asked = { resolve, reject, isTyped: Boolean(input) };
  });
}

function drawOptions(labels) {
  at("options").hidden = labels.length === 0;
  at("options").replaceChildren(
    ...labels.map((label, place) => {
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.option = place;
      button.dir = "auto";
      button.textContent = label;
      const item = document.createElement("li");
      item.append(button);
      return item;
    }),
  );
}

// Answers with one of the options.
export function pick(place) {
  const { resolve } = asked ?? {};
  cancel();
  resolve?.(place);
}

export function reply(isYes) {
  const { resolve, isTyped } = asked ?? {};
  const typed = at("name").value;
  cancel();
  resolve?.(isYes && isTyped ? typed : isYes);
}

export function leave() {
  const { reject } = asked ?? {};
  cancel();
  reject?.(new Left("left"));
}

// Drops the open question, which then never settles.
export function cancel() {
  asked = null;
  at("name").value = "";
}

// Removes the open question from the page, and asks only the lock's questions from now on.
export function shut() {
  cancel();
  about({});
  isShut = true;
}

export function unshut() {
  isShut = false;
}

// Shows what is typed, or hides it.
export function reveal(isShown = at("name").type === "password") {
  at("name").type = isShown ? "text" : "password";
  put("reveal", text(isShown ? "phone-conceal" : "phone-reveal"));
}

// The QR code that is shown, and what is shown below it.
const picture = new Picture(at("picture"));
let shown = {};

// Removes what the question is about while the page is covered; `redraw` puts it back.
export function conceal() {
  picture.conceal();
  write({});
}

export function redraw() {
  picture.draw();
  write(shown);
}

// Shows what the next question is about: a QR code from the core, a group and six words to
// compare or write down, sentences, and a key to type; or several sets of six words, each with
// a label.
export function about({ code = null, title = "", ...beside }) {
  picture.show(code, title);
  shown = beside;
  write(shown);
}

function write({ entry, words = [], lines = [], key = "", sets = [] }) {
  at("brought-group").hidden = words.length === 0;
  for (const place of document.querySelectorAll("#brought-group .entry")) place.hidden = !entry;
  put("words-label", text(entry ? "phone-words" : "phone-six-words"));
  put("brought-entry", entry);
  at("check-words").replaceChildren(
    ...words.flatMap((word) => {
      const item = document.createElement("li");
      item.textContent = word;
      return [item, " "];
    }),
  );
  at("sets").hidden = sets.length === 0;
  at("sets").replaceChildren(
    ...sets.flatMap(({ label, words }) => {
      const [of, set] = ["dt", "dd"].map((name) => document.createElement(name));
      of.dir = "auto";
      of.textContent = label;
      set.textContent = words.join(" ");
      return [of, set];
    }),
  );
  at("lines").replaceChildren(
    ...lines.map((line) => {
      const item = document.createElement("p");
      item.dir = "auto";
      item.textContent = line;
      return item;
    }),
  );
  put("key", key);
}
