// Storage in IndexedDB: the program's files by name, and what opens the device key. Every change
// is one transaction, under a Web Lock that all pages of this origin share.
import { now } from "./draw.js";

const DATABASE = "ringtrue";
const FILES = "files";
const VAULT = "vault.age";
const PREVIOUS = "vault.age.bak";
const RECENT = "recent.toml";
const STATE = "state.toml";
// Sealed messages that may still have to be handed over.
const OUTBOX = "letters";
// The device key, in one of three forms: encrypted with a key that is stored beside it (no
// lock), sealed to a passphrase, or encrypted with what a passkey returns.
const DEVICE = "device.key";
const WRAPPING = "wrapping";
const SEALED = "device.key.age";
const PASSKEY = "passkey";
const KEYS = [DEVICE, WRAPPING, SEALED, PASSKEY];
const LOCK_RECORDS = { passphrase: SEALED, passkey: PASSKEY };
// A count of changes, so that a page notices those that another page made.
const VERSION = "version";
const PROBE = "probe";
// Sent to the other pages after everything is deleted.
export const WIPED = "wiped";
// The hash of the address after a reload that dropped a change.
export const DROPPED = "#not-saved";

const TIMEOUT = 3000; // milliseconds

const resultOf = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const committed = (transaction) =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    // Fires after any error event; transaction.error is not set before.
    transaction.onabort = () => reject(transaction.error ?? new Error("not written"));
  });

function openDatabase() {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(FILES);
  return resultOf(request).then((database) => {
    // Another page is deleting it.
    database.onversionchange = () => database.close();
    return database;
  });
}

// Deletes the database, unless another page still holds it open: then it stays, empty.
const deleteDatabase = () =>
  new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(DATABASE);
    request.onsuccess = request.onerror = request.onblocked = () => resolve();
  });

const wrappingKey = () =>
  crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);

export async function wrap(key, bytes) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, sealed: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytes) };
}

export const unwrap = async (key, { iv, sealed }) =>
  new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, sealed));

// Returns the records of a phone without a lock.
async function unlockedRecords(key) {
  const wrapping = await wrappingKey();
  return { [WRAPPING]: wrapping, [DEVICE]: await wrap(wrapping, key) };
}

// Some browsers store a CryptoKey as null.
async function checkStored(files, name, value) {
  const kept = await resultOf(files.get(name));
  if (kept?.constructor !== value.constructor) throw new Error("not kept");
}

const withWebLock = (mode, act) =>
  navigator.locks ? navigator.locks.request(DATABASE, { mode, signal: AbortSignal.timeout(TIMEOUT) }, act) : act();

// Storage that never answers must not hold up a call.
const withTimeout = (promise) => {
  let timer;
  const timeout = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("no answer")), TIMEOUT);
  });
  return Promise.race([promise, timeout]).finally(() => clearTimeout(timer));
};

// The stored data is damaged.
export class Damaged extends Error {}

// Storage can't be read; nothing was changed.
export class NotRead extends Error {}

// The storage was deleted while this page was open; the page now has the last copy.
export class Deleted extends NotRead {}

// The phone changed in memory, but could not be saved.
export class NotSaved extends Error {}

export const isFull = (error) => error?.name === "QuotaExceededError";

// Returns the id of the sentence for a storage error, undefined for other errors.
export function storageProblem(error) {
  if (error instanceof Deleted) return "phone-deleted";
  if (isFull(error?.cause)) return "phone-full";
  return error instanceof NotRead || error instanceof NotSaved ? "phone-not-saved" : undefined;
}

export class Store {
  #core;
  #database;
  #others = new BroadcastChannel(DATABASE);
  #version = 0;
  // True once this phone's key is stored. Until then, saving replaces whatever is stored.
  #isStored = false;
  #lock = "none";
  // True while the phone in memory has a change that is not stored.
  #isAhead = false;
  // The core's Phone; null while it is locked.
  phone = null;
  isDeleted = false;

  constructor(core) {
    this.#core = core;
  }

