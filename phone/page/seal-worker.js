// Seals to a passphrase or opens, away from the page: it takes a second, and memory that an
// instance never gives back. One task a worker, which the page then ends.
import init, { seal, unseal } from "./ringtrue_phone.js";

addEventListener("message", async ({ data: { bytes, passphrases, isSealing } }) => {
  try {
    await init();
    let made = null;
    for (const passphrase of passphrases) {
      made ??= isSealing ? seal(bytes, passphrase) : (unseal(bytes, passphrase) ?? null);
      passphrase.fill(0);
    }
    bytes.fill(0);
    postMessage({ made });
  } catch (error) {
    // What a trap says is for nobody.
    postMessage({ error: error instanceof WebAssembly.RuntimeError ? undefined : error.message });
  }
});
