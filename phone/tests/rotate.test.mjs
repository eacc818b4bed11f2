// The family's key changed on a phone, with the real program.

import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { browse, BROWSER, folder, FULL, laptop, plain, RULES, serve } from "./browser.mjs";

const NOW = Math.floor(Date.now() / 30_000) * 30 + 3; // seconds since 1970

const PASSPHRASE = "correct horse battery staple of mine";

// Sets up a laptop with a family.
function family(t) {
  const dad = laptop(t);
  dad("new", "Smith family", "--yes");
  dad("members", "add", "Dad", "--me");
  return equipped(dad);
}

function equipped(person) {
  person.file = (name) => join(person.home, name);
  person.link = () => person("invite", "--link", "--yes").trim();
  person.code = (at = NOW) => JSON.parse(person("code", "--json", "--at", String(at)));
  person.key = () => person("device").trim();
  person.backup = () => {
    writeFileSync(person.file("pass.txt"), PASSPHRASE, { mode: 0o600 });
    person("backup", person.file("backup.age"), "--backup-passphrase-file", person.file("pass.txt"), "--yes");
    return person.file("backup.age");
  };
  person.refuses = (...words) => {
    try {
      person(...words);
    } catch (error) {
      return error.stderr;
    }
    throw new Error("it did");
  };
  return person;
}

const publicKey = async (page) => (await page.storedFilesAndKey([])).key.match(/age1\w+/)[0];

// Joins a phone by the laptop's link.
async function joined(t, dad, address, options) {
  const page = await browse(t, options);
  await page.open(address, NOW);
  await page.join(dad.link());
  return page;
}

// Gives the phone the laptop's list and keys, which a backup brings if the group is new.
async function restored(page, file) {
  await page.unfold();
  await page.act("forget");
  await page.act("forget-yes");
  await page.reaches("start");
  await page.restore(file, PASSPHRASE);
}

// Sets up a laptop and phones that all have the same list, with everyone's key.
async function people(t, address, names, { others = [], ...options } = {}) {
  const dad = family(t);
  const phones = [];
  for (const name of names) {
    const page = await joined(t, dad, address, options);
    dad("members", "add", name, "--ringtrue", "--device", await publicKey(page), "--yes");
    phones.push(page);
  }
  for (const name of others) dad("members", "add", name, "--app");
  const file = dad.backup();
  for (const page of phones) await restored(page, file);
  return [dad, ...phones];
}

async function toFamily(page) {
  if ((await page.scene()) !== "family") {
    await page.reaches("who-called");
    await page.act("family");
  }
  await page.reaches("family");
}

const asks = (page, what) =>
  page.until(async () => what.test(plain(`${await page.text("confirm-heading")} ${await page.text("question")}`)), String(what));

const lines = async (page) => plain(await page.text("lines"));

// Says who lost something, up to the next question.
async function lose(page, name) {
  await toFamily(page);
  await page.act("lost");
  await asks(page, /Someone lost a phone/);
  await page.pick(name);
}

// Begins to change the key for no special reason.
async function changeKey(page) {
  await page.act("new-key");
  await page.until(async () => (await page.scene()) === "confirm" || (await page.text("problem")), "a question");
  if (/Did someone leave/.test(await page.text("confirm-heading"))) await page.act("no");
}

// Confirms the change. Returns what it was to do, and what was done.
async function confirm(page, heading = "The key is changed") {
  await asks(page, /Change the key\?|Go back\?/);
  const plan = await lines(page);
  await page.answer(true);
  await page.until(async () => (await page.text("confirm-heading")) === heading, heading);
  assert.match(await lines(page), new RegExp(`is (now )?${await entry(page)}`));
  return { plan, done: await lines(page) };
}

// Downloads the message, and confirms that it was sent.
async function send(page) {
  await asks(page, /The message with the new key/);
  const before = readdirSync(page.downloads);
  await page.act("join");
  const isNew = (name) => !before.includes(name) && name.endsWith(".age");
  await page.until(() => readdirSync(page.downloads).some((name) => isNew(name) && readFileSync(join(page.downloads, name)).length > 0), "the file");
  await asks(page, /Did you send it/);
  const name = readdirSync(page.downloads).find(isNew);
  assert.match(name, /^ringtrue-[0-9a-f]{8}-\d+-[0-9a-f]{8}\.age$/);
  await page.act("join");
  return join(page.downloads, name);
}

const waiting = async (page) => ((await (await page.at("waiting")).isDisplayed()) ? plain(await page.text("waiting-who")) : "");