  // Opens the stored phone unless it has a lock, or creates an empty one without saving
  // it. Throws if this browser can't keep a key, before anything is enrolled.
  async open() {
    this.#database = await openDatabase();
    const files = await withWebLock("shared", () => this.#readAll());
    if (!files) {
      await withWebLock("exclusive", () => this.#probe());
      this.phone = this.#core.Phone.create();
    } else if (this.#lock === "none") {
      await this.#openVault(files, await this.#key(files));
    }
  }

  // True once this phone's key is stored.
  get isStored() {
    return this.#isStored;
  }

  // `none`, `passphrase` or `passkey`.
  get lock() {
    return this.#lock;
  }

  // Unlocks the phone. `openKey` gets the name of the lock and its record, and returns the device
  // key, or null if it can't; then this returns false.
  async unlock(openKey) {
    const files = await withWebLock("shared", () => this.#readAll());
    if (!files) throw new NotRead("nothing is stored any more");
    const key = await (this.#lock === "none" ? this.#key(files) : openKey(this.#lock, files[LOCK_RECORDS[this.#lock]]));
    if (!key) return false;
    await this.#openVault(files, key);
    return true;
  }

  // Wipes the key and the groups from memory.
  lockUp() {
    this.phone?.free();
    this.phone = null;
  }

  // Starts over with an empty phone. What is stored stays until this phone is saved.
  async startOver() {
    this.#version = await withWebLock("exclusive", async () => {
      await this.#probe();
      return this.#storedVersion();
    });
    this.lockUp();
    this.phone = this.#core.Phone.create();
    this.#isStored = this.isDeleted = false;
    this.#lock = "none";
  }

  // Changes the lock. `seal` turns the bytes of the device key into the lock's record; not
  // needed for `none`.
  async setLock(lock, seal) {
    const key = this.phone.key();
    let keys;
    try {
      keys = lock === "none" ? await unlockedRecords(key) : { [LOCK_RECORDS[lock]]: await seal(key) };
    } finally {
      key.fill(0);
    }
    const changed = async () => {
      await withTimeout(this.#loadChanges());
      if (!this.#isStored || !this.phone) throw new Error("locked");
      await this.#writeLock(keys);
      this.#lock = lock;
    };
    await withWebLock("exclusive", changed).catch((error) => {
      throw error instanceof Deleted ? error : new NotSaved("not saved", { cause: error });
    });
  }

  // Replaces this phone with one that has a new key. `make` gets this phone and the new key, and
  // returns the new phone. `seal` gets the new key's bytes and the lock's previous record, and
  // returns the next record; not needed without a lock. One transaction, so that nothing stays
  // that the old key opens.
  async renew(make, seal) {
    const lock = this.#lock;
    const key = this.#core.NewKey.create();
    const text = key.text();
    const changed = async (keys) => {
      await withTimeout(this.#loadChanges());
      if (!this.#isStored || !this.phone || this.#lock !== lock) throw new NotRead("locked");
      const old = this.phone;
      this.phone = make(old, key);
      try {
        await this.#write(keys);
      } catch (error) {
        this.phone.free();
        this.phone = old;
        throw new NotSaved("not saved", { cause: error });
      }
      old.free();
    };
    try {
      const record = lock === "none" ? null : (await this.#readAll())?.[LOCK_RECORDS[lock]];
      const keys = record ? { [LOCK_RECORDS[lock]]: await seal(text, record) } : await unlockedRecords(text);
      await withWebLock("exclusive", () => changed(keys));
    } finally {
      text.fill(0);
      key.free();
    }
  }

  // Deletes everything, and notifies the other pages.
  async wipe() {
    try {
      await withWebLock("exclusive", () => this.#inTransaction((files) => files.clear()));
    } catch (error) {
      throw new NotSaved("not deleted", { cause: error });
    }
    this.lockUp();
    this.#isStored = false;
    this.#others.postMessage(WIPED);
    this.#database.close();
    await deleteDatabase();
  }

  // Loads what another page changed, runs `act`, and saves unless `act` returns false.
  // Returns what `act` returned. Throws NotRead before `act` runs, NotSaved after it.
  async change(act) {
    let isRead = false;
    const changed = async () => {
      await withTimeout(this.#loadChanges());
      if (!this.phone) throw new Error("locked");
      isRead = true;
      const result = act(this.phone);
      if (result === false) return result;
      this.#isAhead = true;
      try {
        await this.#write();
      } catch (error) {
        throw new NotSaved("not saved", { cause: error });
      }
      return result;
    };
    try {
      return await withWebLock("exclusive", changed);
    } catch (error) {
      throw isRead || error instanceof Deleted ? error : new NotRead("not read", { cause: error });
    }
  }

  // Saves changes already made to the phone, unless another page saved first.
  save() {
    return withWebLock("exclusive", () => this.#write());
  }

  // Reverts to what is stored.
  async revert() {
    const files = await this.#readAll();
    if (!files && this.#isStored) this.#throwDeleted();
    if (files && this.#isStored) {
      this.phone.reload(files[VAULT], files[RECENT], files[STATE]);
      this.phone.loadSealedFiles(files[OUTBOX]);
      this.#version = files[VERSION];
    } else {
      this.phone.free();
      this.phone = this.#core.Phone.create();
      if (!files) this.#version = 0;
    }
    this.#isAhead = false;
  }

  // Takes back a change that was not saved, if there is one. If what is stored can't be read
  // either, reloads the page, so that nobody hands out a key that is saved nowhere.
  async discard() {
    if (!this.#isAhead || !this.phone) return;
    await withTimeout(this.revert()).catch(() => {
      // This page has the last copy of what was deleted.
      if (this.isDeleted) return;
      history.replaceState(null, "", DROPPED);
      location.reload();
    });
  }

  // Throws Deleted: the storage is empty. Nothing is written back, since a person may have
  // deleted it on purpose.
  #throwDeleted() {
    this.isDeleted = true;
    throw new Deleted("deleted");
  }

  // Begins a transaction. Reopens the database if the browser closed it, as some do in the
  // background.
  async #begin(mode) {
    const begin = () => this.#database.transaction(FILES, mode, { durability: "strict" });
    let transaction;
    try {
      transaction = begin();
    } catch {
      this.#database = await openDatabase();
      transaction = begin();
    }
    return [transaction.objectStore(FILES), committed(transaction)];
  }

  // Runs `act` in one transaction: all of its writes are committed, or none.
  async #inTransaction(act) {
    const [files, end] = await this.#begin("readwrite");
    end.catch(() => {});
    try {
      await act(files);
    } catch (error) {
      try {
        // Otherwise what was written before the error would be committed.
        files.transaction.abort();
      } catch {
        // It has already ended.
      }
      throw error;
    }
    await end;
  }

  async #readAll() {
    const [files, end] = await this.#begin("readonly");
    const names = [VERSION, VAULT, RECENT, STATE, OUTBOX, ...KEYS];
    const values = await Promise.all(names.map((name) => resultOf(files.get(name))));
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

  // Writes the records of one lock, and removes those of all others. If the browser does not
  // keep them, the previous records stay.
  async #writeLock(keys) {
    await this.#inTransaction(async (files) => {
      if ((await resultOf(files.get(VERSION))) !== this.#version) throw new Error("another page saved first");
      for (const name of KEYS) {
        if (keys[name]) files.put(keys[name], name);
        else files.delete(name);
      }
      files.put(this.#version + 1, VERSION);
      for (const [name, value] of Object.entries(keys)) {
        await checkStored(files, name, value);
      }
    });
    this.#version += 1;
    this.#others.postMessage(this.#version);
  }

  async #storedVersion() {
    const [files, end] = await this.#begin("readonly");
    const version = (await resultOf(files.get(VERSION))) ?? 0;
    await end;
    return version;
  }

  async #loadChanges() {
    const version = await this.#storedVersion();
    if (version === this.#version) return;
    if (version === 0 && this.#isStored) this.#throwDeleted();
    try {
      if (this.#isStored) return await this.revert();
      // Another page joined the first group, and made its own key.
      const files = await this.#readAll();
      if (!files) {
        this.#version = 0;
        return undefined;
      }
      if (this.#lock !== "none") throw new Damaged("another page set a lock");
      return await this.#openVault(files, await this.#key(files));
    } catch (error) {
      // This page is out of date: another one started over, or set a lock. But don't reload
      // away the last copy of what was deleted.
      if (!(error instanceof DOMException || this.isDeleted)) location.reload();
      throw error;
    }
  }

  // Opens the vault with the bytes of the device key, and wipes them.
  async #openVault(files, key) {
    let opened;
    try {
      opened = this.#core.Phone.open(key, files[VAULT], files[RECENT], files[STATE]);
      opened.loadSealedFiles(files[OUTBOX]);
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError) throw error;
      throw new Damaged("damaged", { cause: error });
    } finally {
      key.fill(0);
    }
    this.phone?.free();
    this.phone = opened;
    this.#version = files[VERSION];
    this.#isStored = true;
  }

  async #key(files) {
    try {
      return await unwrap(files[WRAPPING], files[DEVICE]);
    } catch (error) {
      throw new Damaged("damaged", { cause: error });
    }
  }

  // Saves the phone, together with the records in `keys` if its key is new.
  async #write(keys) {
    const saved = this.phone.save(now());
    const [vault, recent, state, outbox, mustErasePrevious] = [saved.vault(), saved.recent(), saved.state(), saved.sealedFiles(), saved.mustErasePrevious];
    saved.free();
    const isFirst = !this.#isStored;
    // Before the transaction, which would end during an unrelated await.
    if (isFirst) keys = await this.#unlockedRecords();
    // Not 1: another page must not mistake a new vault for its own after one more change.
    const version = isFirst ? Date.now() : this.#version + 1;
    await this.#inTransaction(async (files) => {
      // Without the Web Locks API, another page may have saved first.
      if (((await resultOf(files.get(VERSION))) ?? 0) !== this.#version) throw new Error("another page saved first");
      if (isFirst) {
        // After starting over, this is when the old phone's data is deleted.
        files.clear();
      } else {
        files.put(mustErasePrevious ? vault : await resultOf(files.get(VAULT)), PREVIOUS);
      }
      for (const [name, value] of Object.entries(keys ?? {})) {
        files.put(value, name);
        if (!isFirst) await checkStored(files, name, value);
      }
      files.put(vault, VAULT);
      files.put(recent, RECENT);
      files.put(state, STATE);
      if (outbox) files.put(outbox, OUTBOX);
      else files.delete(OUTBOX);
      files.put(version, VERSION);
    });
    this.#version = version;
    this.#isStored = true;
    this.#isAhead = false;
    this.phone?.markSaved();
    this.#others.postMessage(this.#version);
    if (isFirst) await this.#checkReadable();
  }

  async #unlockedRecords() {
    const key = this.phone.key();
    try {
      return await unlockedRecords(key);
    } finally {
      key.fill(0);
    }
  }

  // Reads back what was just written: some browsers store the key as null, and the vault
  // would be lost.
  async #checkReadable() {
    try {
      const files = await this.#readAll();
      const key = await this.#key(files);
      this.#core.Phone.open(key, files[VAULT]).free();
      key.fill(0);
    } catch (error) {
      const [files, end] = await this.#begin("readwrite");
      files.clear();
      await end;
      this.#version = 0;
      this.#isStored = false;
      throw error;
    }
  }

  // Checks that a key stored here can be read back and used.
  async #probe() {
    const key = await wrappingKey();
    const sealed = await wrap(key, new Uint8Array([1, 2, 3]));
    let [files, end] = await this.#begin("readwrite");
    files.put(key, PROBE);
    await end;
    [files, end] = await this.#begin("readwrite");
    const kept = await resultOf(files.get(PROBE));
    files.delete(PROBE);
    await end;
    const bytes = await unwrap(kept, sealed);
    if (bytes.join() !== "1,2,3") throw new Error("a different key came back");
  }
}
