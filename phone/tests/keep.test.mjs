// Backups: made and restored, by phones and the program.

import assert from "node:assert/strict";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { browse, laptop, plain, RULES, serve } from "./browser.mjs";

const NOW = Math.floor(Date.now() / 30_000) * 30 + 3; // seconds since 1970
const WORDS = "correct horse battery staple of mine";

// Sets up a laptop with a group, and a phone that has joined it.
async function family(t, { before } = {}) {
  const { address } = await serve(t, { before });
  const dad = laptop(t);
  dad("new", "Smith family", "--yes");
  dad.link = () => dad("invite", "--link", "--yes").trim();
  dad.code = () => JSON.parse(dad("code", "--json", "--at", String(NOW)));
  const page = await browse(t);
  await page.open(address, NOW);
  await page.join(dad.link());
  return { address, dad, page };
}

async function keep(page) {
  await page.reaches("who-called");
  await page.unfold();
  await page.act("keep");
  await page.reaches("keep");
}

// Types an answer, and waits for the next question or scene.
async function type(page, typed) {
  await page.type("name", typed);
  await page.answer(true);
}

// Makes a backup with the words that the page draws. Returns the words and the file.
async function backup(page) {
  await page.act("backup");
  await page.reaches("confirm");
  const words = (await page.text("check-words")).split(/\s+/).join(" ");
  await page.answer(true);
  await type(page, words);
  return { words, file: await saved(page) };
}

async function saved(page) {
  const file = await page.saveBackup();
  await page.reaches("keep");
  return file;
}

// Chooses a file in the page.
const choose = async (page, path) => (await page.at("file")).sendKeys(path);

test("a backup that the phone made opens in the program", async (t) => {
  const { dad, page } = await family(t);
  assert.match(await page.text("due-why"), /There is no backup yet/);
  await keep(page);
  assert.equal(await page.text("keep-backup"), "None yet");
  const { words, file } = await backup(page);
  assert.match(file, /ringtrue-backup-\d{4}-\d\d-\d\d\.age$/);
  assert.equal(words.split(" ").length, 6);
  assert.match(plain(await page.text("keep-backup")), /^\d+ \w+ \d{4}$/);
  await page.act("home");
  await page.reaches("who-called");
  assert.equal(await page.at("due").isDisplayed(), false);

  const mum = laptop(t);
  const passphrase = join(mum.home, "words");
  writeFileSync(passphrase, `${words}\n`, { mode: 0o600 });
  mum("restore", file, "--backup-passphrase-file", passphrase, "--yes");
  assert.equal(mum("code", "--json", "--at", String(NOW)), dad("code", "--json", "--at", String(NOW)));
});

test("after a new key the phone asks for a backup again", RULES, async (t) => {
  const { dad, page } = await family(t);
  await keep(page);
  await backup(page);
  dad("rotate", "--yes");
  // A minute later, since a key of the same second counts as backed up.
  await page.open(`${(await page.driver.getCurrentUrl()).split("?")[0]}`, NOW + 60);
  await page.reaches("who-called");
  await page.unfold();
  await page.act("add");
  await page.paste(dad.link());
  await page.answer(true);
  await page.answer(false);
  await page.answer(false);
  await page.reaches("who-called");
  assert.match(await page.text("due-why"), /newer than your backup/);
});

test("an empty phone restores a backup of the program's, once the passphrase is right", async (t) => {
  const { address } = await serve(t);
  const dad = laptop(t);
  dad("new", "Smith family", "--yes");
  dad("new", "Office", "--yes");
  const [passphrase, file] = [join(dad.home, "words"), join(dad.home, "groups.age")];
  writeFileSync(passphrase, `${WORDS}\n`, { mode: 0o600 });
  dad("backup", file, "--backup-passphrase-file", passphrase);

  const page = await browse(t);
  await page.open(address, NOW);
  await page.reaches("start");
  assert.ok(await (await page.button("restore")).isDisplayed());
  await choose(page, file);
  await page.reaches("confirm");
  assert.equal(await page.at("name").getAttribute("type"), "password");
  await type(page, "not the passphrase");
  await page.until(async () => (await page.text("problem")) === "That is not the passphrase. Try again.", "the problem");
  await page.reaches("confirm");
  assert.deepEqual(await page.storedNames(), []);
  await page.type("name", WORDS);
  await page.act("join");
  await page.until(async () => (await page.text("question")) === "Restore this backup?", "the question");
  const lines = await page.run("return [...document.querySelectorAll('#lines p')].map((it) => it.innerText)");
  assert.deepEqual(lines.map(plain), ['"Smith family 1" is new on this device', '"Office 1" is new on this device']);
  assert.deepEqual(await page.storedNames(), []);
  await page.answer(true);
  await page.answer(false);
  await page.reaches("who-called");
  assert.equal(await page.text("done"), "The backup was restored.");
  assert.equal(await page.at("due").isDisplayed(), false);
  const { caller, answerer } = JSON.parse(dad("code", "-g", "Smith family", "--json", "--at", String(NOW)));
  await page.unfold();
  await page.driver.findElement({ css: '[data-group="Smith family"]' }).click();
  await page.call("they-called", caller.digits);
  assert.equal(await page.text("half"), answerer.digits);

  // The groups are saved, and the backup has nothing more to add.
  await page.open(address, NOW);
  await page.reaches("who-called");
  await choose(page, file);
  await page.reaches("confirm");
  await page.type("name", WORDS.toUpperCase());
  await page.act("join");
  await page.until(async () => /adds nothing/.test(await page.text("question")), "the answer");
});

