// This phone: its key, a new key, deleting everything, and the health check, with the real
// program.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { browse, built, folder, FULL, laptop, plain, RULES, serve } from "./browser.mjs";

const NOW = Math.floor(Date.now() / 30_000) * 30 + 3; // seconds since 1970
const DAY = 86_400;

const heading = (page) => page.text("confirm-heading");
const asks = (page, what) => page.until(async () => (await heading(page)) === what, what);
const says = (page, id, what) => page.until(async () => what.test(plain(await page.text(id))), String(what));
const sixWords = async (page) => (await page.text("check-words")).replaceAll("\n", " ");

const member = (program, name) => JSON.parse(program("members", "--json")).members.find((it) => it.name === name);

function family(t) {
  const dad = laptop(t);
  dad("new", "Smith family", "--yes");
  dad("members", "add", "Dad", "--me");
  dad.key = dad("device").match(/age1\w+/)[0];
  dad.link = () => dad("invite", "--link", "--yes").trim();
  return dad;
}

async function joined(t, dad, more = {}) {
  const { address } = await serve(t, more);
  const page = await browse(t);
  await page.open(address, NOW);
  await page.reaches("start");
  await page.join(dad.link());
  return { page, address };
}

async function photo(t, page) {
  const file = join(folder(t), "key.png");
  writeFileSync(file, await page.picture());
  return file;
}

async function showKey(page) {
  await page.act("family");
  await page.act("own-key");
  await asks(page, "This phone's key");
}

// Returns whether the program opens a vault with this device key.
function opens(t, key, vault) {
  const home = folder(t);
  mkdirSync(home, { recursive: true, mode: 0o700 });
  for (const [name, bytes] of Object.entries({ "device.key": key, "vault.age": vault })) {
    writeFileSync(join(home, name), bytes, { mode: 0o600 });
  }
  try {
    execFileSync(join(built("debug"), "ringtrue"), ["groups"], { env: { ...process.env, RINGTRUE_HOME: home }, stdio: "pipe" });
    return true;
  } catch {
    return false;
  }
}

// Pairs the phone with Dad's laptop.
async function paired(t, page, dad) {
  await showKey(page);
  dad("members", "add", "Ben", "--scan", await photo(t, page), "--accept-keys", await sixWords(page));
  dad("members", "pair", "Ben", "--words-match");
  await page.act("leave");
  await page.act("add-member");
  await page.type("name", "Dad");
  await page.act("join");
  await says(page, "question", /What do they use/);
  await page.pick("ringtrue");
  await page.reaches("family");
  await page.pick("Dad");
  await asks(page, "Dad");
  await page.pick("Add the key");
  await page.reaches("bring");
  await page.act("paste");
  await page.type("pasted", dad.key);
  await page.act("read");
  await asks(page, "Compare six words");
  await page.act("join");
  await page.reaches("family");
  await page.pick("Dad");
  await asks(page, "Dad");
  await page.pick("A code only between");
  await asks(page, "Only between the two of you");
  await page.act("join");
  await says(page, "roll", /paired with you/);
}

test("a laptop reads this phone's key off its screen, and both show the same six words", async (t) => {
  const dad = family(t);
  const { page } = await joined(t, dad);
  await showKey(page);
  const words = await sixWords(page);
  const text = await page.text("key");
  const picture = await photo(t, page);
  assert.throws(() => dad("members", "add", "Ben", "--scan", picture, "--accept-keys", words.split(" ").reverse().join(" ")));
  assert.equal(member(dad, "Ben"), undefined);
  dad("members", "add", "Ben", "--scan", picture, "--accept-keys", words);
  assert.equal(member(dad, "Ben").device, text);
  assert.ok(dad("members", "--words").includes(words));
  await page.pick("Copy the key");
  await says(page, "question", /copied|Touch and hold/);
  assert.equal(await sixWords(page), words);
});