// Returns the phone's time, which was `NOW` when the page was opened.
const clock = async (page) => NOW + Math.floor((await page.run("return performance.now()")) / 1000);

// Checks that the phone has this code at `NOW`.
async function hasCode(page, { caller }) {
  await page.driver.navigate().refresh();
  await page.reaches("who-called");
  await page.call("i-called");
  assert.equal(await page.text("half"), caller.digits);
  await page.act("start-over");
}

const entry = (page) => page.text("entry");

// Chooses a file on the start screen.
async function bring(page, file) {
  if ((await page.scene()) === "family") await page.act("home");
  if ((await page.scene()) === "who-called") {
    await page.unfold();
    await page.act("add");
  }
  await page.reaches("start");
  await (await page.at("file")).sendKeys(file);
}

async function takes(page, file) {
  await bring(page, file);
  await page.reaches("confirm");
  await page.answer(true);
  await page.reaches("who-called");
}

test("a phone is lost, and the others follow by message; the lost one can't", RULES, async (t) => {
  const { address } = await serve(t);
  const [dad, mum, anna, ben] = await people(t, address, ["Mum", "Anna", "Ben"], { others: ["Eve"] });

  await lose(mum, "Anna");
  await asks(mum, /as a message\?/);
  assert.match(await lines(mum), /address of this page/);
  await mum.act("join");
  const { plan, done } = await confirm(mum);
  assert.match(plan, /new key, Smith family 2, without Anna/);
  assert.match(plan, /Need to open the file that you send: Dad, Ben/);
  assert.match(plan, /Need to scan the new QR code: Eve/);
  assert.match(plan, /Before, with Smith family 1:[^]*Anna: code not checked yet/);
  assert.match(done, /Anna is off the list/);
  await mum.act("join");
  await asks(mum, /The message with the new key/);
  const [, words] = (await lines(mum)).match(/organiser, .*: ((?:\w+ ){5}\w+)/);
  assert.match(await lines(mum), /Send this message to Dad \(not compared\), Ben \(not compared\)/);
  const file = await send(mum);
  await asks(mum, /Show the new code/);
  assert.match(await mum.text("options"), /^Eve\s*Not now$/);
  await mum.pick("Not now");
  await mum.reaches("family");
  assert.match(await waiting(mum), /Nobody has checked yet whether these have the new key: Dad, Ben, Eve\./);

  dad("join", file, `--trust-organiser=${words}`);
  assert.equal(dad.code().generation, 2);
  await hasCode(mum, dad.code());
  await takes(ben, file);
  await hasCode(ben, dad.code());
  await bring(anna, file);
  await anna.until(async () => /not for this device/.test(await anna.text("problem")), "that it is for others");
  await anna.act("home");
  assert.equal(await entry(anna), "Smith family 1");

  // Later, Eve comes with her app.
  await toFamily(mum);
  await mum.act("hand-out");
  await asks(mum, /The message with the new key/);
  await mum.act("no");
  await asks(mum, /Show the new code/);
  await mum.pick("Eve");
  await asks(mum, /Let them scan this/);
  await mum.act("join");
  await asks(mum, /Does it work/);
  await mum.type("name", dad.code(await clock(mum)).code);
  await mum.act("join");
  await mum.reaches("family");
  assert.match(await waiting(mum), /Nobody has checked yet whether these have the new key: Dad, Ben\./);

  // From now on only Mum changes the key.
  await toFamily(ben);
  await changeKey(ben);
  await ben.until(async () => /Only Mum can change the key/.test(plain(await ben.text("problem"))), "who can");
  assert.equal(await ben.scene(), "family");
});

test("without keys on the list, the laptop follows from the screen of the phone", RULES, async (t) => {
  const { address } = await serve(t);
  const dad = family(t);
  const page = await joined(t, dad, address);
  await toFamily(page);
  await changeKey(page);
  const { plan } = await confirm(page);
  assert.match(plan, /Nobody else is on the list/);
  assert.match(plan, /Until .* the old code also counts/);
  await page.act("join");
  await asks(page, /Show the new code/);
  await page.run("document.getElementById('picture').scrollIntoView()");
  writeFileSync(dad.file("screen.png"), await page.picture());
  await page.act("join");
  await page.reaches("family");
  dad("join", dad.file("screen.png"), "--accept-rotation");
  assert.equal(dad.code().generation, 2);
  await hasCode(page, dad.code());
});