test("a backup can bring a later key, and a group that gets an organiser's key keeps its used halves", RULES, async (t) => {
  const { address, dad, page } = await family(t);
  const { caller, answerer } = dad.code();
  await page.call("they-called", caller.digits);
  assert.equal(await page.text("half"), answerer.digits);
  await page.act("start-over");
  const passphrase = join(dad.home, "words");
  writeFileSync(passphrase, `${WORDS}\n`, { mode: 0o600 });
  dad("members", "add", "Dad", "--me");
  // Sealing the first message makes Dad the organiser.
  dad("invite", "--sealed", join(dad.home, "invite.age"));
  const first = join(dad.home, "first.age");
  dad("backup", first, "--backup-passphrase-file", passphrase);
  await page.restore(first, WORDS);
  // The group now has another id, but the half still counts only once.
  await page.act("they-called");
  await page.until(async () => ["who-is-it", "hear"].includes(await page.scene()), "the call");
  await page.run("document.getElementById('candidates')?.querySelector('li:last-child button')?.click()");
  await page.reaches("hear");
  assert.equal(await page.hear(caller.digits), "used");

  dad("rotate", "--sealed", join(dad.home, "new"), "--yes");
  const second = join(dad.home, "second.age");
  dad("backup", second, "--backup-passphrase-file", passphrase);
  await page.act("start-over");
  await page.restore(second, WORDS);
  await page.open(address, NOW);
  await page.reaches("who-called");
  assert.equal(await page.text("entry"), "Smith family 2");
});

test("declining a restore changes nothing", RULES, async (t) => {
  const { address, dad, page } = await family(t);
  await keep(page);
  const { words, file } = await backup(page);
  const other = await browse(t);
  await other.open(address, NOW);
  await other.reaches("start");
  await choose(other, file);
  await other.reaches("confirm");
  await other.type("name", words);
  await other.act("join");
  await other.until(async () => (await other.text("question")) === "Restore this backup?", "the question");
  await other.answer(false);
  await other.reaches("start");
  assert.match(await other.text("problem"), /not restored/);
  assert.deepEqual(await other.storedNames(), []);
  assert.ok(dad.code());
});

test("a weak passphrase of one's own gets one warning, and is typed twice", RULES, async (t) => {
  const { dad, page } = await family(t);
  await keep(page);
  await page.act("backup");
  await page.reaches("confirm");
  await page.answer(false);
  await type(page, "weak");
  assert.match(await page.text("problem"), /weak/);
  assert.equal(await page.text("confirm-heading"), "Write down these six words");
  await page.answer(false);
  await type(page, "weak");
  assert.match(await page.text("question"), /Type it again/);
  await type(page, "week");
  assert.equal(await page.text("problem"), "They are not the same.");
  await page.answer(false);
  await type(page, WORDS);
  await page.type("name", WORDS);
  await page.act("join");
  const file = await saved(page);
  const passphrase = join(dad.home, "own");
  writeFileSync(passphrase, `${WORDS}\n`, { mode: 0o600 });
  const mum = laptop(t);
  assert.match(mum("restore", file, "--backup-passphrase-file", passphrase, "--yes"), /is new on this device/);
});

test("the six words are compared before anything is sealed, and going back saves nothing", async (t) => {
  const { page } = await family(t);
  await keep(page);
  await page.act("backup");
  await page.reaches("confirm");
  const words = (await page.text("check-words")).split(/\s+/).join(" ");
  await page.answer(true);
  await type(page, words.split(" ").reverse().join(" "));
  assert.equal(await page.text("problem"), "Those are not the six words.");
  assert.equal((await page.text("check-words")).split(/\s+/).join(" "), words);
  await page.act("leave");
  await page.reaches("keep");
  assert.equal(await page.text("problem"), "");
  assert.equal(await page.text("keep-backup"), "None yet");
  assert.deepEqual(readdirSync(page.downloads), []);
  assert.equal(existsSync(page.downloads), true);
});

test("scrypt runs in a worker that has ended when the backup is ready", async (t) => {
  const { page } = await family(t, {
    before: `globalThis.workers = [];
      globalThis.Worker = class extends Worker {
        constructor(...all) { super(...all); workers.push([String(all[0]), "runs"]); this.at = workers.length - 1; }
        terminate() { workers[this.at][1] = "ended"; super.terminate(); }
      };`,
  });
  await keep(page);
  await backup(page);
  assert.deepEqual(await page.run("return workers"), [["seal-worker.js", "ended"]]);
});

test("a clock that went back is reported, with what to do", async (t) => {
  const { address, page } = await family(t);
  assert.equal(await page.text("clock"), "");
  await page.open(address, NOW - 86_400);
  await page.reaches("who-called");
  assert.match(plain(await page.text("clock")), /earlier it said \S+ \S+\..*automatic/s);
});

test("a file that is not a backup is refused with what it is", async (t) => {
  const { page } = await family(t);
  const { files: [vault] } = await page.storedFilesAndKey(["vault.age"]);
  for (const [name, content, what] of [
    ["vault.age", vault, /^It is sealed to a device key, .* a vault/],
    ["backup.zip", "PK\x03\x04", /^It is a zip archive\.$/],
    ["empty.age", "", /^It is empty\.$/],
  ]) {
    const path = join(page.downloads, name);
    writeFileSync(path, content);
    await choose(page, path);
    await page.until(async () => what.test(await page.text("problem")), String(what));
    assert.equal(await page.scene(), "who-called");
  }
});
