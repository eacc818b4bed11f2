// The family's list: someone's key, organisers, and pairs. Played between phones and a laptop
// with the real program.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { browse, folder, laptop, plain, RULES, serve } from "./browser.mjs";

const NOW = Math.floor(Date.now() / 30_000) * 30 + 3; // seconds since 1970

const heading = (page) => page.text("confirm-heading");
const asks = (page, what) => page.until(async () => (await heading(page)) === what, what);
const says = (page, id, what) => page.until(async () => what.test(plain(await page.text(id))), String(what));

// Picks an answer, or someone on the list.

const options = (page) => page.run("return [...document.querySelectorAll('#options button')].map((it) => it.textContent)");
const secondSet = (page) => page.run("return [...document.querySelectorAll('#sets dd')].map((it) => it.textContent)");

const sixWords = (program, ...words) => JSON.parse(program(...words, "--json"));

// A laptop that has the family and is an organiser's.
function organiser(t, name = "Dad") {
  const dad = laptop(t);
  dad.file = (name) => join(dad.home, name);
  dad("new", "Smith family", "--yes");
  dad("members", "add", name, "--me");
  dad.key = dad("device").match(/age1\w+/)[0];
  return dad;
}

async function paste(page, act, text) {
  await page.act("paste");
  await page.reaches("paste");
  await page.run("const [text] = arguments; document.getElementById('pasted').value = text", text);
  await page.act(act);
}

async function bring(page, file) {
  if ((await page.scene()) === "who-called") {
    await page.unfold();
    await page.act("add");
  }
  await page.reaches("start");
  await paste(page, "read", readFileSync(file, "utf8"));
  await page.reaches("confirm");
}

// A phone that joined by Dad's link.
async function joined(t, dad) {
  const { address } = await serve(t);
  const page = await browse(t);
  await page.open(address, NOW);
  await page.reaches("start");
  await page.join(dad("invite", "--link", "--yes").trim());
  return { page, address };
}

async function list(page) {
  await page.reaches("who-called");
  await page.act("family");
  await page.reaches("family");
}

async function person(page, name) {
  await page.reaches("family");
  await page.pick(name);
  await asks(page, name);
}

async function add(page, name, holds) {
  await page.act("add-member");
  await asks(page, "Add someone to the list");
  await page.type("name", name);
  await page.act("join");
  await says(page, "question", /What do they use/);
  await page.pick(holds);
  await says(page, "family-done", new RegExp(`${name}`));
}

// Photographs the key that a phone shows.
async function photo(t, page) {
  const file = join(folder(t), "key.png");
  writeFileSync(file, await page.picture());
  return file;
}

async function home(page) {
  await page.act("home");
  await page.reaches("who-called");
}

