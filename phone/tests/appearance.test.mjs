// Every scene: readable for everybody, and on every phone. The name sorts first, so that the
// longest tests are not the last ones.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { browse, built, laptop, onlyIn, PHONE, serve } from "./browser.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const NOW = Math.floor(Date.now() / 30_000) * 30 + 3; // seconds since 1970

const SIZES = [{ width: 360, height: 640 }, PHONE, { width: 1280, height: 800 }];

// Goes through all scenes, and calls `look` at each.
async function tour(t, look, { name = "Smith family", before } = {}) {
  const { address } = await serve(t, { before });
  const dad = laptop(t);
  dad("new", name, "--yes");
  const link = dad("invite", "--link", "--yes").trim();
  const device = dad("device").match(/age1\w+/)[0];
  const code = () => JSON.parse(dad("code", "--json", "--at", String(NOW)));
  const page = await browse(t);

  // An iPhone, a Mac, and a browser that doesn't start.
  const pretend = async (source, act) => {
    const other = await serve(t, { before: `${before ?? ""};\n${source}` });
    await page.open(other.address, NOW);
    await act();
  };
  const apple = (touch) => `Object.defineProperty(navigator, "standalone", { value: false });
    Object.defineProperty(navigator, "maxTouchPoints", { value: ${touch} });`;
  for (const [name, touch] of [["home-screen", 5], ["dock", 0]]) {
    await pretend(apple(touch), async () => {
      await page.reaches("install-first");
      await look(page, name);
    });
  }
  await pretend("delete AbortSignal.timeout", async () => {
    await page.until(() => page.at("broken-old").isDisplayed(), "what is wrong");
    await look(page, "too-old");
  });

  await page.open(address, NOW);
  await page.reaches("start");
  await look(page, "start");
  await page.act("scan");
  await page.until(() => page.text("problem"), "a page without a camera");
  await look(page, "scan");
  await page.act("back");
  await page.act("paste");
  await page.reaches("paste");
  await look(page, "paste");
  await page.act("back");
  await page.paste(link);
  await look(page, "confirm");
  await page.answer(true);
  await page.reaches("who-called");
  await look(page, "who-called");
  await page.unfold();
  await look(page, "groups");
  await page.act("forget");
  await look(page, "forget");
  await page.act("forget-no");
  await page.act("keep");
  await page.until(() => page.text("keep-offline"), "what is kept");
  await look(page, "keep");
  await page.act("lock");
  await page.reaches("lock");
  await look(page, "lock");
  await page.driver.findElement({ css: '[data-lock="passphrase"]' }).click();
  await page.reaches("confirm");
  await look(page, "backup-first");
  await page.answer(true);
  await look(page, "words");
  await page.answer(false);
  await look(page, "own-passphrase");
  await page.type("name", "a passphrase of my own");
  await page.answer(true);
  await page.type("name", "a passphrase of my own");
  await page.act("join");
  await page.until(async () => (await page.text("confirm-heading")) === "Your backup is ready", "the backup");
  await look(page, "backup-ready");
  await page.act("leave");
  await page.reaches("keep");
  await page.act("home");
  await page.reaches("who-called");
  await page.call("they-called");
  await look(page, "hear");
  await page.hear(code().caller.digits);
  await look(page, "match");
  await page.act("start-over");
  await page.call("i-called");
  await look(page, "say");
  await page.hear(code().caller.digits);
  await look(page, "hang-up");
  await page.act("start-over");

  const bring = async (text) => {
    await page.reaches("who-called");
    await page.unfold();
    await page.act("add");
    await page.paste(text);
  };
  await bring(`ringtrue-sheet:Grandma?key=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&from=${new Date().toISOString().slice(0, 10)}&days=60`);
  await look(page, "sheet");
  await page.answer(true);
  await bring(link.replace("%201?", "%20200?").replace(/secret=\w{8}/, "secret=MFRGGZDF"));
  await look(page, "rotation");
  await page.answer(true);
  await look(page, "number");
  await page.type("name", "200");
  await page.answer(true);
  await look(page, "lost");
  await page.answer(true);
  await look(page, "sheets");
  await page.answer(false);
  await page.reaches("who-called");
  await page.act("they-called");
  await page.reaches("who-is-it");
  await look(page, "who-is-it");
  await page.run("const real = performance.now.bind(performance); performance.now = () => real() + 200_000");
  await page.until(() => page.at("cover").isDisplayed(), "the cover");
  await look(page, "hidden");
  await page.act("uncover");
  await page.act("start-over");
  await page.reaches("who-called");

  await page.act("family");
  await page.reaches("family");
  await look(page, "family");
  await page.act("practise");
  await page.reaches("practice");
  await look(page, "practice");
  await page.act("begin-drill");
  await page.reaches("who-called");
  await look(page, "practice-call");
  await page.act("they-called");
  await page.until(async () => ["who-is-it", "hear"].includes(await page.scene()), "the call");
  await page.act("hang-up");
  await page.reaches("practice-over");
  await look(page, "practice-over");
  await page.act("leave-drill");

  const headed = (heading) => page.until(async () => (await page.text("confirm-heading")) === heading, heading);
  const family = async (act, heading) => {
    if ((await page.scene()) !== "family") await page.act("family");
    await page.reaches("family");
    await page.act(act);
    await headed(heading);
  };
  await page.reaches("who-called");
  await family("let-join", "Let someone join");
  await look(page, "join");
  await page.type("name", "Ben");
  await page.act("join");
  await look(page, "join-has");
  await page.pick("ringtrue");
  await headed("Let them scan this");
  await look(page, "join-code");
  await page.act("no");
  await headed("Let them type the key");
  await look(page, "join-key");
  await page.act("join");
  await headed("Does it work?");
  await look(page, "join-check");
  await page.act("leave");
  await headed("Let them type the key");
  await page.act("leave");
  await family("let-join", "Let someone join");
  await page.type("name", "Ben");
  await page.act("join");
  await page.pick("ringtrue, but they are far away");
  await headed("Let someone join from afar");
  await look(page, "join-afar");
  await page.act("leave");
  await family("pages", "Print or save a page");
  await look(page, "pages");
  await page.pick("The code of a day sheet");
  await headed("The code of a day sheet");
  await look(page, "sheet-code");
  await page.act("join");
  await family("pages", "Print or save a page");
  await page.pick("Invitation page");
  await headed("Invitation page");
  await look(page, "page");
  await page.act("leave");
  await family("own-key", "This phone's key");
  await look(page, "own-key");
  await page.pick("My key as an organiser");
  await look(page, "organiser-sure");
  await page.answer(true);
  await headed("My key as an organiser");
  await look(page, "organiser-key");
  await page.pick("This phone's key");
  await headed("This phone's key");
  await page.pick("Words to compare");
  await headed("Words to compare");
  await look(page, "words-to-compare");
  await page.act("join");
  await headed("This phone's key");
  await page.pick("Make a new key for this phone");
  await headed("Make a new key for this phone");
  await look(page, "renew");
  await page.act("no");
  await headed("This phone's key");
  await page.act("leave");
  await family("add-member", "Add someone to the list");
  await look(page, "add-member");
  await page.type("name", "Dad");
  await page.act("join");
  await page.until(async () => /What do they use/.test(await page.text("question")), "what they use");
  await look(page, "add-member-holds");
  await page.pick("ringtrue");
  const openDad = async () => {
    await page.reaches("family");
    await page.driver.findElement({ css: '[data-member="Dad"]' }).click();
    await headed("Dad");
  };
  await openDad();
  await page.pick("Add the key of their device");
  await page.reaches("bring");
  await look(page, "bring");
  await page.act("paste");
  await look(page, "paste-key");
  await page.type("pasted", device);
  await page.act("read");
  await headed("Compare six words");
  await look(page, "compare");
  await page.act("join");
  await openDad();
  await look(page, "person");
  await page.pick("A code only between the two of you");
  await headed("Only between the two of you");
  await look(page, "pair");
  await page.act("no");
  await page.reaches("family");
  await page.act("lost");
  await headed("Someone lost a phone");
  await look(page, "who-lost");
  await page.pick("Grandma");
  await headed("Send the new key as a message?");
  await look(page, "send-message");
  await page.act("no");
  await page.until(async () => /Change the key\?/.test(await page.text("question")), "what it means");
  await look(page, "plan");
  await page.answer(true);
  await headed("The key is changed");
  await look(page, "key-changed");
  await page.act("join");
  await page.until(async () => (await page.text("options")).includes("Not now"), "who gets the new key");
  await look(page, "hand-out");
  await page.pick("Not now");
  await page.reaches("family");
  await look(page, "waiting");
  await page.act("home");
  await page.unfold();
  await page.act("keep");
  await page.act("health");
  await page.reaches("health");
  await look(page, "health");
  await page.act("keep");
  await page.act("wipe");
  await headed("Delete everything on this phone");
  await look(page, "wipe");
  await page.act("no");
  await page.act("home");

  const aunt = laptop(t);
  aunt("new", "Jones", "--yes");
  const invitation = join(aunt.home, "invitation.age");
  const words = aunt("invite", "--sealed", invitation, "--yes").trim();
  await page.reaches("who-called");
  await page.unfold();
  await page.act("add");
  await page.reaches("start");
  await (await page.at("file")).sendKeys(invitation);
  await page.reaches("confirm");
  await look(page, "invitation");
  await page.type("name", words);
  await page.act("join");
  await page.until(async () => (await page.text("confirm-heading")) === "A message from an organiser", "the organiser");
  await look(page, "organiser");
  await page.answer(true);
  await page.reaches("who-called");
}

