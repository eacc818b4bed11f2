// What is kept on this phone, in IndexedDB: the files of the program under their
// names, and the key that the device key is encrypted by. Everything that changes is
// written in one transaction, under a lock that all pages of this address share.

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
  navigator.locks ? navigator.locks.request(DATABASE, { mode }, act) : act();

// What is kept can't be opened.
export class Damaged extends Error {}

// What is kept can't be read now: nothing was changed.
export class NotRead extends Error {}

// It was changed, and that can't be kept.
export class NotSaved extends Error {}

export class Store {
  #core;
  #database;
  #version = 0;
  // The core's Phone.
  phone;

  constructor(core) {
    this.#core = core;
  }

  // Opens what is kept, or makes a phone without a group, of which nothing is kept
  // yet. Throws if this browser can't keep a key, before anything is enrolled.
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
      await this.#probe();
      this.phone = this.#core.Phone.create();
    }
  }

  // Changes the phone by `act`, as it is now: another page may have changed it. What
  // `act` returns is returned; nothing is written if that is false. Throws NotRead
  // before `act`, and NotSaved after it.
  change(act) {
    return locked("exclusive", async () => {
      try {
        await this.#refresh();
      } catch (error) {
        throw new NotRead("not read", { cause: error });
      }
      const result = act(this.phone);
      if (result === false) return result;
      try {
        await this.#write();
      } catch (error) {
        throw new NotSaved("not saved", { cause: error });
      }
      return result;
    });
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
    }
  }

  #files(mode) {
    const transaction = this.#database.transaction(FILES, mode, { durability: "strict" });
    return [transaction.objectStore(FILES), finished(transaction)];
  }

  async #read() {
    const [files, end] = this.#files("readonly");
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
    const [files, end] = this.#files("readonly");
    const version = (await done(files.get(VERSION))) ?? 0;
    await end;
    if (version === this.#version) return;
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
    const [files, end] = this.#files("readwrite");
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

  // Opens what was just written: a key that reads back as null is a vault lost.
  async #check() {
    try {
      const phone = await this.#opened(await this.#read());
      phone.free();
    } catch (error) {
      const [files, end] = this.#files("readwrite");
      files.clear();
      await end;
      this.#version = 0;
      throw error;
    }
  }

  // Tries whether a key can be kept here and used when it is read again.
  async #probe() {
    const key = await wrappingKey();
    const sealed = await wrapped(key, new Uint8Array([1, 2, 3]));
    let [files, end] = this.#files("readwrite");
    files.put(key, PROBE);
    await end;
    [files, end] = this.#files("readwrite");
    const kept = await done(files.get(PROBE));
    files.delete(PROBE);
    await end;
    const bytes = await unwrapped(kept, sealed);
    if (bytes.join() !== "1,2,3") throw new Error("the key is another one");
  }
}
