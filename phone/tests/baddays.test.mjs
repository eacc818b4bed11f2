// Failures of storage and loading: the page says what happened and what to do, and nothing
// is half-written.

import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { browse, BROWSER, copy, folder, FULL, laptop, onlyIn, serve } from "./browser.mjs";

const NOW = Math.floor(Date.now() / 30_000) * 30 + 3; // seconds since 1970

function family(t) {
  const dad = laptop(t);
  dad("new", "Smith family", "--yes");
  dad.link = () => dad("invite", "--link", "--yes").trim();
  dad.code = () => JSON.parse(dad("code", "--json", "--at", String(NOW)));
  return dad;
}

const follower = (link) => link.replace("%201?", "%202?").replace(/secret=\w{8}/, "secret=MFRGGZDF");

// Returns everything in storage, as text. A CryptoKey is shown as "key".
const kept = (page) =>
  page.run(`return indexedDB.databases().then(async (all) => {
    if (!all.some(({ name }) => name === "ringtrue")) return "";
    const done = (request) => new Promise((resolve, reject) => { request.onsuccess = () => resolve(request.result); request.onerror = reject; });
    const database = await done(indexedDB.open("ringtrue"));
    const files = database.transaction("files").objectStore("files");
    const [names, values] = await Promise.all([done(files.getAllKeys()), done(files.getAll())]);
    database.close();
    const plain = (_, value) => value instanceof ArrayBuffer ? [...new Uint8Array(value)] : value instanceof CryptoKey ? "key" : value;
    return names.map((name, at) => name + " " + JSON.stringify(values[at], plain)).join("\\n");
  })`);

test("a full disk is told apart from other failures, and nothing is half-saved", async (t) => {
  const { address } = await serve(t, { before: FULL });
  const dad = family(t);
  const page = await browse(t);
  await page.open(address, NOW);
  await page.paste(dad.link());
  await page.run("window.isFull = true");
  await page.act("join");
  await page.until(() => page.text("problem"), "an error");
  assert.match(await page.text("problem"), /no space left.*Delete something/);
  assert.equal(await page.scene(), "start");
  assert.equal(await kept(page), "");

  await page.run("window.isFull = false");
  await page.join(dad.link());
  const before = await kept(page);
  await page.run("window.isFull = true");
  await page.unfold();
  await page.act("forget");
  await page.act("forget-yes");
  await page.until(() => page.text("problem"), "an error");
  assert.match(await page.text("problem"), /no space left/);
  assert.equal(await page.text("entry"), "Smith family 1");
  assert.equal(await kept(page), before);
});

test("a disk that is full from the start is reported before anything is enrolled", async (t) => {
  const { address } = await serve(t, { before: `${FULL} isFull = true;` });
  const page = await browse(t);
  await page.open(address, NOW);
  await page.reaches("install");
  assert.match(await page.text("install-why"), /no space left/);
});

// Records the databases that the page opens.
const OPENED = `{
  const { open } = IDBFactory.prototype;
  globalThis.opened = [];
  IDBFactory.prototype.open = function (...all) {
    const request = open.apply(this, all);
    request.addEventListener("success", () => opened.push(request.result));
    return request;
  };
}`;

// Deletes all storage, as the browser's settings do. Only Chromium has a command for it:
// elsewhere the databases that the page opened are closed, then deleted.
const erase = (page, address) =>
  BROWSER === "chromium"
    ? page.sendDevTools("Storage.clearDataForOrigin", { origin: new URL(address).origin, storageTypes: "indexeddb" })
    : page.run(`return new Promise((resolve, reject) => {
      for (const database of opened) database.close();
      const request = indexedDB.deleteDatabase("ringtrue");
      request.onsuccess = () => resolve();
      request.onerror = request.onblocked = reject;
    })`);

