// Messages between phones and a laptop with the real program.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { browse, laptop, plain, RULES, serve } from "./browser.mjs";

const NOW = Math.floor(Date.now() / 30_000) * 30 + 3; // seconds since 1970

// Sets up a laptop with a group, whose owner invites from afar.
function organiser(t) {
  const dad = laptop(t);
  dad("new", "Smith family", "--yes");
  dad("members", "add", "Dad", "--me");
  dad.file = (name) => join(dad.home, name);
  dad.code = () => JSON.parse(dad("code", "--json", "--at", String(NOW)));
  // Returns the six words, and leaves the invitation in a file.
  dad.invite = (...more) => dad("invite", "--sealed", dad.file("invite.age"), "--yes", ...more).trim();
  return dad;
}

// The public key of the phone, as `members add` takes it.
const publicKey = async (page) => (await page.storedFilesAndKey([])).key.match(/age1\w+/)[0];

// Pastes a message into the page, whether or not it has groups.
async function bring(page, path) {
  if ((await page.scene()) === "who-called") {
    await page.unfold();
    await page.act("add");
  }
  await page.reaches("start");
  await page.act("paste");
  await page.reaches("paste");
  await page.run("const [text] = arguments; document.getElementById('pasted').value = text", readFileSync(path, "utf8"));
  await page.act("read");
}

async function type(page, words) {
  await page.type("name", words);
  await page.act("join");
}

const asks = (page, what) => page.until(async () => what.test(plain(await page.text("question"))), String(what));

// Joins a phone by invitation, and puts its key on the laptop's roll.
async function invited(t) {
  const { address } = await serve(t);
  const dad = organiser(t);
  const words = dad.invite();
  const page = await browse(t);
  await page.open(address, NOW);
  await bring(page, dad.file("invite.age"));
  await page.reaches("confirm");
  await type(page, words);
  await asks(page, /Are the family's words/);
  await page.answer(true);
  await page.reaches("who-called");
  const key = await publicKey(page);
  dad("members", "add", "Ben", "--ringtrue", "--device", key, "--yes");
  return { address, dad, page };
}

const hasCode = async (page, { caller }) => {
  await page.call("i-called");
  assert.equal(await page.text("half"), caller.digits);
  await page.act("start-over");
};

test("an invitation from the program opens with its six words, after both sets of words are compared", RULES, async (t) => {
  const { address } = await serve(t);
  const dad = organiser(t);
  const words = dad.invite();
  const page = await browse(t);
  await page.open(address, NOW);
  await bring(page, dad.file("invite.age"));
  await page.reaches("confirm");
  assert.equal(await page.text("confirm-heading"), "An invitation");
  await type(page, words.split(" ").slice(1).join(" "));
  await page.until(async () => /there are 5|not six|6 words|six words/i.test(await page.text("problem")), "what is missing");
  await type(page, words.split(" ").reverse().join(" "));
  await page.until(async () => /do not open it/.test(await page.text("problem")), "the wrong words");
  assert.deepEqual(await page.storedNames(), []);
  // Case and commas don't matter to someone who types what they hear.
  await type(page, words.toUpperCase().replaceAll(" ", ", "));
  await asks(page, /Call Dad on a number/);
  const lines = plain(await page.text("lines"));
  const told = dad("words");
  const [, family] = told.match(/family's words[^]*?\n +([a-z ]+)/);
  assert.match(lines, /Group: Smith family 1/);
  assert.ok(lines.includes(`The family's words: ${family.trim()}`), lines);
  assert.match(lines, /Dad's words: (\w+ ){5}\w+/);
  assert.deepEqual(await page.storedNames(), []);
  await page.answer(false);
  await page.reaches("start");
  assert.match(await page.text("problem"), /not accepted/);
  assert.deepEqual(await page.storedNames(), []);

  await bring(page, dad.file("invite.age"));
  await page.reaches("confirm");
  await type(page, words);
  await asks(page, /Call Dad/);
  await page.answer(true);
  await page.reaches("who-called");
  await hasCode(page, dad.code());
});

test("a rotation comes by message to the phone that stays, and not to the one that is lost", RULES, async (t) => {
  const { address, dad, page } = await invited(t);
  const words = dad.invite();
  const lost = await browse(t);
  await lost.open(address, NOW);
  await bring(lost, dad.file("invite.age"));
  await lost.reaches("confirm");
  await type(lost, words);
  await asks(lost, /Are the family's words/);
  await lost.answer(true);
  await lost.reaches("who-called");
  dad("members", "add", "Anna", "--ringtrue", "--device", await publicKey(lost), "--yes");

  dad("rotate", "--lost", "Anna", "--sealed", dad.file("new.age"), "--yes");
  await bring(page, dad.file("new.age"));
  await page.reaches("confirm");
  const lines = plain(await page.text("lines"));
  assert.match(lines, /this device now has "Smith family 2"/);
  assert.match(lines, /this device is on the list as Ben/);
  // Nothing is saved before the yes.
  const [before] = await page.storedFiles(["vault.age"]);
  await page.answer(false);
  await page.reaches("who-called");
  assert.deepEqual((await page.storedFiles(["vault.age"]))[0], before);
  assert.match(await page.text("entry"), /Smith family 1/);
  await bring(page, dad.file("new.age"));
  await page.reaches("confirm");
  await page.answer(true);
  await page.reaches("who-called");
  assert.match(await page.text("entry"), /Smith family 2/);
  await hasCode(page, dad.code());
  await page.open(address, NOW);
  await page.reaches("who-called");
  await hasCode(page, dad.code());

  await bring(lost, dad.file("new.age"));
  await lost.until(async () => /not for this device/.test(await lost.text("problem")), "that it is for others");
  assert.match(await lost.text("entry"), /Smith family 1/);
});

test("the members and keys that a message changes are shown before it is accepted", RULES, async (t) => {
  const { dad, page } = await invited(t);
  const mum = laptop(t);
  mum("new", "Other", "--yes");
  const key = mum("device").match(/age1\w+/)[0];
  dad("rotate", "--sealed", dad.file("first.age"), "--yes");
  await bring(page, dad.file("first.age"));
  await page.reaches("confirm");
  await page.answer(true);
  await page.reaches("who-called");
  dad("members", "add", "Mum", "--ringtrue", "--device", key, "--yes");
  dad("rotate", "--sealed", dad.file("second.age"), "--yes");
  await bring(page, dad.file("second.age"));
  await page.reaches("confirm");
  assert.match(plain(await page.text("lines")), /new on the list, with a device key: Mum/);
  await page.answer(true);
  await page.reaches("who-called");
  await hasCode(page, dad.code());
  // An older message is refused, and so is a truncated one.
  await bring(page, dad.file("first.age"));
  await page.until(async () => /can't be used/.test(await page.text("problem")), "that it is older");
  execFileSync("truncate", ["--size=-40", dad.file("second.age")]);
  await page.act("back");
  await bring(page, dad.file("second.age"));
  await page.until(async () => /incomplete/.test(await page.text("problem")), "that it is cut short");
});
