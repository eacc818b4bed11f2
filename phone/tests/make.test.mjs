// A family made on a phone, and the people who join it from its screen, with the real program
// and an authenticator.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Key } from "selenium-webdriver";
import { browse, folder, FULL, laptop, plain, RULES, serve } from "./browser.mjs";

const now = () => Math.floor(Date.now() / 1000);

// Returns the code of an authenticator that has this link.
const app = (link, at = now()) =>
  execFileSync("oathtool", ["--totp", "--base32", link.match(/secret=(\w+)/)[1], "--now", `@${at}`], { encoding: "utf8" }).trim();

// Returns a picture of the screen, and the text of its QR code.
async function scanned(t, page) {
  const file = join(folder(t), "screen.png");
  writeFileSync(file, await page.picture());
  return [file, execFileSync("zbarimg", ["--quiet", "--raw", file], { encoding: "utf8" }).trim()];
}

// Waits for a file of this kind, and returns its path.
async function downloaded(page, ending) {
  const isWhole = (name) => name.endsWith(ending) && statSync(join(page.downloads, name)).size > 0;
  await page.until(() => readdirSync(page.downloads).some(isWhole), "the file");
  return join(page.downloads, readdirSync(page.downloads).find(isWhole));
}

const heading = (page) => page.text("confirm-heading");
const asks = (page, what) => page.until(async () => (await heading(page)) === what, what);
const says = (page, id, what) => page.until(async () => what.test(plain(await page.text(id))), String(what));

// Types the answer to a question.
async function answer(page, typed) {
  await page.type("name", typed);
  await page.act("join");
}


// Makes a family on a phone, up to the question who joins.
async function made(t, { before } = {}) {
  const { address } = await serve(t, { before });
  const page = await browse(t);
  await page.open(address);
  await page.reaches("start");
  await page.act("make");
  await asks(page, "A new family");
  await answer(page, "Smith family");
  await asks(page, "Your name");
  await answer(page, "Anna");
  await asks(page, "Let someone join");
  return { address, page };
}

async function showsCode(page, name, has) {
  await answer(page, name);
  await page.until(async () => /What do they have/.test(await page.text("question")), "what they have");
  await page.pick(has);
  await asks(page, "Let them scan this");
}

async function invite(page, name, has) {
  await page.act("let-join");
  await showsCode(page, name, has);
}

const roll = (page) => page.run("return [...document.querySelectorAll('#roll [data-member]')].map((it) => [it.dataset.member, it.querySelector('small').textContent])");

