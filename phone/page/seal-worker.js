// Seals and opens with a passphrase, off the main thread: it takes a second, and memory that
// a WebAssembly instance never frees. The page ends the worker after one task.
import init, { openInvitation, seal, sealInvitation, unseal } from "./ringtrue_phone.js";

const ACTS = { seal, unseal, openInvitation, sealInvitation };

addEventListener("message", async ({ data: { act, bytes, passphrases } }) => {
  try {
    await init();
    let made = null;
    for (const passphrase of passphrases) {
      made ??= ACTS[act](bytes, passphrase) ?? null;
      passphrase.fill(0);
    }
    bytes.fill(0);
    postMessage({ made });
  } catch (error) {
    // A trap's message means nothing to a person.
    postMessage({ error: error instanceof WebAssembly.RuntimeError ? undefined : error.message });
  }
});
