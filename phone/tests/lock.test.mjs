// The lock: a passphrase, a passkey from Chromium's virtual authenticator, or none.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { browse, laptop, onlyIn, RULES, serve } from "./browser.mjs";

const NOW = Math.floor(Date.now() / 30_000) * 30 + 3; // seconds since 1970
const WORDS = "a sentence that only dad would think of";
const PASSKEY = { skip: onlyIn("chromium", "a virtual authenticator that can lock") };

// Sets up a phone that has a laptop's group, and a backup of it.
async function phone(t) {
  const { address } = await serve(t);
  const dad = laptop(t);
  dad("new", "Smith family", "--yes");
  dad.link = () => dad("invite", "--link", "--yes").trim();
  dad.code = () => JSON.parse(dad("code", "--json", "--at", String(NOW)));
  const passphrase = join(dad.home, "words");
  writeFileSync(passphrase, `${WORDS}\n`, { mode: 0o600 });
  dad.backup = join(dad.home, "groups.age");
  dad("backup", dad.backup, "--backup-passphrase-file", passphrase);
  const page = await browse(t);
  await page.open(address, NOW);
  await page.reaches("start");
  await page.restore(dad.backup, WORDS);
  return { address, dad, page, passphrase };
}

// Adds an authenticator that stands for the phone's fingerprint or face recognition.
async function authenticator(page, more = {}) {
  await page.sendDevTools("WebAuthn.enable");
  const options = {
    protocol: "ctap2",
    ctap2Version: "ctap2_1",
    transport: "internal",
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: true,
    hasPrf: true,
    ...more,
  };
  const { authenticatorId } = await page.sendDevTools("WebAuthn.addVirtualAuthenticator", { options });
  return authenticatorId;
}

async function lock(page, kind) {
  await page.reaches("who-called");
  await page.unfold();
  await page.act("keep");
  await page.act("lock");
  await page.reaches("lock");
  await page.driver.findElement({ css: `[data-lock="${kind}"]` }).click();
  await page.reaches("confirm");
}

async function byPassphrase(page, typed = WORDS) {
  await lock(page, "passphrase");
  await page.answer(false);
  await page.type("name", typed);
  await page.answer(true);
  await page.type("name", typed);
  await page.act("join");
  await page.reaches("keep");
}

async function byPasskey(page) {
  await lock(page, "passkey");
  await page.answer(true);
  assert.match(await page.text("question"), /Now try it/);
  await page.act("join");
  await page.reaches("keep");
}

async function isLocked(page) {
  await page.reaches("confirm");
  await page.until(async () => (await page.text("confirm-heading")) === "ringtrue is locked", "the lock");
  assert.equal(await page.at("head").isDisplayed(), false);
}

const isOpen = async (page, { caller }) => {
  await page.call("i-called");
  assert.equal(await page.text("half"), caller.digits);
  await page.act("start-over");
};

const says = (page, what) => page.until(async () => what.test(await page.text("problem")), String(what));

test("a passphrase locks the phone, and opens the stored files in the program", async (t) => {
  const { address, dad, page, passphrase } = await phone(t);
  await byPassphrase(page);
  assert.match(await page.text("keep-lock"), /asks for your passphrase/);
  const kept = await page.storedNames();
  assert.ok(kept.includes("device.key.age"));
  for (const name of ["device.key", "wrapping", "passkey"]) assert.ok(!kept.includes(name), name);

  await page.open(address, NOW);
  await isLocked(page);
  await page.type("name", "not the passphrase");
  await page.act("join");
  await says(page, /not the passphrase/);
  await page.type("name", WORDS);
  await page.act("join");
  await page.reaches("who-called");
  await isOpen(page, dad.code());

  const mum = laptop(t);
  const [key, vault] = await page.storedFiles(["device.key.age", "vault.age"]);
  writeFileSync(join(mum.home, "device.key.age"), key, { mode: 0o600 });
  writeFileSync(join(mum.home, "vault.age"), vault, { mode: 0o600 });
  assert.equal(mum("code", "--json", "--at", String(NOW), "--passphrase-file", passphrase), dad("code", "--json", "--at", String(NOW)));
});

test("a lock comes only after a backup", async (t) => {
  const { address } = await serve(t);
  const dad = laptop(t);
  dad("new", "Smith family", "--yes");
  const page = await browse(t);
  await page.open(address, NOW);
  await page.join(dad("invite", "--link", "--yes").trim());
  await lock(page, "passphrase");
  assert.match(await page.text("question"), /Make a backup first/);
  await page.answer(true);
  const words = (await page.text("check-words")).split(/\s+/).join(" ");
  await page.answer(true);
  await page.type("name", words);
  await page.act("join");
  await page.until(async () => (await page.text("confirm-heading")) === "Your backup is ready", "the backup");
  assert.ok((await page.storedNames()).includes("device.key"));
  await page.saveBackup();
  await page.until(async () => /open ringtrue on this phone/.test(await page.text("question")), "the lock's passphrase");
});