test("the old key comes back while nothing was lost", RULES, async (t) => {
  const { address } = await serve(t);
  const dad = family(t);
  const page = await joined(t, dad, address);
  const code = dad.code();
  await toFamily(page);
  assert.equal(await (await page.at("old-key")).isDisplayed(), false);
  await changeKey(page);
  // Answering no changes nothing.
  await asks(page, /Change the key\?/);
  const before = await page.storedFiles(["vault.age"]);
  await page.answer(false);
  await page.reaches("family");
  assert.match(await page.text("family-done"), /not changed/);
  assert.deepEqual(await page.storedFiles(["vault.age"]), before);
  await changeKey(page);
  await confirm(page);
  await page.act("join");
  await asks(page, /Show the new code/);
  await page.act("leave");
  await page.reaches("family");
  assert.equal(await entry(page), "Smith family 2");
  await page.act("old-key");
  const { plan } = await confirm(page, "The old key is back");
  assert.match(plan, /goes back to the previous key, Smith family 1/);
  await page.act("join");
  await page.act("leave");
  await page.reaches("family");
  await hasCode(page, code);
  await page.open(address, NOW);
  await page.reaches("who-called");
  await hasCode(page, code);
});

test("the organiser's laptop is lost, and a phone that is an organiser's too carries on", RULES, async (t) => {
  const { address } = await serve(t);
  const dad = family(t);
  const [mum, ben] = [equipped(laptop(t)), equipped(laptop(t))];
  for (const [name, person] of [["Mum", mum], ["Ben", ben]]) {
    const words = dad("invite", "--for", name, "--sealed", dad.file(`${name}.age`), "--yes").trim();
    writeFileSync(person.file("words.txt"), words, { mode: 0o600 });
    const [, trust] = dad("words").match(/organiser[^]*?\n +([a-z ]+)/);
    person("join", dad.file(`${name}.age`), "--words-file", person.file("words.txt"), `--trust-organiser=${trust.trim()}`);
    dad("members", "add", name, "--device", person.key(), "--yes");
  }
  const { organiser, words } = JSON.parse(mum("device", "--organiser", "--json"));
  dad("members", "promote", "Mum", "--key", organiser, "--accept-keys", words);
  dad("rotate", "--sealed", dad.file("second.age"), "--yes");
  for (const person of [mum, ben]) person("join", dad.file("second.age"));
  // Mum moves to a phone, which is told what an organiser's key means there.
  const page = await browse(t);
  await page.open(address, NOW);
  assert.match(await page.restore(mum.backup(), PASSPHRASE), /Whoever controls the address of this page/);
  assert.equal(await entry(page), "Smith family 2");

  // The list still has her laptop.
  await lose(page, "Dad");
  await page.until(async () => /tap "Someone lost a phone" and choose Mum/.test(plain(await page.text("problem"))), "what to do first");
  await lose(page, "Mum");
  await asks(page, /Is it your own\?.*ask for a passphrase/);
  await page.act("join");
  const first = await confirm(page);
  assert.match(first.plan, /This device takes the place of Mum's lost one/);
  await page.act("join");
  ben("join", await send(page));
  await page.reaches("family");

  await lose(page, "Dad");
  const { done } = await confirm(page);
  assert.match(done, /No longer an organiser: Dad/);
  await page.act("join");
  const file = await send(page);
  await page.reaches("family");
  ben("join", file);
  assert.equal(ben.code().generation, 4);
  await hasCode(page, ben.code());
  assert.match(dad.refuses("join", file), /not for this device/);
});

test("a dispute over a member's key, which a message left open, is settled on the phone", RULES, async (t) => {
  const { address } = await serve(t);
  const dad = family(t);
  const [first, second] = [equipped(laptop(t)), equipped(laptop(t))];
  const wordsOf = (person) => {
    const told = person("words");
    return told.match(/words of this device[^]*?\n +([a-z ]+)/)[1].trim();
  };
  for (const person of [first, second]) person("new", "Other", "--yes");
  dad("members", "add", "Ben", "--ringtrue", "--device", first.key(), "--accept-keys", wordsOf(first));
  const page = await joined(t, dad, address);
  dad("members", "add", "Mum", "--ringtrue", "--device", await publicKey(page), "--yes");
  await restored(page, dad.backup());
  dad("members", "add", "Ben", "--ringtrue", "--device", second.key(), "--accept-keys", wordsOf(second), "--yes");
  dad("rotate", "--sealed", dad.file("second.age"), "--yes");
  await takes(page, dad.file("second.age"));
  await toFamily(page);
  assert.equal(plain(await page.text("unsettled-what")), "Two keys for Ben");
  await page.act("settle");
  await asks(page, /Which six words does Ben's device show/);
  await page.pick("Neither");
  await page.reaches("family");
  assert.match(await page.text("family-done"), /Nothing was changed/);
  await page.act("settle");
  await asks(page, /Which six words/);
  assert.match(plain(await page.text("options")), new RegExp(`Known here: ${wordsOf(first)}`));
  await page.pick(wordsOf(second));
  await page.reaches("family");
  assert.equal(await (await page.at("unsettled")).isDisplayed(), false);
  await page.open(address, NOW);
  await toFamily(page);
  assert.equal(await (await page.at("unsettled")).isDisplayed(), false);
});

test("a key that could not be saved is handed to nobody; a saved one is handed out later", RULES, async (t) => {
  const { address } = await serve(t, { before: FULL });
  const profile = folder(t);
  let [dad, page] = await people(t, address, ["Mum"], { profile });
  const code = dad.code();
  await toFamily(page);
  await changeKey(page);
  await asks(page, /as a message\?/);
  await page.act("join");
  await asks(page, /Change the key\?/);
  await page.run("window.isFull = true");
  await page.act("join");
  await page.until(() => page.text("problem"), "an error");
  assert.match(await page.text("problem"), /no space left/);
  assert.equal(await page.scene(), "family");
  assert.deepEqual(readdirSync(page.downloads), []);
  assert.equal(await waiting(page), "");
  assert.deepEqual((await page.storedNames()).filter((name) => name === "letters"), []);
  await hasCode(page, code);

  // If what is stored can't be read either, the page starts again with what was saved.
  await page.open(address, NOW);
  await toFamily(page);
  await changeKey(page);
  await asks(page, /as a message\?/);
  await page.act("join");
  await asks(page, /Change the key\?/);
  await page.run("window.isFull = window.breaks = window.isOld = true");
  await page.act("join");
  await page.isReloaded("isOld");
  assert.equal(await entry(page), "Smith family 1");
  assert.match(await page.text("problem"), /couldn't save that/);
  assert.equal(await page.run("return location.hash"), "");
  await hasCode(page, code);

  // The page is closed before the message was sent, and its clock then goes back.
  await toFamily(page);
  await changeKey(page);
  await asks(page, /as a message\?/);
  await page.act("join");
  await confirm(page);
  const [kept] = await page.storedFiles(["letters"]);
  await page.close();
  page = await browse(t, { profile });
  await page.open(address, NOW - 86_400);
  await toFamily(page);
  assert.equal(await entry(page), "Smith family 2");
  assert.match(await waiting(page), /Dad/);
  await page.act("hand-out");
  await asks(page, /The message with the new key/);
  const [, words] = (await lines(page)).match(/organiser, .*: ((?:\w+ ){5}\w+)/);
  const file = await send(page);
  await page.reaches("family");
  assert.equal(readFileSync(file, "utf8"), JSON.parse(kept)[0].text);
  dad("join", file, `--trust-organiser=${words}`);
  await page.open(address, NOW);
  await page.reaches("who-called");
  await hasCode(page, dad.code());
});

const shares = (page, text, name) =>
  page.run(
    `const [text, name] = arguments;
    const form = new FormData();
    form.append("file", new File([text], name));
    return fetch("/share", { method: "POST", body: form }).then(({ status }) => status);`,
    text,
    name,
  );

const worked = (page) => page.until(() => page.run("return navigator.serviceWorker.ready.then(() => Boolean(navigator.serviceWorker.controller))"), "the service worker");

const sharedFiles = (page) => page.run("return caches.open('ringtrue shared').then((cache) => cache.keys()).then((all) => all.length)");

test("a file that another app shares waits for the page, and is handled like a chosen one", async (t) => {
  const { address } = await serve(t);
  const dad = family(t);
  const page = await joined(t, dad, address);
  dad("members", "add", "Mum", "--ringtrue", "--device", await publicKey(page), "--yes");
  await worked(page);
  const link = dad.link().replace("%201?", "%202?").replace(/secret=\w{8}/, "secret=MFRGGZDF");
  // The file waits while a question is open.
  await page.unfold();
  await page.act("add");
  await page.paste(link);
  assert.equal(await shares(page, `${link}\n`, "link.txt"), 200);
  assert.equal(await sharedFiles(page), 1);
  assert.match(await page.text("question"), /Compare the family's words/);
  await page.act("no");
  await page.reaches("who-called");
  // Nor does it hide what the answer means.
  assert.ok(await (await page.button("shared")).isDisplayed());
  assert.match(await page.text("problem"), /may be a fake/);
  assert.equal(await sharedFiles(page), 1);
  await page.act("shared");
  await asks(page, /A new key for the family/);
  assert.equal(await sharedFiles(page), 0);
  await page.act("no");
  await page.reaches("who-called");

  // No file is opened before a person says so: any web site could have shared it.
  await shares(page, "Milk, eggs", "list.txt");
  await page.open(address, NOW);
  await page.button("shared");
  assert.equal(await page.text("problem"), "");
  assert.equal(await sharedFiles(page), 1);
  // A file without a link is refused, and so is one that is too large.
  await page.act("shared");
  await page.until(async () => /no enrolment link/.test(await page.text("problem")), "that there is nothing in it");
  assert.equal(await sharedFiles(page), 0);
  await shares(page, "x".repeat(4_000_001), "large.txt");
  await page.open(address, NOW);
  await page.act("shared");
  await page.until(async () => /too large/.test(await page.text("problem")), "that it is too large");
  // After an hour, it is deleted unopened.
  await shares(page, "Milk, eggs", "list.txt");
  await page.run(`return caches.open("ringtrue shared").then((cache) => cache.put("/file", new Response("Milk", { headers: { "Kept-At": Date.now() - 3_600_001 } })))`);
  await page.open(address, NOW);
  await page.reaches("who-called");
  await page.until(async () => (await sharedFiles(page)) === 0, "that it is gone");
  assert.equal(await (await page.at("shared")).isDisplayed(), false);
  assert.equal(await page.text("problem"), "");

  // A phone without a family opens it too.
  const empty = await browse(t);
  await empty.open(address, NOW);
  await empty.reaches("start");
  await worked(empty);
  await shares(empty, `${dad.link()}\n`, "link.txt");
  await empty.open(address, NOW);
  await empty.reaches("start");
  await empty.act("shared");
  await asks(empty, /Is this your group\?/);
});

test("a file is dropped on the page", async (t) => {
  const { address } = await serve(t);
  const dad = family(t);
  const page = await browse(t);
  await page.open(address, NOW);
  await page.reaches("start");
  const drop = () =>
    page.run(
      `const transfer = new DataTransfer();
      transfer.items.add(new File([arguments[0]], "link.txt"));
      document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));`,
      dad.link(),
    );
  await drop();
  await page.reaches("confirm");
  await drop();
  await page.until(async () => /Answer this first/.test(await page.text("problem")), "that it has to wait");
  await page.answer(true);
  await page.reaches("who-called");
  await hasCode(page, dad.code());
});

test("a clock that is moved while a question is open changes nothing but the dates", RULES, async (t) => {
  const { address } = await serve(t);
  const dad = family(t);
  const page = await joined(t, dad, address);
  // Forward by less than what covers the page.
  for (const [number, seconds] of [[2, 120], [3, -2 * 86_400]]) {
    await toFamily(page);
    await changeKey(page);
    await asks(page, /Change the key\?/);
    await page.moveClock(seconds);
    await page.answer(true);
    await asks(page, /The key is changed/);
    await page.open(address, NOW);
    await page.reaches("who-called");
    assert.equal(await entry(page), `Smith family ${number}`);
  }
});

test("a second tap or a held key answers no question that has just appeared", async (t) => {
  const { address } = await serve(t);
  const dad = family(t);
  const page = await joined(t, dad, address);
  const code = dad.code();
  const link = dad.link().replace("%201?", "%202?").replace(/secret=\w{8}/, "secret=MFRGGZDF");
  await page.unfold();
  await page.act("add");
  await page.paste(link);
  await page.settled();
  // Tap twice.
  await page.run(`
    const yes = document.getElementById("yes");
    yes.click();
    return new Promise((done) => setTimeout(() => { yes.click(); document.getElementById("no").click(); setTimeout(done, 50); }, 100));`);
  assert.equal(await page.text("confirm-heading"), "Was something lost?");
  if (BROWSER === "chromium") {
    // Hold Enter down.
    await page.settled();
    await page.run("document.getElementById('no').focus()");
    const enter = { type: "keyDown", key: "Enter", code: "Enter", windowsVirtualKeyCode: 13, text: "\r" };
    for (let times = 0; times < 5; times += 1) await page.sendDevTools("Input.dispatchKeyEvent", { ...enter, autoRepeat: true });
    assert.equal(await page.text("confirm-heading"), "Was something lost?");
  }
  await page.open(address, NOW);
  await page.reaches("who-called");
  await hasCode(page, code);
  await page.unfold();
  await page.act("add");
  // After a moment, the question can be answered.
  await page.paste(link);
  await page.answer(true);
  await page.answer(false);
  await page.answer(false);
  await page.reaches("who-called");
  assert.equal(await entry(page), "Smith family 2");
});