test("a member's key is added from a photo or as text, once its six words are compared", RULES, async (t) => {
  const dad = organiser(t);
  const { page, address } = await joined(t, dad);
  await list(page);
  assert.match(await page.text("nobody"), /Nobody is on the list/);
  await add(page, "Dad", "ringtrue");
  // A name is on it once.
  await page.act("add-member");
  await asks(page, "Add someone to the list");
  await page.type("name", "dad");
  await page.act("join");
  await says(page, "problem", /Dad is already on the list/);
  await page.act("leave");
  await page.reaches("family");

  const { words } = sixWords(dad, "device");
  const offer = async () => {
    await person(page, "Dad");
    await page.pick("Add the key");
    await page.reaches("bring");
    await paste(page, "read", `My key: ${dad.key}.`);
    await asks(page, "Compare six words");
    assert.equal((await page.text("check-words")).replaceAll("\n", " "), words);
  };
  await offer();
  await page.answer(false);
  await page.reaches("family");
  assert.match(plain(await page.text("problem")), /Dad's key was not added.*nothing was changed/);
  await offer();
  await page.answer(true);
  await says(page, "family-done", /Dad's key is on the list/);

  // Another phone's, from a picture of its screen.
  const ben = await browse(t);
  await ben.open(address, NOW);
  await ben.reaches("start");
  await ben.act("own-key");
  await asks(ben, "This phone's key");
  const shown = (await ben.text("check-words")).replaceAll("\n", " ");
  const picture = await photo(t, ben);
  await add(page, "Ben", "ringtrue");
  await person(page, "Ben");
  await page.pick("Add the key");
  await page.reaches("bring");
  await page.at("file").sendKeys(picture);
  await asks(page, "Compare six words");
  assert.equal((await page.text("check-words")).replaceAll("\n", " "), shown);
  await page.answer(true);
  await says(page, "family-done", /Ben's key is on the list/);
  // It is still this phone's key after the page was closed.
  await ben.open(address, NOW);
  await ben.reaches("start");
  await ben.act("own-key");
  await asks(ben, "This phone's key");
  assert.equal((await ben.text("check-words")).replaceAll("\n", " "), shown);

  // A device belongs to one person.
  await add(page, "Eve", "ringtrue");
  await person(page, "Eve");
  await page.pick("Add the key");
  await page.reaches("bring");
  await page.at("file").sendKeys(picture);
  await says(page, "problem", /hat device key belongs to Ben/);
});

test("a secret and a key of another kind are refused, and not repeated", RULES, async (t) => {
  const dad = organiser(t);
  dad("invite", "--sealed", dad.file("invite.age"), "--yes");
  const { page } = await joined(t, dad);
  await list(page);
  await add(page, "Dad", "ringtrue");
  await person(page, "Dad");
  await page.pick("Add the key");
  await page.reaches("bring");
  const link = dad("invite", "--link", "--yes").trim();
  const secret = readFileSync(dad.file("device.key"), "utf8");
  const organisers = dad("device", "--organiser").match(/RW\S+/)[0];
  for (const [text, why] of [
    [link, /it contains a secret/],
    [secret, /it contains a secret/],
    [organisers, /it is an organiser's key, not a device's/],
    ["Hello", /it contains no valid device key/],
    [`${dad.key.slice(0, -1)}${dad.key.endsWith("q") ? "p" : "q"}`, /it contains no valid device key/],
  ]) {
    await paste(page, "read", text);
    await says(page, "problem", why);
    assert.doesNotMatch(await page.text("problem"), /otpauth|AGE-SECRET|RW|age1q/);
    assert.equal(await page.scene(), "paste");
    await page.act("back");
    await page.reaches("bring");
  }
  await page.act("leave-bring");
  await page.reaches("family");
  await home(page);

  // A key where a link is wanted.
  await page.unfold();
  await page.act("add");
  await page.reaches("start");
  await paste(page, "read", dad.key);
  await says(page, "problem", /the key of someone's device.*The family/);
  await page.act("back");
  await paste(page, "read", organisers);
  await says(page, "problem", /key as an organiser.*The family/);
});

test("a pair has a code of its own, and the family's no longer counts between the two", RULES, async (t) => {
  const dad = organiser(t);
  const { page, address } = await joined(t, dad);
  await list(page);
  await add(page, "Ben", "on this phone");
  assert.match(plain(await page.text("roll")), /Ben\s*you, on this device/);
  await add(page, "Dad", "ringtrue");
  await person(page, "Dad");
  // Without a key there is nobody to pair with.
  assert.ok(!(await options(page)).includes("A code only between the two of you"));
  await page.pick("Add the key");
  await page.reaches("bring");
  await paste(page, "read", dad.key);
  await asks(page, "Compare six words");
  await page.answer(true);
  await says(page, "family-done", /Dad's key/);

  await home(page);
  await page.act("family");
  await page.act("own-key");
  await asks(page, "This phone's key");
  const picture = await photo(t, page);
  const own = (await page.text("check-words")).replaceAll("\n", " ");
  await page.act("leave");
  dad("members", "add", "Ben", "--scan", picture, "--accept-keys", own);
  const paired = JSON.parse(dad("members", "pair", "Ben", "--words-match", "--json"));

  await person(page, "Dad");
  await page.pick("A code only between");
  await asks(page, "Only between the two of you");
  assert.deepEqual(await secondSet(page), [paired.their_words, paired.your_words]);
  await page.answer(false);
  await page.reaches("family");
  assert.match(await page.text("problem"), /not paired/);
  await person(page, "Dad");
  await page.pick("A code only between");
  await asks(page, "Only between the two of you");
  await page.answer(true);
  await says(page, "family-done", /You and Dad are paired/);
  await says(page, "roll", /Dad\s*.*paired with you/);
  await home(page);

  // A step in which no half of the family's is one of the pair's by chance.
  let at = NOW;
  const codeAt = (time, ...more) => JSON.parse(dad("code", "--json", "--at", String(time), ...more));
  const code = (...more) => codeAt(at, ...more);
  const halves = ({ caller, answerer }) => [caller.digits, answerer.digits];
  // The step before still counts.
  const pairs = () => [at, at - 30].flatMap((time) => [[], ["--duress"]].flatMap((more) => halves(codeAt(time, "--with", "Ben", ...more))));
  while (halves(code()).some((half) => pairs().includes(half))) at += 30;
  await page.open(address, at);
  await page.reaches("who-called");
  const [family, pair] = [code(), code("--with", "Ben")];
  assert.notEqual(family.code, pair.code);
  const call = async (said) => {
    await page.act("they-called");
    await page.choose("Dad");
    await page.reaches("hear");
    await says(page, "counts", /Dad/);
    return page.hear(said);
  };
  assert.equal(await call(family.caller.digits), "no_match");
  await page.act("start-over");
  await page.open(address, at);
  await page.reaches("who-called");
  assert.equal(await call(pair.caller.digits), "match");
  const half = await page.text("half");
  assert.equal(half, pair.answerer.digits);
  // The laptop also insists on the pair's code.
  const check = (heard) => {
    const more = ["--at", String(at), "--from", "Ben", "--i-called", "--json"];
    try {
      return JSON.parse(dad("check", heard, ...more)).verdict;
    } catch (error) {
      return JSON.parse(error.stdout).verdict;
    }
  };
  assert.equal(check(family.answerer.digits), "no_match");
  assert.equal(check(half), "match");

  // It ends on both sides.
  await page.act("start-over");
  await list(page);
  await person(page, "Dad");
  await page.pick("End the code");
  await says(page, "question", /which everybody in the group has/);
  await page.act("join");
  await says(page, "family-done", /You and Dad are no longer paired/);
  await home(page);
  await page.call("i-called");
  assert.equal(await page.text("half"), family.caller.digits);
});

test("a phone promotes and demotes organisers, once it is an organiser's", RULES, async (t) => {
  const { address } = await serve(t);
  const dad = organiser(t);
  const words = dad("invite", "--sealed", dad.file("invite.age"), "--yes").trim();
  const page = await browse(t);
  await page.open(address, NOW);
  await bring(page, dad.file("invite.age"));
  await page.type("name", words);
  await page.act("join");
  await says(page, "question", /Are the family's words/);
  await page.answer(true);
  await list(page);
  // A phone without an owner can't promote.
  await person(page, "Dad");
  assert.ok(!(await options(page)).includes("Make them an organiser"));
  await page.act("leave");

  await page.act("own-key");
  await asks(page, "This phone's key");
  const device = await photo(t, page);
  const own = (await page.text("check-words")).replaceAll("\n", " ");
  await page.pick("My key as an organiser");
  await says(page, "question", /controls the address of this page/);
  await page.answer(false);
  await asks(page, "This phone's key");
  await page.pick("My key as an organiser");
  await says(page, "question", /controls the address of this page/);
  await page.answer(true);
  await page.until(async () => /Once they have made you an organiser/.test(await page.text("lines")), "the key");
  const key = await photo(t, page);
  const organisers = (await page.text("check-words")).replaceAll("\n", " ");
  assert.notEqual(organisers, own);
  await page.pick("This phone's key");
  await asks(page, "This phone's key");
  // The question is asked once.
  await page.pick("My key as an organiser");
  await page.until(async () => /Once they have made you an organiser/.test(await page.text("lines")), "the key");
  await page.pick("This phone's key");
  await asks(page, "This phone's key");
  await page.pick("Words to compare");
  await asks(page, "Words to compare");
  const { check_words: family } = sixWords(dad, "words");
  assert.deepEqual(await secondSet(page), [family, organisers, own]);
  await page.act("join");
  await asks(page, "This phone's key");
  await page.act("leave");

  dad("members", "add", "Ben", "--scan", device, "--accept-keys", own);
  dad("members", "promote", "Ben", "--scan", key, "--accept-keys", organisers);
  dad("rotate", "--sealed", dad.file("two.age"), "--yes");
  await home(page);
  await bring(page, dad.file("two.age"));
  await page.answer(true);
  await list(page);
  await says(page, "roll", /Ben\s*organiser; you, on this device/);

  // Mum's laptop.
  const mum = organiser(t, "Mum");
  const mums = mum("device", "--organiser").match(/RW\S+/)[0];
  await add(page, "Mum", "ringtrue");
  const promote = async (text) => {
    await person(page, "Mum");
    await page.pick("Make them an organiser");
    await page.reaches("bring");
    await paste(page, "read", text);
  };
  await promote(mum.key);
  await says(page, "problem", /it is a device's key, not an organiser's/);
  await page.act("back");
  await paste(page, "read", mums);
  await asks(page, "Compare six words");
  assert.equal((await page.text("check-words")).replaceAll("\n", " "), sixWords(mum, "device", "--organiser").words);
  await page.answer(false);
  await says(page, "problem", /Mum was not made an organiser/);
  await promote(mums);
  await asks(page, "Compare six words");
  await page.answer(true);
  await says(page, "family-done", /Mum is an organiser/);
  await says(page, "roll", /Mum\s*organiser/);

  // Not again with the same key; with another one, the first is asked about.
  await promote(mums);
  await says(page, "problem", /Mum is already an organiser/);
  await page.act("back");
  await page.reaches("bring");
  const other = organiser(t, "Mum");
  await paste(page, "read", other("device", "--organiser").match(/RW\S+/)[0]);
  await asks(page, "Compare six words");
  await page.answer(true);
  await says(page, "question", /Does Mum still have that device/);
  await page.act("join");
  await says(page, "roll", /organiser, with 2 keys/);
  await person(page, "Mum");
  await page.pick("No longer an organiser");
  await says(page, "question", /Which of these keys no longer counts/);
  await page.pick(sixWords(mum, "device", "--organiser").words);
  await says(page, "question", /Should Mum stop being an organiser/);
  await page.act("join");
  await says(page, "family-done", /Mum is no longer an organiser/);
  await page.until(async () => /Mum\s*organiser; /.test(plain(await page.text("roll"))), "one key left");

  // Taken off the list, she is no longer an organiser either.
  await person(page, "Mum");
  await page.pick("Take off the list");
  await says(page, "question", /Take Mum off the list/);
  await page.act("join");
  await says(page, "family-done", /Mum is off the list, but still has the family's key/);
  assert.doesNotMatch(await page.text("roll"), /Mum/);
});

test("a plain member's phone stops following an organiser for itself only, after a question", RULES, async (t) => {
  const { address } = await serve(t);
  const dad = organiser(t);
  const words = dad("invite", "--sealed", dad.file("invite.age"), "--yes").trim();
  const page = await browse(t);
  await page.open(address, NOW);
  await bring(page, dad.file("invite.age"));
  await page.type("name", words);
  await page.act("join");
  await says(page, "question", /Are the family's words/);
  await page.answer(true);
  await list(page);
  await person(page, "Dad");
  assert.ok(!(await options(page)).includes("Take off the list"));
  await page.pick("No longer an organiser");
  await says(page, "question", /this changes nothing on the others.*has to be scanned as a QR code/s);
  await page.answer(false);
  await says(page, "roll", /Dad\s*organiser/);
  await person(page, "Dad");
  await page.pick("No longer an organiser");
  await says(page, "question", /changes nothing on the others/);
  await page.answer(true);
  await says(page, "family-done", /Dad is no longer an organiser/);
  assert.doesNotMatch(await page.text("roll"), /organiser/);
  // Another tab changes the list while the question is open.
  await person(page, "Dad");
  await page.pick("Take off the list");
  await says(page, "question", /Take Dad off the list/);
  const mine = await page.driver.getWindowHandle();
  await page.driver.switchTo().newWindow("tab");
  await page.open(address, NOW);
  await list(page);
  await add(page, "Ann", "authenticator");
  await page.driver.close();
  await page.driver.switchTo().window(mine);
  await page.act("join");
  await says(page, "problem", /changed in the meantime/);
  await says(page, "roll", /Dad/);
});
