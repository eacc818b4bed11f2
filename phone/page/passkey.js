// The passkey lock. WebAuthn's PRF extension returns a secret that is bound to this host
// name; HKDF derives an AES-GCM key from it, which encrypts the device key.
import { text } from "./draw.js";
import { unwrap, wrap } from "./store.js";

const utf8 = (typed) => new TextEncoder().encode(typed);
const HKDF = { name: "HKDF", hash: "SHA-256", salt: utf8("ringtrue/1"), info: utf8("passkey") };

const random = (length) => crypto.getRandomValues(new Uint8Array(length));

export class PasskeyError extends Error {
  // `id` names the sentence that says what went wrong.
  constructor(id) {
    super(text(id));
  }
}

let stopped = new AbortController();

export function stop() {
  stopped.abort();
  stopped = new AbortController();
}

// NotAllowedError: refused, timed out, or the passkey is gone; browsers don't say which.
const failed = (otherwise) => (error) => {
  throw new PasskeyError(error.name === "NotAllowedError" ? "phone-passkey-refused" : otherwise);
};

// Creates a passkey. Returns its id.
export async function create() {
  if (!navigator.credentials?.create) throw new PasskeyError("phone-passkey-missing");
  const made = await navigator.credentials
    .create({
      signal: stopped.signal,
      publicKey: {
        challenge: random(32),
        rp: { id: location.hostname, name: "ringtrue" },
        user: { id: random(16), name: `ringtrue ${new Date().toLocaleDateString()}`, displayName: "ringtrue" },
        pubKeyCredParams: [{ type: "public-key", alg: -7 }, { type: "public-key", alg: -257 }],
        authenticatorSelection: { authenticatorAttachment: "platform", residentKey: "required", userVerification: "required" },
        extensions: { prf: {} },
      },
    })
    .catch(failed("phone-passkey-missing"));
  const id = new Uint8Array(made.rawId);
  if (!made.getClientExtensionResults().prf?.enabled) {
    forget(id);
    throw new PasskeyError("phone-passkey-unfit");
  }
  return id;
}

// Encrypts the device key with a passkey. Returns the record to store.
export async function reseal(id, key) {
  const salt = random(32);
  return { id, salt, ...(await wrap(await keyOf(id, salt, "phone-passkey-unfit"), key)) };
}

// Like `reseal`, with a new passkey, which is deleted if it can't be used.
export async function seal(id, key) {
  try {
    return await reseal(id, key);
  } catch (error) {
    forget(id);
    throw error;
  }
}

// Decrypts the device key in a stored record.
export async function open({ id, salt, iv, sealed }) {
  const key = await keyOf(id, salt, "phone-passkey-not-opened");
  return unwrap(key, { iv, sealed }).catch(failed("phone-passkey-not-opened"));
}

async function keyOf(id, salt, otherwise) {
  const found = await navigator.credentials
    .get({
      signal: stopped.signal,
      publicKey: {
        challenge: random(32),
        rpId: location.hostname,
        allowCredentials: [{ type: "public-key", id }],
        userVerification: "required",
        extensions: { prf: { eval: { first: salt } } },
      },
    })
    .catch(failed(otherwise));
  const secret = found.getClientExtensionResults().prf?.results?.first;
  if (!secret) throw new PasskeyError(otherwise);
  const base = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
  new Uint8Array(secret).fill(0);
  return crypto.subtle.deriveKey(HKDF, base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

// Asks the phone to delete an unused passkey, if the browser can.
function forget(id) {
  const credentialId = btoa(String.fromCharCode(...id)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  globalThis.PublicKeyCredential?.signalUnknownCredential?.({ rpId: location.hostname, credentialId })?.catch(() => {});
}