test("a new key replaces the old one, which opens nothing that is stored", async (t) => {
  const dad = family(t);
  const { page, address } = await joined(t, dad);
  await paired(t, page, dad);
  const { key: old, files: before } = await page.storedFilesAndKey(["vault.age", "vault.age.bak"]);
  assert.ok(before.every((vault) => opens(t, old, vault)));

  // Another page is open with the old key.
  const mine = await page.driver.getWindowHandle();
  await page.driver.switchTo().newWindow("tab");
  await page.open(address, NOW);
  await page.reaches("who-called");
  const other = await page.driver.getWindowHandle();
  await page.driver.switchTo().window(mine);

  await page.act("own-key");
  await asks(page, "This phone's key");
  const words = await sixWords(page);
  await page.pick("Make a new key");
  await says(page, "question", /Make a new device key/);
  await says(page, "lines", /old key no longer counts.*pairs and day sheets of this device end: Dad/s);
  await page.answer(false);
  await says(page, "question", /keeps its key/);
  assert.equal(await sixWords(page), words);
  await page.pick("Make a new key");
  await says(page, "question", /Make a new device key/);
  await page.answer(true);
  await asks(page, "This phone has a new key");
  assert.notEqual(await sixWords(page), words);
  await says(page, "lines", /someone may have the family's key.*pair again with Dad/s);
  const picture = await photo(t, page);
  const fresh = await sixWords(page);

  const { key, files: after } = await page.storedFilesAndKey(["vault.age", "vault.age.bak"]);
  assert.notEqual(key, old);
  assert.ok(after.every((vault) => opens(t, key, vault) && !opens(t, old, vault)));

  dad("members", "add", "Ben", "--scan", picture, "--accept-keys", fresh);
  assert.equal(member(dad, "Ben").device, key.match(/age1\w+/)[0]);
  await page.act("leave");
  await says(page, "roll", /paired with you, but their device key changed/);
  await page.act("home");
  await page.act("they-called");
  await page.choose("Dad");
  await page.reaches("outcome");
  await page.act("start-over");

  // The other page goes on with the new key.
  await page.driver.switchTo().window(other);
  const isOpen = () => page.run("return document.body?.dataset.scene === 'who-called' && document.getElementById('cover').hidden");
  await page.until(isOpen, "the first screen");
  await showKey(page);
  assert.equal(await sixWords(page), fresh);
});

test("if a new key can't be saved, the old one stays, and everything that it opens", async (t) => {
  const dad = family(t);
  const { page, address } = await joined(t, dad, { before: FULL });
  const files = ["vault.age", "vault.age.bak", "version"];
  await showKey(page);
  const words = await sixWords(page);
  const before = await page.storedFiles([...files, "device.key"]);
  await page.pick("Make a new key");
  await says(page, "question", /Make a new device key/);
  await page.run("window.isFull = true");
  await page.act("join");
  await says(page, "problem", /no space left/);
  await page.reaches("family");
  assert.deepEqual(await page.storedFiles([...files, "device.key"]), before);
  await page.act("own-key");
  await asks(page, "This phone's key");
  assert.equal(await sixWords(page), words);
  await page.open(address, NOW);
  await page.reaches("who-called");
  await page.call("i-called");
});

test("with a passphrase as lock, a new key gets a new passphrase", RULES, async (t) => {
  const dad = family(t);
  const { page, address } = await joined(t, dad);
  const [old, fresh] = ["the first long passphrase", "another quite long passphrase"];
  const choose = async (passphrase) => {
    await asks(page, "Write down these six words");
    await page.act("no");
    for (const isAgain of [false, true]) {
      await asks(page, "Your own passphrase");
      await page.type("name", passphrase);
      if (isAgain) await page.act("join");
      else await page.answer(true);
    }
  };
  await page.unfold();
  await page.act("keep");
  await page.act("backup");
  await choose("a passphrase for the backup");
  await page.saveBackup();
  await page.until(() => page.text("keep-done"), "the backup");
  await page.act("lock");
  await page.driver.findElement({ css: "[data-lock=passphrase]" }).click();
  await choose(old);
  await says(page, "keep-lock", /asks for your passphrase/);
  await page.act("home");
  await showKey(page);
  const words = await sixWords(page);
  await page.pick("Make a new key");
  await says(page, "question", /Make a new device key/);
  await page.act("join");
  await choose(fresh);
  await asks(page, "This phone has a new key");
  const renewed = await sixWords(page);
  assert.notEqual(renewed, words);
  assert.deepEqual((await page.storedNames()).filter((name) => /key|wrapping|passkey/.test(name)), ["device.key.age"]);
  await page.open(address, NOW);
  await asks(page, "ringtrue is locked");
  await page.type("name", old);
  await page.act("join");
  await says(page, "problem", /not the passphrase/);
  await page.type("name", fresh);
  await page.act("join");
  await page.reaches("who-called");
  await showKey(page);
  assert.equal(await sixWords(page), renewed);
});

test("everything is deleted after two questions, and no other page writes it back", async (t) => {
  const dad = family(t);
  const { page, address } = await joined(t, dad);
  await page.until(() => page.run("return navigator.serviceWorker.getRegistration().then((it) => Boolean(it?.active))"), "the worker");
  const mine = await page.driver.getWindowHandle();
  await page.driver.switchTo().newWindow("tab");
  await page.open(address, NOW);
  await page.reaches("who-called");
  const other = await page.driver.getWindowHandle();
  await page.driver.switchTo().window(mine);

  await page.unfold();
  await page.act("keep");
  const wipe = async () => {
    await page.act("wipe");
    await says(page, "question", /Delete everything\?/);
    await says(page, "lines", /deletes nothing elsewhere.*change the family's key on another device/s);
  };
  await wipe();
  await page.act("no");
  await page.reaches("keep");
  await wipe();
  await page.answer(true);
  await says(page, "question", /Your backup is missing/);
  await page.act("no");
  await page.reaches("keep");
  assert.notDeepEqual(await page.storedNames(), []);
  await wipe();
  await page.answer(true);
  await page.act("join");
  await page.reaches("install");
  assert.equal(await page.text("install-heading"), "Everything was deleted");
  const left = () =>
    page.run(`return Promise.all([indexedDB.databases(), caches.keys(), navigator.serviceWorker.getRegistrations()])
      .then(([databases, names, registrations]) => [...databases.map(({ name }) => name), ...names, ...registrations.map(({ scope }) => scope)])`);
  let still;
  await page.until(async () => (still = await left()).length === 0, "that nothing is left").catch((error) => {
    error.message += `: ${still}`;
    throw error;
  });
  const named = () => page.run("return [...document.querySelectorAll('body *')].filter((it) => it.children.length === 0 && /Smith|Dad/.test(it.textContent)).map(({ id, outerHTML }) => id || outerHTML)");
  assert.deepEqual(await named(), []);

  await page.driver.switchTo().window(other);
  await page.reaches("install");
  assert.equal(await page.text("install-heading"), "Everything was deleted");
  await page.run("dispatchEvent(new Event('pagehide'))");
  await page.act("uncover");
  await page.reaches("install");
  assert.deepEqual(await left(), []);
  assert.deepEqual(await named(), []);
  await page.open(address, NOW);
  await page.reaches("start");
});

test("the health check shows problems and fixes", async (t) => {
  const dad = family(t);
  const { page, address } = await joined(t, dad);
  const rows = async () => {
    await page.unfold();
    await page.act("keep");
    await page.act("health");
    await page.reaches("health");
    const rows = await page.run("return [...document.querySelectorAll('#health > li')].map((it) => [it.querySelector('b').textContent, it.dataset.health, it.querySelector('p').textContent])");
    return new Map(rows.map(([topic, health, text]) => [plain(topic), [health, plain(text)]]));
  };
  const is = (found, topic, health, what) => {
    assert.equal(found.get(topic)?.[0], health, `${topic}: ${found.get(topic)}`);
    assert.match(found.get(topic)[1], what);
  };
  let found = await rows();
  is(found, "The clock", "well", /gone back/);
  is(found, "The backup", "look", /There is no backup yet/);
  is(found, "Practice", "look", /not practised/);
  is(found, `The key of "Smith family"`, "well", /Smith family 1 is due for a change/);
  is(found, "Lock", "look", /anyone who can use this phone/);
  is(found, "Without internet", (await page.run("return navigator.serviceWorker.getRegistration().then((it) => Boolean(it?.active))")) ? "well" : "look", /ringtrue/);
  assert.ok(found.has("Storage"));
  assert.ok(!found.has(`The list of "Smith family"`));
  await page.run("document.querySelector('#health button').click()");
  await asks(page, "Write down these six words");
  await page.act("leave");
  await page.reaches("keep");
  await page.act("home");

  // Half a year later, with someone on the list who was never seen.
  await page.act("family");
  await page.act("add-member");
  await page.type("name", "Ann");
  await page.act("join");
  await says(page, "question", /What do they use/);
  await page.pick("authenticator");
  await says(page, "family-done", /Ann/);
  await page.open(address, NOW + 181 * DAY);
  found = await rows();
  is(found, `The key of "Smith family"`, "look", /Smith family 1 became half a year old/);
  is(found, `The list of "Smith family"`, "look", /Smith family 1: Ann/);

  // The clock is set back.
  await page.open(address, NOW - 2 * DAY);
  found = await rows();
  is(found, "The clock", "wrong", /earlier it said/);
});