const problems = (page) =>
  page.run(`return axe.run({ resultTypes: ["violations"] }).then(({ violations }) =>
    violations.map(({ id, nodes }) => [id, ...nodes.map(({ html, failureSummary }) => html + " " + failureSummary)]))`);

// Returns the elements that are cut off at the side.
const outside = (page) =>
  page.run(`
    const cut = document.documentElement.scrollWidth > innerWidth ? ["the page is wider than the screen"] : [];
    for (const it of document.querySelectorAll("button, input, h1, p, span")) {
      const { left, right, width } = it.getBoundingClientRect();
      if (width > 1 && it.checkVisibility() && (left < -1 || right > innerWidth + 1)) cut.push(it.outerHTML);
    }
    return cut;`);

// Returns the buttons, inputs and halves that need scrolling.
const below = (page) =>
  page.run(`return [...document.querySelectorAll("button, input, #half")]
    .filter((it) => it.checkVisibility() && it.getBoundingClientRect().bottom > innerHeight + 1)
    .map((it) => it.outerHTML)`);

// axe reads the same page in any browser.
test("axe finds nothing on any screen, light or dark", { skip: onlyIn("chromium", "a colour scheme that is set") }, async (t) => {
  const look = async (page, name) => {
    for (const scheme of ["light", "dark"]) {
      await page.sendDevTools("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: scheme }, { name: "prefers-reduced-motion", value: "reduce" }] });
      assert.deepEqual(await problems(page), [], `${name} (${scheme})`);
    }
  };
  await tour(t, look, { before: axe });
});

test("everything fits on every phone, and calls need no scrolling", async (t) => {
  // Pictures for review, and for the guide.
  const pictures = process.env.UPDATE_PICTURES && built("phone-pictures");
  if (pictures) mkdirSync(pictures, { recursive: true });
  await tour(t, async (page, name) => {
    for (const size of SIZES) {
      await page.resize(size);
      assert.deepEqual(await outside(page), [], `${name} at ${size.width} × ${size.height}`);
      if (["who-called", "hear", "say", "match", "hang-up", "start"].includes(name)) {
        assert.deepEqual(await below(page), [], `${name} at ${size.width} × ${size.height}`);
      }
      if (pictures) writeFileSync(join(pictures, `${name}-${size.width}.png`), await page.picture());
    }
    // At 200 % zoom, and at the width that WCAG's reflow criterion requires.
    for (const width of [195, 320]) {
      await page.resize({ width, height: 422 });
      assert.deepEqual(await outside(page), [], `${name} at ${width}`);
    }
    await page.resize(PHONE);
  });
});

// The tour is long: the other browsers do it once, above.
test("the longest name fits", { skip: onlyIn("chromium", "the tour with another name") }, async (t) => {
  const name = "Wolfeschlegelsteinhausenbergerdorff 12345".slice(0, 40);
  await tour(
    t,
    async (page, scene) => {
      for (const size of SIZES) {
        await page.resize(size);
        assert.deepEqual(await outside(page), [], `${scene} at ${size.width}`);
      }
      await page.resize(PHONE);
    },
    { name },
  );
});

test("a right-to-left name doesn't reorder a sentence", async (t) => {
  const name = "משפחת כהן";
  const { address } = await serve(t);
  const dad = laptop(t);
  dad("new", name, "--yes");
  const page = await browse(t);
  await page.open(address);
  await page.join(dad("invite", "--link", "--yes").trim());
  assert.equal(await page.text("done"), `Joined "\u2068${name} 1\u2069".`);
  assert.equal(await page.run("return getComputedStyle(document.getElementById('entry')).unicodeBidi"), "isolate");
  for (const size of SIZES) {
    await page.resize(size);
    assert.deepEqual(await outside(page), [], size.width);
  }
});