test("a family made on the phone is joined by a laptop from a picture of the screen", RULES, async (t) => {
  const { page } = await made(t);
  await showsCode(page, "Ben", "ringtrue");
  const ben = laptop(t);
  const [file] = await scanned(t, page);
  // Both screens show the same words.
  const words = (await page.text("check-words")).replaceAll("\n", " ");
  assert.equal(await page.text("brought-entry"), "Smith family 1");
  ben("join", file, "--yes");
  assert.ok(ben("words").includes(words), words);
  await page.act("join");
  await asks(page, "Does it work?");
  assert.match(plain(await page.text("question")), /Which code does Ben's device show now\? The first 3 digits/);
  await answer(page, JSON.parse(ben("code", "--json")).caller.digits);
  await page.reaches("family");
  assert.match(plain(await page.text("family-done")), /Ben's device shows the right code/);
  const [[anna, you], [name, seen]] = (await roll(page)).sort();
  assert.deepEqual([anna, you], ["Anna", "you, on this device"]);
  assert.equal(name, "Ben");
  assert.match(plain(seen), /^has Smith family 1/);
  // Both show the same code on a call.
  await page.act("home");
  await page.call("they-called", JSON.parse(ben("code", "--json")).caller.digits);
  assert.equal(await page.verdict(), "match");
  assert.equal(await page.text("entry"), "Smith family 1");
});

test("an authenticator scans the same code, and each kind of wrong digits is explained", RULES, async (t) => {
  const { address, page } = await made(t);
  await showsCode(page, "Ben", "An authenticator app");
  const [, link] = await scanned(t, page);
  assert.match(link, /^otpauth:\/\/totp\/ringtrue:Smith%20family%201\?/);
  // The key is only in the picture, not in the page's text or address.
  const secret = link.match(/secret=(\w+)/)[1];
  assert.ok(!(await page.run("return document.documentElement.outerHTML + location.href")).includes(secret));
  await page.act("join");
  await asks(page, "Does it work?");
  await answer(page, "000000");
  await says(page, "problem", /That is not it\. Type the first 3 digits under "ringtrue: Smith family 1"/);
  await answer(page, app(link, now() + 3600));
  await says(page, "problem", /right, but for another time/);
  await answer(page, "");
  // After three wrong codes, they scan again.
  await asks(page, "Let them scan this");
  assert.match(await page.text("problem"), /delete the entry, and scan the code again/);
  const [, again] = await scanned(t, page);
  assert.equal(again, link);
  // Going back leads to the picture, and from there to the key to type.
  await page.act("join");
  await asks(page, "Does it work?");
  await page.act("leave");
  await asks(page, "Let them scan this");
  await page.act("no");
  await asks(page, "Let them type the key");
  assert.match(await page.text("lines"), /ringtrue: Smith family 1/);
  assert.equal((await page.text("key")).replaceAll(" ", ""), secret);
  await page.act("join");
  await asks(page, "Does it work?");
  await answer(page, app(link));
  await page.reaches("family");
  assert.match((await roll(page)).map(String).join(), /Ben,has/);
  // The list is saved.
  await page.open(address);
  await page.reaches("who-called");
  await page.act("family");
  await page.reaches("family");
  assert.equal((await roll(page)).length, 2);
});

test("the code of an old key is recognised", RULES, async (t) => {
  const { address } = await serve(t);
  const dad = laptop(t);
  dad("new", "Smith family", "--yes");
  const link = () => dad("invite", "--link", "--yes").trim();
  const page = await browse(t);
  await page.open(address);
  const old = link();
  await page.join(old);
  dad("rotate", "--yes");
  await page.unfold();
  await page.act("add");
  await page.paste(link());
  await page.answer(true);
  await page.answer(false);
  await page.answer(false);
  await page.reaches("who-called");
  await page.act("family");
  await page.reaches("family");
  await invite(page, "Ben", "An authenticator app");
  await page.act("join");
  await asks(page, "Does it work?");
  await answer(page, app(old));
  await says(page, "problem", /That is Smith family 1: ask them to read Smith family 2/);
  // If the person goes back here, nobody is added to the list, and the page says so.
  await page.act("leave");
  await asks(page, "Let them scan this");
  await page.act("leave");
  await page.reaches("family");
  assert.match(plain(await page.text("family-done")), /Ben's device has not been checked yet/);
  assert.deepEqual(await roll(page), []);
});

test("a name that can't be used is asked for again, with the reason", RULES, async (t) => {
  const { page } = await made(t);
  await page.act("leave");
  await page.reaches("family");
  assert.match(plain(await page.text("family-done")), /Made "Smith family 1"/);
  await page.act("home");
  await page.unfold();
  await page.act("add");
  await page.reaches("start");
  await page.act("make");
  await asks(page, "A new family");
  await answer(page, "smith family");
  await says(page, "problem", /already has a group called "smith family"/);
  await answer(page, "!!");
  await says(page, "problem", /no letter or digit/);
  await answer(page, "Smith & sons");
  await asks(page, "Your name");
  assert.equal(await page.text("problem"), "");
  assert.match(plain(await page.text("lines")), /called "Smith sons", so that every app/);
  await answer(page, "?");
  await says(page, "problem", /no letter or digit/);
  await answer(page, "Anna");
  await asks(page, "Let someone join");
  // The owner of this phone can't join with another one.
  await answer(page, "anna");
  await says(page, "problem", /Anna is already on the list/);
  await page.act("leave");
  await page.reaches("family");
  assert.equal(await page.text("entry"), "Smith sons 1");
});

test("nothing is half-made if the storage is full, and a family stays if the page is closed", RULES, async (t) => {
  const { address } = await serve(t, { before: FULL });
  const profile = folder(t);
  let page = await browse(t, { profile });
  await page.open(address);
  await page.reaches("start");
  const make = async () => {
    await page.act("make");
    await asks(page, "A new family");
    await answer(page, "Smith family");
    await asks(page, "Your name");
    await answer(page, "Anna");
  };
  await page.run("window.isFull = true");
  await make();
  await says(page, "problem", /no space left/);
  assert.equal(await page.scene(), "start");
  assert.deepEqual(await page.storedNames(), []);
  await page.run("window.isFull = false");
  await make();
  await asks(page, "Let someone join");
  await showsCode(page, "Ben", "An authenticator app");
  const [, link] = await scanned(t, page);

  // The code is right but can't be saved: the list stays as it was.
  await page.run("window.isFull = true");
  await page.act("join");
  await asks(page, "Does it work?");
  await answer(page, app(link));
  await says(page, "problem", /no space left/);
  assert.equal(await page.scene(), "family");
  assert.deepEqual(await roll(page), [["Anna", "you, on this device"]]);
  await page.run("window.isFull = false");

  // The page is closed while it shows the code.
  await invite(page, "Ben", "An authenticator app");
  await page.close();
  page = await browse(t, { profile });
  await page.open(address);
  await page.reaches("who-called");
  assert.equal(await page.text("entry"), "Smith family 1");
  await page.call("they-called", app(link).slice(0, 3));
  assert.equal(await page.verdict(), "match");
});

test("the code and the key are off the page while it is covered, and back afterwards", async (t) => {
  const { page } = await made(t);
  await showsCode(page, "Ben", "An authenticator app");
  const [, link] = await scanned(t, page);
  const cover = () => page.run("dispatchEvent(new Event('pagehide'))");
  await cover();
  assert.equal(await page.run("return document.getElementById('picture').width"), 0);
  await page.act("uncover");
  assert.deepEqual((await scanned(t, page))[1], link);
  await page.act("no");
  await asks(page, "Let them type the key");
  const secret = link.match(/secret=(\w+)/)[1];
  const isShown = async () => (await page.run("return document.body.textContent")).replaceAll(" ", "").includes(secret);
  assert.ok(await isShown());
  await cover();
  assert.ok(!(await isShown()));
  await page.act("uncover");
  assert.ok(await isShown());
  await page.act("leave");
  await page.reaches("family");
  assert.ok(!(await isShown()));
});

test("someone far away opens an invitation from the phone with six words", RULES, async (t) => {
  const { address, page } = await made(t);
  await answer(page, "Ben");
  await page.pick("ringtrue, but they are far away");
  await asks(page, "Let someone join from afar");
  // The page first says what the phone becomes, and what that means.
  assert.match(await page.text("lines"), /becomes the family's organiser[^]*Whoever controls the address/);
  await page.act("leave");
  await page.reaches("family");
  assert.deepEqual(await roll(page), [["Anna", "you, on this device"]]);
  await page.act("let-join");
  await answer(page, "Ben");
  await page.pick("ringtrue, but they are far away");
  await asks(page, "Let someone join from afar");
  await page.act("join");
  await asks(page, "Send the file");
  const words = (await page.text("check-words")).replaceAll("\n", " ");
  await page.act("join");
  const file = await downloaded(page, ".age");
  await says(page, "question", /Did you send it/);
  await page.act("join");
  await asks(page, "Tell them the six words");
  assert.equal((await page.text("check-words")).replaceAll("\n", " "), words);
  const compared = plain(await page.text("lines"));
  await page.act("join");
  await page.reaches("family");
  assert.match(plain(await page.text("family-done")), /Ben is invited, and on the list/);
  assert.match((await roll(page)).map(String).join("\n"), /Anna,organiser; you, on this device/);

  const ben = laptop(t);
  const typed = join(ben.home, "words");
  writeFileSync(typed, words, { mode: 0o600 });
  const key = compared.match(/Anna.s words: ([a-z ]+)/)[1];
  assert.match(compared, /family's words: (\w+ ){5}\w+/);
  ben("join", file, "--words-file", typed, `--trust-organiser=${key}`);
  const { caller } = JSON.parse(ben("code", "--json"));
  await page.open(address);
  await page.reaches("who-called");
  await page.act("they-called");
  await page.until(async () => ["who-is-it", "hear"].includes(await page.scene()), "the call");
  if ((await page.scene()) === "who-is-it") await page.choose("Ben");
  await page.reaches("hear");
  assert.equal(await page.hear(caller.digits), "match");
});

test("an invitation exists only if the phone could save its own part, and only an organiser sends one", RULES, async (t) => {
  const { page } = await made(t, { before: FULL });
  await answer(page, "Ben");
  await page.pick("ringtrue, but they are far away");
  await asks(page, "Let someone join from afar");
  await page.run("window.isFull = true");
  await page.act("join");
  await says(page, "problem", /no space left/);
  assert.equal(await page.scene(), "family");
  assert.deepEqual(await roll(page), [["Anna", "you, on this device"]]);
  assert.deepEqual(readdirSync(page.downloads), []);
  await page.close();

  const { address } = await serve(t);
  const dad = laptop(t);
  dad("new", "Smith family", "--yes");
  dad("members", "add", "Dad", "--me");
  const file = join(dad.home, "invite.age");
  const words = dad("invite", "--sealed", file, "--yes").trim();
  const other = await browse(t);
  await other.open(address);
  await other.reaches("start");
  await other.at("file").sendKeys(file);
  await other.reaches("confirm");
  await answer(other, words);
  await says(other, "question", /Call Dad/);
  await other.answer(true);
  await other.reaches("who-called");
  await other.act("family");
  await other.reaches("family");
  await other.act("let-join");
  await says(other, "question", /Who joins/);
  await answer(other, "Ben");
  await other.pick("ringtrue, but they are far away");
  await says(other, "problem", /only an organiser can send an invitation: ask Dad/i);
  assert.equal(await other.scene(), "family");
  // The code may still be shown.
  await invite(other, "Ben", "An authenticator app");
  const [, link] = await scanned(t, other);
  await other.act("join");
  await asks(other, "Does it work?");
  await answer(other, app(link));
  await other.reaches("family");
  assert.match((await roll(other)).map(String).join("\n"), /Ben,has/);
});

test("the keyboard alone makes a family, lets someone join and changes the key", async (t) => {
  const { address } = await serve(t);
  const page = await browse(t);
  await page.open(address);
  await page.reaches("start");
  const press = (keys) => page.driver.actions().sendKeys(keys).perform();
  const focused = () => page.run("const { id, dataset, textContent } = document.activeElement; return [id, dataset.act, textContent.trim()]");
  const tabTo = async (what) => {
    for (let steps = 0; !(await focused()).some((it) => it && plain(it) === what); steps += 1) {
      assert.ok(steps < 40, `Tab never reaches ${what}`);
      await press(Key.TAB);
    }
  };
  const choose = async (what) => {
    await tabTo(what);
    await page.settled();
    await press(Key.ENTER);
  };
  const type = async (text) => {
    await tabTo("name");
    await page.settled();
    await press(text + Key.ENTER);
  };

  await choose("make");
  await asks(page, "A new family");
  await type("Smith family");
  await asks(page, "Your name");
  await type("Anna");
  await asks(page, "Let someone join");
  await type("Ben");
  await says(page, "question", /What do they have/);
  await choose("An authenticator app");
  await asks(page, "Let them scan this");
  const [, link] = await scanned(t, page);
  await choose("join");
  await asks(page, "Does it work?");
  await type(app(link));
  await page.reaches("family");

  await choose("lost");
  await asks(page, "Someone lost a phone");
  await choose("Ben");
  await says(page, "question", /Change the key\?/);
  await choose("join");
  await asks(page, "The key is changed");
  await choose("join");
  await page.until(async () => (await page.text("entry")) === "Smith family 2", "the new key");
});
