// Shared by every screen: elements by id, the core's sentences, scenes, and the clock.

export const byId = (id) => document.getElementById(id);

let texts = {};

// Takes the core's sentences.
export function loadTexts(core) {
  texts = JSON.parse(core.sentences());
  for (const place of document.querySelectorAll("[data-text]")) {
    place.textContent = text(place.dataset.text);
  }
  for (const place of document.querySelectorAll("[data-label]")) {
    place.setAttribute("aria-label", text(place.dataset.label));
  }
}

const CALLING = ["who-called", "who-is-it", "say", "hear", "outcome", "practice", "practice-over"];

export const isCalling = () => CALLING.includes(document.body.dataset.scene);
export const isCovered = () => !byId("cover").hidden;
export const text = (id) => texts[id] ?? id;
export const now = () => Date.now();
export const timezoneOffset = () => new Date().getTimezoneOffset();

export function setText(id, value) {
  const place = byId(id);
  const shown = value ?? "";
  if (place.textContent !== shown) place.textContent = shown;
}

// Turns a message, as the program prints it after "ringtrue: ", into a sentence.
export const toSentence = (message) => `${message[0].toUpperCase()}${message.slice(1)}.`.replace(/([.?!])\.$/, "$1");

// Joins messages, or takes a single one or none.
export const toSentences = (messages) => [messages].flat().filter(Boolean).map(toSentence).join(" ");

// Shows what went wrong: a sentence, or an error from the core.
export function showProblem(why) {
  // After a trap, app.js reloads the page.
  if (why instanceof WebAssembly.RuntimeError) throw why;
  setText("problem", why instanceof Error ? toSentence(why.message) : why);
}

// Shows a scene. A new one gets the focus at its verdict or its heading, for screen
// readers.
export function showScene(scene, isNew = document.body.dataset.scene !== scene) {
  if (!isNew) return;
  document.body.dataset.scene = scene;
  let shown = null;
  for (const section of document.querySelectorAll("[data-for]")) {
    section.hidden = !section.dataset.for.split(" ").includes(scene);
    if (!section.hidden) shown = section;
  }
  scrollTo(0, 0);
  // WebKit can't focus an element that is shown again until its next layout: force one.
  document.body.getBoundingClientRect();
  shown?.querySelector(":is(#verdict, h1):not([hidden])")?.focus({ preventScroll: true });
}
