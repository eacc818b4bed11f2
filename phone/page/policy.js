// What this page may run, and what it may draw as HTML: Trusted Types refuse all else.
import { Page } from "./ringtrue_phone.js";

const SCRIPTS = ["qr-worker.js", "seal-worker.js", "sw.js"];

function createScriptURL(name) {
  if (SCRIPTS.includes(name)) return name;
  throw new TypeError("not one of this page's scripts");
}

// Takes a page of the core's, not a text: whatever a text is, it is not from there.
function createHTML(_, page) {
  if (page instanceof Page) return page.html();
  throw new TypeError("not one of the core's pages");
}

const rules = { createScriptURL, createHTML };

export const trusted = globalThis.trustedTypes?.createPolicy("ringtrue", rules) ?? rules;
