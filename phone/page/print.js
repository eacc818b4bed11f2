// Printing a page of the core's. It is for the printer alone: the screen never shows it.
import { at } from "./draw.js";
import { trusted } from "./policy.js";

let title = null;

// Returns false if this browser has no style sheets but those of files (Safari before 16.4).
export function canPrint() {
  try {
    return Boolean(new CSSStyleSheet({ media: "print" }) && document.adoptedStyleSheets && window.print);
  } catch {
    return false;
  }
}

// Puts a page on the paper and opens the browser's print dialog. It stays there until
// `takeOff`, since a phone covers the page with the dialog, draws it anew for other paper,
// and may say that it is printed before it is.
export function print(page) {
  takeOff();
  const parsed = new DOMParser().parseFromString(trusted.createHTML("", page), "text/html");
  const style = new CSSStyleSheet({ media: "print" });
  const own = [...parsed.querySelectorAll("style")].map((it) => it.textContent);
  style.replaceSync([...own, "body > :not(#paper) { display: none; }"].join("\n"));
  document.adoptedStyleSheets = [style];
  at("paper").replaceChildren(...parsed.body.childNodes);
  title = document.title;
  document.title = parsed.title;
  window.print();
}

// Takes the page off the paper.
export function takeOff() {
  if (title === null) return;
  at("paper").replaceChildren();
  document.adoptedStyleSheets = [];
  document.title = title;
  title = null;
}
