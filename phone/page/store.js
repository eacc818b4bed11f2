// Storage in IndexedDB: the program's files under their names, and the key that encrypts
// the device key. Every change is one transaction, under a lock that all pages of this
// address share.

const DATABASE = "ringtrue";
const FILES = "files";
const VAULT = "vault.age";
const BEFORE = "vault.age.bak";
const RECENT = "recent.toml";
const DEVICE = "device.key";
const WRAPPING = "wrapping";
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
    transaction.onabort = () => reject(transaction.error ?? new Error("not written"));
    transaction.onerror = () => reject(transaction.error);
  });

function open() {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(FILES);
  return done(request);
}

const wrappingKey = () =>
  crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);

async function wrapped(key, bytes) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, sealed: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytes) };
}

const unwrapped = async (key, { iv, sealed }) =>
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

// The phone changed in memory, but could not be saved.
export class NotSaved extends Error {}

export class Store {
  #core;
  #database;
  #others = new BroadcastChannel(DATABASE);
  #version = 0;
  // The core's Phone.
  phone;

  constructor(core) {
    this.#core = core;
  }

  // Opens the stored phone, or creates an empty one without saving it. Throws if this
  // browser can't keep a key, before anything is enrolled.
  async open() {
    this.#database = await open();
    const files = await locked("shared", () => this.#read());
    if (files) {
      try {
        await this.#take(files);
      } catch (error) {
        throw new Damaged("damaged", { cause: error });
      }
    } else {
      await locked("exclusive", () => this.#probe());
      this.phone = this.#core.Phone.create();
    }
  }

  // Takes in what another page changed, runs `act`, and saves unless that returns false.
  // Returns what `act` does. Throws NotRead before `act` runs, NotSaved after it.
  async change(act) {
    let isRead = false;
    const changed = async () => {
      await soon(this.#refresh());
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
      throw isRead ? error : new NotRead("not read", { cause: error });
    }
  }

  // Saves what was changed in the phone already, unless another page came first.
  save() {
    return locked("exclusive", () => this.#write());
  }

  // Goes back to what is kept.
  async reset() {
    const files = await this.#read();
    if (files) {
      this.phone.reload(files[VAULT], files[RECENT]);
      this.#version = files[VERSION];
    } else {
      this.phone.free();
      this.phone = this.#core.Phone.create();
      this.#version = 0;
    }
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

  async #read() {
    const [files, end] = await this.#files("readonly");
    const names = [VERSION, VAULT, RECENT, DEVICE, WRAPPING];
    const values = await Promise.all(names.map((name) => done(files.get(name))));
    await end;
    const read = Object.fromEntries(names.map((name, at) => [name, values[at]]));
    if (values.every((value) => value === undefined)) return null;
    if (!read[VAULT] || !read[DEVICE] || !(read[WRAPPING] instanceof CryptoKey)) {
      throw new Damaged("a part is missing");
    }
    return read;
  }

  async #refresh() {
    const [files, end] = await this.#files("readonly");
    const version = (await done(files.get(VERSION))) ?? 0;
    await end;
    if (version === this.#version) return;
    // It was deleted behind this page's back, which has the last copy.
    if (version === 0) throw new Error("nothing is kept any more");
    // Another page joined the first group, with a key of its own.
    if (this.#version === 0) {
      const before = this.phone;
      await this.#take(await this.#read());
      before.free();
    } else {
      await this.reset();
    }
  }

  async #take(files) {
    this.phone = await this.#opened(files);
    this.#version = files[VERSION];
  }

  async #opened(files) {
    const key = await unwrapped(files[WRAPPING], files[DEVICE]);
    try {
      return this.#core.Phone.open(key, files[VAULT], files[RECENT]);
    } finally {
      key.fill(0);
    }
  }

  async #write() {
    const saved = this.phone.save();
    const [vault, recent, retires] = [saved.vault(), saved.recent(), saved.retires];
    saved.free();
    const isFirst = this.#version === 0;
    // Before the transaction, which ends while something else is waited for.
    const keys = isFirst ? await this.#wrap() : {};
    const [files, end] = await this.#files("readwrite");
    // Where there are no locks, another page may have come first.
    if (((await done(files.get(VERSION))) ?? 0) !== this.#version) throw new Error("changed meanwhile");
    if (retires) {
      files.put(vault, BEFORE);
    } else if (!isFirst) {
      files.put(await done(files.get(VAULT)), BEFORE);
    }
    for (const [name, value] of Object.entries(keys)) files.put(value, name);
    files.put(vault, VAULT);
    files.put(recent, RECENT);
    files.put(this.#version + 1, VERSION);
    await end;
    this.#version += 1;
    this.phone.settle();
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
      const phone = await this.#opened(await this.#read());
      phone.free();
    } catch (error) {
      const [files, end] = await this.#files("readwrite");
      files.clear();
      await end;
      this.#version = 0;
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