test("an open page keeps what is deleted behind it, and doesn't write it back", async (t) => {
  const { address } = await serve(t, { before: OPENED });
  const dad = family(t);
  const { caller, answerer } = dad.code();
  const page = await browse(t);
  await page.open(address, NOW);
  await page.join(dad.link());
  await erase(page, address);

  // As when coming back from the browser's settings. Chromium takes a moment to delete.
  await page.until(async () => {
    await page.run("dispatchEvent(new Event('pagehide'))");
    await page.act("uncover");
    return page.text("problem");
  }, "an error");
  assert.match(await page.text("problem"), /last copy.*Make a backup/);
  assert.equal(await page.text("entry"), "Smith family 1");
  await page.call("they-called", caller.digits);
  assert.equal(await page.verdict(), "match");
  assert.equal(await page.text("half"), answerer.digits);
  await page.act("start-over");
  assert.match(await page.text("problem"), /last copy/);
  await page.unfold();
  await page.act("forget");
  await page.act("forget-yes");
  await page.until(() => page.text("problem"), "an error");
  assert.equal(await page.text("entry"), "Smith family 1");
  assert.equal(await kept(page), "");

  // The last copy can be backed up.
  await page.unfold();
  await page.act("keep");
  await page.act("backup");
  await page.reaches("confirm");
  await page.answer(false);
  for (const isAgain of [false, true]) {
    await page.type("name", "correct horse battery staple of mine");
    if (!isAgain) await page.answer(true);
  }
  await page.act("join");
  await page.saveBackup();
  await page.until(() => page.text("keep-done"), "the backup");
  assert.equal(await page.text("problem"), "");
  assert.equal(await kept(page), "");
  await page.act("home");

  // Another window joins anew with its own key, and this one does not overwrite it.
  const mine = await page.driver.getWindowHandle();
  await page.driver.switchTo().newWindow("tab");
  await page.open(address, NOW);
  await page.join(dad.link());
  const theirs = await kept(page);
  await page.driver.switchTo().window(mine);
  await page.call("i-called", answerer.digits);
  await page.until(() => page.text("problem"), "an error");
  assert.equal(await kept(page), theirs);
});

// Makes the page's nth write from now on fail, in one of these ways.
const HOOK = `{
  const { put } = IDBObjectStore.prototype;
  globalThis.writes = 0;
  globalThis.failing = {};
  IDBObjectStore.prototype.put = function (...all) {
    writes += 1;
    const { at, how } = failing;
    if (writes !== at) return put.apply(this, all);
    failing = { failed: how };
    if (how === "refused") throw new DOMException("refused", "UnknownError");
    const request = put.apply(this, all);
    if (how === "aborted") this.transaction.abort();
    if (how === "late") request.onsuccess = () => this.transaction.abort();
    if (how === "held") {
      // The transaction goes on for as long as the page is there.
      const hold = () => { this.count().onsuccess = hold; };
      hold();
    }
    return request;
  };
}`;

const bring = async (page, link) => {
  await page.unfold();
  await page.act("add");
  await page.paste(link);
};

// Each change: the steps up to the last tap, that tap, and a check that it was done.
const CHANGES = {
  "the first join": {
    lead: (page, dad) => page.paste(dad.link()),
    tap: (page) => page.act("join"),
    isDone: async (page) => (await page.scene()) === "who-called",
  },
  "a new key": {
    lead: async (page, dad) => {
      await bring(page, follower(dad.link()));
      await page.answer(true);
      await page.answer(false);
    },
    tap: (page) => page.act("no"),
    isDone: async (page) => (await page.text("entry")) === "Smith family 2",
  },
  "a forgotten group": {
    lead: async (page) => {
      await page.unfold();
      await page.act("forget");
    },
    tap: (page) => page.act("forget-yes"),
    isDone: async (page) => (await page.scene()) === "start",
  },
};

// Opens the page, and returns its group, or null.
async function opened(page, address) {
  await page.open(address, NOW);
  await page.until(async () => ["start", "who-called"].includes(await page.scene()), "a first screen");
  return (await page.scene()) === "start" ? null : page.text("entry");
}

