// The scripts that this page may start: Trusted Types refuse all others.
const SCRIPTS = ["qr-worker.js", "seal-worker.js", "sw.js"];

function createScriptURL(name) {
  if (SCRIPTS.includes(name)) return name;
  throw new TypeError("not one of this page's scripts");
}

export const scripts = globalThis.trustedTypes?.createPolicy("ringtrue", { createScriptURL }) ?? { createScriptURL };