test("a passkey locks the phone", PASSKEY, async (t) => {
  const { address, dad, page } = await phone(t);
  await authenticator(page);
  await byPasskey(page);
  assert.match(await page.text("keep-lock"), /fingerprint, face or phone PIN/);
  const kept = await page.storedNames();
  assert.ok(kept.includes("passkey"));
  for (const name of ["device.key", "wrapping", "device.key.age"]) assert.ok(!kept.includes(name), name);
  await page.open(address, NOW);
  await isLocked(page);
  await page.act("join");
  await page.reaches("who-called");
  await isOpen(page, dad.code());
  // Changes made while it is open are kept.
  await page.unfold();
  await page.act("add");
  const [before] = await page.storedFiles(["vault.age"]);
  dad("rotate", "--yes");
  await page.paste(dad.link());
  await page.answer(true);
  await page.answer(false);
  await page.answer(false);
  await page.reaches("who-called");
  assert.notDeepEqual((await page.storedFiles(["vault.age"]))[0], before);
  await page.open(address, NOW);
  await isLocked(page);
  await page.act("join");
  await page.reaches("who-called");
  assert.match(await page.text("entry"), /Smith family 2/);
});

test("a refused fingerprint and a deleted passkey are explained, and a backup is the way back", PASSKEY, async (t) => {
  const { address, dad, page } = await phone(t);
  const id = await authenticator(page);
  await byPasskey(page);
  await page.open(address, NOW);
  await isLocked(page);
  await page.sendDevTools("WebAuthn.setUserVerified", { authenticatorId: id, isUserVerified: false });
  await page.act("join");
  await says(page, /didn't recognise you/);
  await isLocked(page);
  await page.sendDevTools("WebAuthn.setUserVerified", { authenticatorId: id, isUserVerified: true });
  await page.sendDevTools("WebAuthn.clearCredentials", { authenticatorId: id });
  await page.act("join");
  await says(page, /the passkey is gone/);
  const before = await page.storedFiles(["vault.age", "passkey"]);

  await page.act("no");
  await page.until(async () => (await page.text("confirm-heading")) === "Start again", "the question");
  await page.act("leave");
  await isLocked(page);
  await page.act("no");
  await page.act("join");
  await page.reaches("start");
  // Nothing is deleted until something replaces it.
  assert.deepEqual(await page.storedFiles(["vault.age", "passkey"]), before);
  await page.restore(dad.backup, WORDS);
  assert.ok(!(await page.storedNames()).includes("passkey"));
  await page.open(address, NOW);
  await page.reaches("who-called");
  await isOpen(page, dad.code());
});

test("an authenticator without PRF says so, and nothing depends on it", PASSKEY, async (t) => {
  const { address, dad, page } = await phone(t);
  await authenticator(page, { hasPrf: false });
  const before = await page.storedFiles(["device.key", "vault.age"]);
  await lock(page, "passkey");
  await page.act("join");
  await says(page, /passkeys can't lock ringtrue.*Use a passphrase/);
  assert.match(await page.text("keep-lock"), /^No lock/);
  assert.deepEqual(await page.storedFiles(["device.key", "vault.age"]), before);
  await page.open(address, NOW);
  await page.reaches("who-called");
  await isOpen(page, dad.code());
});

test("after fifteen minutes hidden a phone with a lock locks, and one without does not", async (t) => {
  const { dad, page } = await phone(t);
  const pass = (seconds) =>
    page.run(
      `const [ahead] = arguments;
      const real = Performance.prototype.now;
      performance.now = () => real.call(performance) + ahead * 1000`,
      seconds,
    );
  await pass(181);
  await page.until(() => page.at("cover").isDisplayed(), "the cover");
  await pass(181 + 901);
  await page.act("uncover");
  await page.reaches("who-called");
  await isOpen(page, dad.code());

  await byPassphrase(page);
  await page.act("home");
  await page.act("they-called");
  await pass(10_000);
  await page.until(() => page.at("cover").isDisplayed(), "the cover");
  await pass(10_000 + 800);
  assert.equal(await page.at("cover").isDisplayed(), true);
  await pass(10_000 + 901);
  await isLocked(page);
  assert.equal(await page.at("cover").isDisplayed(), false);
  assert.doesNotMatch(await page.accessible(), /Smith/);
  await page.type("name", WORDS);
  await page.act("join");
  await page.reaches("who-called");
  await isOpen(page, dad.code());
});

test("a lock can be changed and removed while another page has the group open", async (t) => {
  const { address, dad, page } = await phone(t);
  await page.driver.switchTo().newWindow("tab");
  await page.open(address, NOW);
  await page.reaches("who-called");
  const [first, second] = await page.driver.getAllWindowHandles();
  await page.driver.switchTo().window(first);
  await byPassphrase(page);
  // The other page still has the key, and what it saves is locked too.
  await page.driver.switchTo().window(second);
  if (await page.at("cover").isDisplayed()) await page.act("uncover");
  await isOpen(page, dad.code());
  assert.ok((await page.storedNames()).includes("device.key.age"));

  await page.open(address, NOW);
  await isLocked(page);
  await page.type("name", WORDS);
  await page.act("join");
  await lock(page, "none");
  assert.match(await page.text("question"), /Take the lock off/);
  await page.act("join");
  await page.reaches("keep");
  assert.match(await page.text("keep-lock"), /^No lock/);
  const kept = await page.storedNames();
  assert.ok(kept.includes("wrapping") && !kept.includes("device.key.age"));
  await page.open(address, NOW);
  await page.reaches("who-called");
  await isOpen(page, dad.code());
});

test("a page doesn't overwrite what another page locked or started over", async (t) => {
  const { address, dad, page } = await phone(t);
  const [first] = await page.driver.getAllWindowHandles();
  const tab = async () => {
    await page.driver.switchTo().newWindow("tab");
    await page.open(address, NOW);
    return page.driver.getWindowHandle();
  };
  await byPassphrase(page);
  // One page stays at the start while another one joins anew and sets a lock.
  const second = await tab();
  await isLocked(page);
  await page.act("no");
  await page.act("join");
  await page.reaches("start");
  const third = await tab();
  await isLocked(page);
  await page.act("no");
  await page.act("join");
  await page.reaches("start");
  // The other pages don't hear of it, as if they were asleep.
  await page.run("BroadcastChannel.prototype.postMessage = () => {}");
  await page.restore(dad.backup, WORDS);
  await byPassphrase(page, `${WORDS} once more`);
  const kept = await page.storedFiles(["vault.age", "device.key.age"]);
  // What they hold no longer counts: they ask for the lock as soon as they look.
  for (const window of [second, first]) {
    await page.driver.switchTo().window(window);
    const isShut = `
      if (document.getElementById("confirm-heading").textContent === "ringtrue is locked") return true;
      document.querySelector("[data-act=uncover]").click();`;
    await page.until(() => page.run(isShut).catch(() => false), "the lock");
  }
  assert.deepEqual(await page.storedFiles(["vault.age", "device.key.age"]), kept);
  await page.type("name", `${WORDS} once more`);
  await page.act("join");
  await page.reaches("who-called");
  await isOpen(page, dad.code());
  await page.driver.switchTo().window(third);
  if (await page.at("cover").isDisplayed()) await page.act("uncover");
  await page.reaches("keep");
  await page.act("home");
  await isOpen(page, dad.code());
});

test("without its key, the stored data is replaced only by what the person brings", async (t) => {
  const { address, dad, page } = await phone(t);
  await page.overwriteFile("wrapping", "AAAA");
  await page.open(address, NOW);
  await page.reaches("confirm");
  assert.match(await page.text("question"), /can't be read/);
  await page.act("join");
  await page.reaches("start");
  await page.restore(dad.backup, WORDS);
  await page.open(address, NOW);
  await page.reaches("who-called");
  await isOpen(page, dad.code());
});

test("locking ends what was in progress, for good", RULES, async (t) => {
  const { dad, page } = await phone(t);
  await byPassphrase(page);
  await page.run(`
    const { postMessage } = Worker.prototype;
    window.held = [];
    Worker.prototype.postMessage = function (...all) { window.held.push(() => postMessage.apply(this, all)); };`);
  await page.act("backup");
  const words = (await page.text("check-words")).split(/\s+/).join(" ");
  await page.answer(true);
  await page.type("name", words);
  await page.act("join");
  await page.reaches("busy");
  await page.run("const real = Performance.prototype.now; performance.now = () => real.call(performance) + 181_000");
  await page.until(() => page.at("cover").isDisplayed(), "the cover");
  await page.run("const real = Performance.prototype.now; performance.now = () => real.call(performance) + 1_082_000");
  await isLocked(page);
  // Send what was held; the worker that it was for has ended.
  await page.run("for (const act of window.held.splice(0)) act();");
  assert.equal(await page.run("return document.getElementById('check-words').textContent"), "");
  await isLocked(page);
  await page.open((await page.driver.getCurrentUrl()).split("?")[0], NOW);
  await isLocked(page);
  await page.type("name", WORDS);
  await page.act("join");
  await page.reaches("who-called");
  await isOpen(page, dad.code());
});

test("duress outlasts the lock", RULES, async (t) => {
  const { dad, page } = await phone(t);
  await byPassphrase(page);
  await page.act("home");
  await page.hold("group");
  const code = JSON.parse(dad("code", "--duress", "--json", "--at", String(NOW)));
  await page.call("i-called");
  assert.equal(await page.text("half"), code.caller.digits);
  await page.run("const real = Performance.prototype.now; performance.now = () => real.call(performance) + 181_000");
  await page.until(() => page.at("cover").isDisplayed(), "the cover");
  await page.run("const real = Performance.prototype.now; performance.now = () => real.call(performance) + 1_082_000");
  await isLocked(page);
  await page.type("name", WORDS);
  await page.act("join");
  await page.reaches("who-called");
  await isOpen(page, code);
});

test("if the browser doesn't store a new lock, the old one stays", async (t) => {
  const { address, dad, page } = await phone(t);
  await page.run(`const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = function (value, name) {
      return put.call(this, name === "device.key.age" ? null : value, name);
    };`);
  await lock(page, "passphrase");
  await page.answer(false);
  await page.type("name", WORDS);
  await page.answer(true);
  await page.type("name", WORDS);
  await page.act("join");
  await page.reaches("keep");
  assert.notEqual(await page.text("problem"), "");
  assert.match(await page.text("keep-lock"), /^No lock/);
  await page.open(address, NOW);
  await page.reaches("who-called");
  await isOpen(page, dad.code());
});

test("a new key for the phone is locked by the same passkey", PASSKEY, async (t) => {
  const { address, dad, page } = await phone(t);
  const device = await authenticator(page);
  await byPasskey(page);
  await page.act("home");
  const renew = async () => {
    await page.act("family");
    await page.act("own-key");
    await page.until(async () => (await page.text("confirm-heading")) === "This phone's key", "the key");
    await page.pick("Make a new key for this phone");
    await page.until(async () => /Make a new device key/.test(await page.text("question")), "the question");
    await page.answer(true);
    assert.match(await page.text("question"), /to lock the new key/);
    await page.act("join");
  };
  await renew();
  await page.until(async () => (await page.text("confirm-heading")) === "This phone has a new key", "the new key");
  const words = await page.text("check-words");
  const { credentials } = await page.sendDevTools("WebAuthn.getCredentials", { authenticatorId: device });
  assert.equal(credentials.length, 1);
  await page.open(address, NOW);
  await isLocked(page);
  await page.act("join");
  await isOpen(page, dad.code());

  // If the passkey is refused, the old key stays, behind its passkey.
  const before = await page.storedFiles(["vault.age", "passkey"]);
  await page.sendDevTools("WebAuthn.setUserVerified", { authenticatorId: device, isUserVerified: false });
  await renew();
  await says(page, /cancelled|didn't recognise/);
  await page.reaches("family");
  assert.deepEqual(await page.storedFiles(["vault.age", "passkey"]), before);
  await page.act("own-key");
  await page.until(async () => (await page.text("confirm-heading")) === "This phone's key", "the key");
  assert.equal(await page.text("check-words"), words);
});

test("a file that is shared while the phone is locked waits until it is open", RULES, async (t) => {
  const { address, dad, page } = await phone(t);
  await byPassphrase(page);
  await page.until(() => page.run("return navigator.serviceWorker.ready.then(() => Boolean(navigator.serviceWorker.controller))"), "the service worker");
  const shared = () => page.run("return caches.open('ringtrue shared').then((cache) => cache.keys()).then((all) => all.length)");
  await page.open(address, NOW);
  await isLocked(page);
  const link = dad.link().replace("%201?", "%202?").replace(/secret=\w{8}/, "secret=MFRGGZDF");
  await page.run(
    `const form = new FormData();
    form.append("file", new File([arguments[0]], "link.txt"));
    return fetch("/share", { method: "POST", body: form }).then(({ status }) => status);`,
    link,
  );
  await page.open(address, NOW);
  await isLocked(page);
  assert.equal(await shared(), 1);
  assert.doesNotMatch(await page.run("return document.body.innerText"), /Smith family/);
  await page.type("name", WORDS);
  await page.act("join");
  await page.reaches("who-called");
  await page.act("shared");
  await page.until(async () => (await page.text("confirm-heading")) === "A new key for the family", "the question about the file");
  assert.equal(await shared(), 0);
});