// This takes minutes; a full disk, and a page that is closed, are tried in every browser.
test("a change that fails at any step leaves the old state whole", { skip: onlyIn("chromium", "each step of each change") }, async (t) => {
  const { address } = await serve(t, { before: HOOK });
  const dad = family(t);
  const page = await browse(t);
  for (const [name, { lead, tap, isDone }] of Object.entries(CHANGES)) {
    const entry = await opened(page, address);
    const before = await kept(page);
    // Returns false once there are no more writes to fail.
    const fails = async (at, how) => {
      await lead(page, dad);
      await page.run("[window.failing] = arguments; window.writes = 0", { at, how });
      await tap(page);
      await page.until(async () => (await isDone(page)) || (await page.text("problem")), `${name}: an end`);
      if ((await page.run("return failing.failed")) !== how) return false;
      assert.equal(await kept(page), before, `${name}, step ${at} ${how}`);
      assert.equal(await opened(page, address), entry, `${name}, step ${at} ${how}`);
      return true;
    };
    // One change is enough to try every way.
    const ways = name === "the first join" ? ["refused", "aborted", "late"] : ["late"];
    const allFail = async (at) => {
      for (const how of ways) if (!(await fails(at, how))) return false;
      return true;
    };
    let at = 1;
    while (await allFail(at)) at += 1;
    assert.ok(await isDone(page), name);
    assert.notEqual(await kept(page), before, name);
    assert.ok(at > 4, `${name}: ${at} steps`);
  }
});

test("a page that is closed in the middle of a change leaves the old state whole", async (t) => {
  const { address } = await serve(t, { before: HOOK });
  const dad = family(t);
  const profile = folder(t);
  let page = await browse(t, { profile });
  for (const [name, { lead, tap, isDone }] of Object.entries(CHANGES)) {
    const entry = await opened(page, address);
    const before = await kept(page);
    await lead(page, dad);
    await page.run("[window.failing] = arguments; window.writes = 0", { at: 1, how: "held" });
    await tap(page);
    await page.until(() => page.run("return writes >= 4"), `${name}: the writes`);
    await page.close();
    page = await browse(t, { profile });
    assert.equal(await opened(page, address), entry, name);
    assert.equal(await kept(page), before, name);
    // The change still works now.
    await lead(page, dad);
    await tap(page);
    await page.until(() => isDone(page), name);
  }
});

// Serves the page with the changes to its files that `act` makes.
async function serveChanged(t, act) {
  const files = copy(t);
  act((name) => join(files, name));
  return (await serve(t, { files })).address;
}

const broken = (page) => page.run("return [...document.querySelectorAll('#broken p')].filter((it) => it.checkVisibility({ visibilityProperty: true })).map(({ id }) => id)");

// Waits until the page shows error `id`, which may replace a more general one.
async function saysBroken(page, id, what) {
  await page.until(async () => (await broken(page)).includes(id), `${what}: what is wrong`);
  assert.deepEqual(await broken(page), [id], what);
}

test("a file that fails to load at the first visit is not taken for an outdated browser", async (t) => {
  // Each address is new to this browser.
  const page = await browse(t);
  for (const name of ["call.js", "ringtrue_phone.js", "ringtrue_phone_bg.wasm", "app.js"]) {
    for (const spoil of [rmSync, (file) => writeFileSync(file, "half a file {")]) {
      const address = await serveChanged(t, (file) => spoil(file(name)));
      await page.open(address, NOW);
      await saysBroken(page, "broken-lost", name);
      assert.match(await page.text("broken-lost"), /Check your connection/);
      assert.equal(await page.scene(), null);
    }
  }
  // When no script arrives at all.
  const address = await serveChanged(t, (file) => {
    rmSync(file("start.js"));
    rmSync(file("app.js"));
  });
  await page.open(address, NOW);
  await saysBroken(page, "broken-any", "no script");
});

test("an outdated browser, or one in Lockdown Mode, is reported before anything is enrolled", async (t) => {
  const page = await browse(t);
  const lacks = {
    "delete AbortSignal.timeout": "broken-old",
    "delete HTMLElement.prototype.inert": "broken-old",
    "delete globalThis.BroadcastChannel": "broken-old",
    "delete globalThis.WebAssembly": "broken-lockdown",
  };
  for (const [source, id] of Object.entries(lacks)) {
    const { address } = await serve(t, { before: source });
    await page.open(address, NOW);
    await saysBroken(page, id, source);
    assert.equal(await page.scene(), null);
    assert.equal(await kept(page), "");
  }
});
