// Prints a page from the core. Only the printer gets it: the screen never shows it.
import { byId } from "./draw.js";
import { trusted } from "./policy.js";

let title = null;

// Returns false if this browser has no constructible style sheets (Safari before 16.4).
export function canPrint() {
  try {
    return Boolean(new CSSStyleSheet({ media: "print" }) && document.adoptedStyleSheets && window.print);
  } catch {
    return false;
  }
}

// Puts a page into the print area and opens the browser's print dialog. The page stays there
// until `clearPaper`: a phone covers it with the dialog, redraws it for other paper sizes, and
// may report it as printed too early.
export function print(page) {
  clearPaper();
  const parsed = new DOMParser().parseFromString(trusted.createHTML("", page), "text/html");
  const style = new CSSStyleSheet({ media: "print" });
  const own = [...parsed.querySelectorAll("style")].map((it) => it.textContent);
  style.replaceSync([...own, "body > :not(#paper) { display: none; }"].join("\n"));
  document.adoptedStyleSheets = [style];
  byId("paper").replaceChildren(...parsed.body.childNodes);
  title = document.title;
  document.title = parsed.title;
  window.print();
}

// Empties the print area.
export function clearPaper() {
  if (title === null) return;
  byId("paper").replaceChildren();
  document.adoptedStyleSheets = [];
  document.title = title;
  title = null;
}
