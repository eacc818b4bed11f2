// Seals and opens with a passphrase, off the main thread: it takes a second, and memory that
// a WebAssembly instance never frees. The page ends the worker after one task.
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
    // A trap's message means nothing to a person.
    postMessage({ error: error instanceof WebAssembly.RuntimeError ? undefined : error.message });
  }
});
