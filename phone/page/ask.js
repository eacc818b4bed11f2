// Asks questions, one at a time, and shows what they are about.
import { byId, setText, showScene, text } from "./draw.js";
import { Picture } from "./picture.js";

// The person went back instead of answering.
export class WentBack extends Error {}

// A second tap or a held key must not answer a question that the person has not seen yet.
const SETTLE = 400; // milliseconds

let asked = null;
// Runs until the question can be answered.
let settling = 0;
// While the phone is locked, only the lock's questions are asked; others never settle.
let isSuspended = false;

export const isAsking = () => asked !== null;

// Asks a question: `heading` is the id of a sentence, or else `title` the heading itself;
// `question` is a sentence, and `input` the label of a text field. Returns false for no; for yes, the text typed, or true
// without a field. With `options`, a list of labels, returns the index of the one that was
// picked. What `showContext` shows stays above it unless `hidesContext`. Throws WentBack if
// the person goes back, which `canLeave` allows.
export function ask({
  heading,
  title = text(heading),
  question,
  yes = text("phone-continue"),
  input,
  options = null,
  isSecret = false,
  hidesContext = Boolean(input || options),
  no = input || options ? null : text("phone-not-the-same"),
  canLeave = hidesContext || !no,
  isOfLock = false,
}) {
  if (isSuspended && !isOfLock) return new Promise(() => {});
  cancel();
  byId("brought").hidden = hidesContext;
  setText("confirm-heading", title);
  setText("question", question);
  byId("question").hidden = !question;
  setText("yes", yes);
  byId("yes").hidden = Boolean(options);
  drawOptions(options ?? []);
  setText("no", no);
  byId("no").hidden = !no;
  byId("leave").hidden = !canLeave;
  setText("name-label", input);
  byId("name-label").hidden = byId("name").hidden = !input;
  byId("name").spellcheck = !isSecret;
  byId("name").autocapitalize = isSecret ? "none" : "words";
  byId("reveal").hidden = !isSecret;
  reveal(!isSecret);
  settle();
  showScene("confirm");
  byId("confirm-heading").focus();
  if (input) byId("name").focus();
  return new Promise((resolve, reject) => {
    asked = { resolve, reject, isTyped: Boolean(input) };
  });
}

// Takes no answer for a moment.
function settle() {
  clearTimeout(settling);
  byId("confirm-form").dataset.settling = "";
  settling = setTimeout(() => delete byId("confirm-form").dataset.settling, SETTLE);
}

const isSettling = () => "settling" in byId("confirm-form").dataset;

function drawOptions(labels) {
  byId("options").hidden = labels.length === 0;
  byId("options").replaceChildren(
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
  if (isSettling()) return;
  const { resolve } = asked ?? {};
  cancel();
  resolve?.(place);
}

export function reply(isYes) {
  if (isSettling()) return;
  const { resolve, isTyped } = asked ?? {};
  const typed = byId("name").value;
  cancel();
  resolve?.(isYes && isTyped ? typed : isYes);
}

export function goBack() {
  if (isSettling()) return;
  const { reject } = asked ?? {};
  cancel();
  reject?.(new WentBack("went back"));
}

// Drops the open question, whose promise then never settles.
export function cancel() {
  asked = null;
  byId("name").value = "";
}

// Removes the open question from the page, and asks only the lock's questions from now on.
export function suspendQuestions() {
  cancel();
  showContext({});
  isSuspended = true;
}

export function resumeQuestions() {
  isSuspended = false;
}

// Shows what is typed, or hides it.
export function reveal(isShown = byId("name").type === "password") {
  byId("name").type = isShown ? "text" : "password";
  setText("reveal", text(isShown ? "phone-conceal" : "phone-reveal"));
}

// The QR code that is shown, and what is shown below it.
const picture = new Picture(byId("picture"));
let shown = {};

// Removes what the question is about while the page is covered; `redraw` puts it back.
export function conceal() {
  picture.conceal();
  drawContext({});
}

export function redraw() {
  picture.draw();
  drawContext(shown);
}

// Shows what the next question is about: a QR code from the core, a group and six words to
// compare or write down, sentences, and a key to type; or several sets of six words, each with
// a label.
export function showContext({ code = null, title = "", ...beside }) {
  picture.show(code, title);
  shown = beside;
  drawContext(shown);
}

function drawContext({ entry, words = [], lines = [], key = "", sets = [] }) {
  byId("brought-group").hidden = words.length === 0;
  for (const place of document.querySelectorAll("#brought-group .entry")) place.hidden = !entry;
  setText("words-label", text(entry ? "phone-words" : "phone-six-words"));
  setText("brought-entry", entry);
  byId("check-words").replaceChildren(
    ...words.flatMap((word) => {
      const item = document.createElement("li");
      item.textContent = word;
      return [item, " "];
    }),
  );
  byId("sets").hidden = sets.length === 0;
  byId("sets").replaceChildren(
    ...sets.flatMap(({ label, words }) => {
      const [of, set] = ["dt", "dd"].map((name) => document.createElement(name));
      of.dir = "auto";
      of.textContent = label;
      set.textContent = words.join(" ");
      return [of, set];
    }),
  );
  byId("lines").replaceChildren(
    ...lines.map((line) => {
      const item = document.createElement("p");
      item.dir = "auto";
      item.textContent = line;
      return item;
    }),
  );
  setText("key", key);
}
