// Storage in IndexedDB: the program's files under their names, and what opens the device
// key. Every change is one transaction, under a lock that all pages of this address share.
import { now, text } from "./draw.js";

const DATABASE = "ringtrue";
const FILES = "files";
const VAULT = "vault.age";
const BEFORE = "vault.age.bak";
const RECENT = "recent.toml";
const STATE = "state.toml";
// The device key, as one of three: encrypted by a key that is kept beside it (which is no
// lock), sealed to a passphrase, or encrypted by what a passkey returns.
const DEVICE = "device.key";
const WRAPPING = "wrapping";
const SEALED = "device.key.age";
const PASSKEY = "passkey";
const KEYS = [DEVICE, WRAPPING, SEALED, PASSKEY];
const RECORDS = { passphrase: SEALED, passkey: PASSKEY };
// Counts changes, so that a page knows whether another one made some.
const VERSION = "version";
const PROBE = "probe";

const LATE = 3000; // milliseconds

const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const finished = (transaction) =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    // This comes after every error, and only then is it known to the transaction.
    transaction.onabort = () => reject(transaction.error ?? new Error("not written"));
  });

function open() {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(FILES);
  return done(request);
}

const wrappingKey = () =>
  crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);

export async function wrapped(key, bytes) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, sealed: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytes) };
}

export const unwrapped = async (key, { iv, sealed }) =>
  new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, sealed));

const locked = (mode, act) =>
  navigator.locks ? navigator.locks.request(DATABASE, { mode, signal: AbortSignal.timeout(LATE) }, act) : act();

// Storage that never answers must not hold up a call.
const soon = (promise) => {
  let late;
  const never = new Promise((_, reject) => {
    late = setTimeout(() => reject(new Error("no answer")), LATE);
  });
  return Promise.race([promise, never]).finally(() => clearTimeout(late));
};

// The stored data is damaged.
export class Damaged extends Error {}

// Storage can't be read; nothing was changed.
export class NotRead extends Error {}

// It was deleted behind this page's back, which has the last copy.
export class Deleted extends NotRead {}

// The phone changed in memory, but could not be saved.
export class NotSaved extends Error {}

export const isFull = (error) => error?.name === "QuotaExceededError";

// The sentence for what storage did, if it was that.
export function reason(error) {
  if (error instanceof Deleted) return "phone-deleted";
  if (isFull(error?.cause)) return "phone-full";
  return error instanceof NotRead || error instanceof NotSaved ? "phone-not-saved" : undefined;
}

export class Store {
  #core;
  #database;
  #others = new BroadcastChannel(DATABASE);
  #version = 0;
  // Whether the key of this phone is kept. What is kept is replaced otherwise.
  #isKept = false;
  #lock = "none";
  // The core's Phone; null while it is locked.
  phone = null;
  isDeleted = false;

  constructor(core) {
    this.#core = core;
  }

