// The scripts that this page may run, and the HTML that it may draw. Trusted Types refuse
// everything else.
import { Page } from "./ringtrue_phone.js";

const SCRIPTS = ["qr-worker.js", "seal-worker.js", "sw.js"];

function createScriptURL(name) {
  if (SCRIPTS.includes(name)) return name;
  throw new TypeError("not one of this page's scripts");
}

// Takes a Page, not a string: only the core makes Pages.
function createHTML(_, page) {
  if (page instanceof Page) return page.html();
  throw new TypeError("not one of the core's pages");
}

const rules = { createScriptURL, createHTML };

export const trusted = globalThis.trustedTypes?.createPolicy("ringtrue", rules) ?? rules;
