// A key that the phone's finger or face gives out: WebAuthn's PRF extension, bound to this
// host name. HKDF makes an AES-GCM key of it, which encrypts the device key.
import { text } from "./draw.js";
import { unwrapped, wrapped } from "./store.js";

const PURPOSE = new TextEncoder().encode("ringtrue/1|passkey");

const random = (length) => crypto.getRandomValues(new Uint8Array(length));

export class PasskeyError extends Error {
  // `id` is that of the sentence that says what went wrong.
  constructor(id) {
    super(text(id));
  }
}

// Refused, too late, or no such passkey any more: browsers don't tell which.
const refused = (error) => {
  const isMissing = error instanceof TypeError || ["NotSupportedError", "SecurityError"].includes(error.name);
  throw new PasskeyError(isMissing ? "phone-passkey-missing" : "phone-passkey-refused");
};

async function keyOf(id, salt) {
  const found = await navigator.credentials.get({
    publicKey: {
      challenge: random(32),
      rpId: location.hostname,
      allowCredentials: [{ type: "public-key", id }],
      userVerification: "required",
      extensions: { prf: { eval: { first: salt } } },
    },
  }).catch(refused);
  const secret = found.getClientExtensionResults().prf?.results?.first;
  if (!secret) throw new PasskeyError("phone-passkey-unfit");
  const base = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
  new Uint8Array(secret).fill(0);
  const hkdf = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: PURPOSE };
  return crypto.subtle.deriveKey(hkdf, base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

// Makes a passkey, and what is kept of the device key with it. It is asked for once more
// right away: what it encrypts, it must be able to decrypt.
export async function seal(key) {
  if (!navigator.credentials?.create) throw new PasskeyError("phone-passkey-missing");
  const made = await navigator.credentials.create({
    publicKey: {
      challenge: random(32),
      rp: { id: location.hostname, name: "ringtrue" },
      user: { id: random(16), name: "ringtrue", displayName: "ringtrue" },
      pubKeyCredParams: [{ type: "public-key", alg: -7 }, { type: "public-key", alg: -257 }],
      authenticatorSelection: { authenticatorAttachment: "platform", residentKey: "required", userVerification: "required" },
      extensions: { prf: {} },
    },
  }).catch(refused);
  if (!made.getClientExtensionResults().prf?.enabled) throw new PasskeyError("phone-passkey-unfit");
  const [id, salt] = [new Uint8Array(made.rawId), random(32)];
  return { id, salt, ...(await wrapped(await keyOf(id, salt), key)) };
}

// Returns the device key.
export async function open({ id, salt, iv, sealed }) {
  const key = await keyOf(id, salt);
  return unwrapped(key, { iv, sealed }).catch(() => {
    throw new PasskeyError("phone-passkey-unfit");
  });
}