  // Opens the stored phone unless it has a lock, or creates an empty one without saving
  // it. Throws if this browser can't keep a key, before anything is enrolled.
  async open() {
    this.#database = await open();
    const files = await locked("shared", () => this.#read());
    if (!files) {
      await locked("exclusive", () => this.#probe());
      this.phone = this.#core.Phone.create();
    } else if (this.#lock === "none") {
      await this.#take(files, await this.#key(files));
    }
  }

  // `none`, `passphrase` or `passkey`.
  get lock() {
    return this.#lock;
  }

  // Opens the locked phone with what `open` makes of the record that the lock left:
  // the device key, or null if it can't be opened, and then returns false.
  async unlock(open) {
    const files = await locked("shared", () => this.#read());
    if (!files) throw new NotRead("nothing is kept any more");
    const key = await (this.#lock === "none" ? this.#key(files) : open(this.#lock, files[RECORDS[this.#lock]]));
    if (!key) return false;
    await this.#take(files, key);
    return true;
  }

  // Wipes the key and the groups from memory.
  lockUp() {
    this.phone?.free();
    this.phone = null;
  }

  // Takes an empty phone. What is kept stays until this one is saved.
  async startOver() {
    this.#version = await locked("exclusive", async () => {
      await this.#probe();
      return this.#stored();
    });
    this.lockUp();
    this.phone = this.#core.Phone.create();
    this.#isKept = this.isDeleted = false;
    this.#lock = "none";
  }

  // Keeps the device key under another lock. `seal` makes its record of the key's bytes;
  // `none` needs no record.
  async setLock(lock, seal) {
    const key = this.phone.key();
    let keys;
    try {
      keys = lock === "none" ? await this.#wrap() : { [RECORDS[lock]]: await seal(key) };
    } finally {
      key.fill(0);
    }
    await locked("exclusive", async () => {
      await soon(this.#refresh());
      if (!this.#isKept || !this.phone) throw new Error("locked");
      await this.#keep(keys);
      this.#lock = lock;
    });
  }

  // Takes in what another page changed, runs `act`, and saves unless that returns false.
  // Returns what `act` does. Throws NotRead before `act` runs, NotSaved after it.
  async change(act) {
    let isRead = false;
    const changed = async () => {
      await soon(this.#refresh());
      if (!this.phone) throw new Error("locked");
      isRead = true;
      const result = act(this.phone);
      if (result === false) return result;
      try {
        await this.#write();
      } catch (error) {
        throw new NotSaved("not saved", { cause: error });
      }
      return result;
    };
    try {
      return await locked("exclusive", changed);
    } catch (error) {
      throw isRead || error instanceof Deleted ? error : new NotRead("not read", { cause: error });
    }
  }

  // Saves what was changed in the phone already, unless another page came first.
  save() {
    return locked("exclusive", () => this.#write());
  }

  // Goes back to what is kept.
  async reset() {
    const files = await this.#read();
    if (!files && this.#isKept) this.#deleted();
    if (files && this.#isKept) {
      this.phone.reload(files[VAULT], files[RECENT], files[STATE]);
      this.#version = files[VERSION];
    } else {
      this.phone.free();
      this.phone = this.#core.Phone.create();
      if (!files) this.#version = 0;
    }
  }

  // Nothing is kept any longer. It is not written back unless somebody asks for that.
  #deleted() {
    this.isDeleted = true;
    throw new Deleted("deleted");
  }

  // Opens the database again if the browser closed it, as some do in the background.
  async #files(mode) {
    const begin = () => this.#database.transaction(FILES, mode, { durability: "strict" });
    let transaction;
    try {
      transaction = begin();
    } catch {
      this.#database = await open();
      transaction = begin();
    }
    return [transaction.objectStore(FILES), finished(transaction)];
  }

  // Writes everything that `act` does, or nothing of it.
  async #together(act) {
    const [files, end] = await this.#files("readwrite");
    end.catch(() => {});
    try {
      await act(files);
    } catch (error) {
      try {
        // What was written before the error would be kept.
        files.transaction.abort();
      } catch {
        // It has ended already.
      }
      throw error;
    }
    await end;
  }

  async #read() {
    const [files, end] = await this.#files("readonly");
    const names = [VERSION, VAULT, RECENT, STATE, ...KEYS];
    const values = await Promise.all(names.map((name) => done(files.get(name))));
    await end;
    const read = Object.fromEntries(names.map((name, at) => [name, values[at]]));
    if (values.every((value) => value === undefined)) return null;
    if (read[SEALED]) this.#lock = "passphrase";
    else if (read[PASSKEY]) this.#lock = "passkey";
    else if (read[DEVICE] && read[WRAPPING] instanceof CryptoKey) this.#lock = "none";
    else throw new Damaged("the key is missing");
    if (!read[VAULT]) throw new Damaged("the vault is missing");
    return read;
  }

  // Writes the records of a key, and removes those of every other lock. Some browsers store
  // a key as null: the records before stay then.
  async #keep(keys) {
    await this.#together(async (files) => {
      if ((await done(files.get(VERSION))) !== this.#version) throw new Error("changed meanwhile");
      for (const name of KEYS) {
        if (keys[name]) files.put(keys[name], name);
        else files.delete(name);
      }
      files.put(this.#version + 1, VERSION);
      for (const [name, value] of Object.entries(keys)) {
        const kept = await done(files.get(name));
        if (kept?.constructor !== value.constructor) throw new Error(text("phone-not-saved"));
      }
    });
    this.#version += 1;
    this.#others.postMessage(this.#version);
  }

  async #stored() {
    const [files, end] = await this.#files("readonly");
    const version = (await done(files.get(VERSION))) ?? 0;
    await end;
    return version;
  }

  async #refresh() {
    const version = await this.#stored();
    if (version === this.#version) return;
    if (version === 0 && this.#isKept) this.#deleted();
    try {
      if (this.#isKept) return await this.reset();
      // Another page joined the first group, with a key of its own.
      const files = await this.#read();
      if (!files) {
        this.#version = 0;
        return undefined;
      }
      if (this.#lock !== "none") throw new Damaged("locked meanwhile");
      return await this.#take(files, await this.#key(files));
    } catch (error) {
      // What this page holds counts no longer: another one started over, or put a lock on.
      // The last copy of what was deleted still counts.
      if (!(error instanceof DOMException || this.isDeleted)) location.reload();
      throw error;
    }
  }

  // Opens the vault with the bytes of the device key, which are wiped.
  async #take(files, key) {
    let opened;
    try {
      opened = this.#core.Phone.open(key, files[VAULT], files[RECENT], files[STATE]);
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError) throw error;
      throw new Damaged("damaged", { cause: error });
    } finally {
      key.fill(0);
    }
    this.phone?.free();
    this.phone = opened;
    this.#version = files[VERSION];
    this.#isKept = true;
  }

  async #key(files) {
    try {
      return await unwrapped(files[WRAPPING], files[DEVICE]);
    } catch (error) {
      throw new Damaged("damaged", { cause: error });
    }
  }

  async #write() {
    const saved = this.phone.save(now());
    const [vault, recent, state, retires] = [saved.vault(), saved.recent(), saved.state(), saved.retires];
    saved.free();
    const isFirst = !this.#isKept;
    // Before the transaction, which ends while something else is waited for.
    const keys = isFirst ? await this.#wrap() : {};
    // No page takes a vault that was joined anew for its own, one change later.
    const version = isFirst ? Date.now() : this.#version + 1;
    await this.#together(async (files) => {
      // Where there are no locks, another page may have come first.
      if (((await done(files.get(VERSION))) ?? 0) !== this.#version) throw new Error("changed meanwhile");
      if (isFirst) {
        // What a phone that was started over kept can't be opened any more.
        files.clear();
      } else {
        files.put(retires ? vault : await done(files.get(VAULT)), BEFORE);
      }
      for (const [name, value] of Object.entries(keys)) files.put(value, name);
      files.put(vault, VAULT);
      files.put(recent, RECENT);
      files.put(state, STATE);
      files.put(version, VERSION);
    });
    this.#version = version;
    this.#isKept = true;
    this.phone?.settle();
    this.#others.postMessage(this.#version);
    if (isFirst) await this.#check();
  }

  async #wrap() {
    const wrapping = await wrappingKey();
    const key = this.phone.key();
    try {
      return { [WRAPPING]: wrapping, [DEVICE]: await wrapped(wrapping, key) };
    } finally {
      key.fill(0);
    }
  }

  // Reads back what was just written: some browsers store the key as null, and the vault
  // would be lost.
  async #check() {
    try {
      const files = await this.#read();
      const key = await this.#key(files);
      this.#core.Phone.open(key, files[VAULT]).free();
      key.fill(0);
    } catch (error) {
      const [files, end] = await this.#files("readwrite");
      files.clear();
      await end;
      this.#version = 0;
      this.#isKept = false;
      throw error;
    }
  }

  // Checks that a key stored here can be read back and used.
  async #probe() {
    const key = await wrappingKey();
    const sealed = await wrapped(key, new Uint8Array([1, 2, 3]));
    let [files, end] = await this.#files("readwrite");
    files.put(key, PROBE);
    await end;
    [files, end] = await this.#files("readwrite");
    const kept = await done(files.get(PROBE));
    files.delete(PROBE);
    await end;
    const bytes = await unwrapped(kept, sealed);
    if (bytes.join() !== "1,2,3") throw new Error("the key is another one");
  }
}
