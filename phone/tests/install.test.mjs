// Installing on the Home Screen, in the Dock or as an app, and what the browser promises to
// keep.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { browse, built, laptop, onlyIn, serve } from "./browser.mjs";

const NOW = Math.floor(Date.now() / 30_000) * 30 + 3; // seconds since 1970

const SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1";
const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

// Lets the address set the browser's user agent, and its features.
const before = `{
  const { isInDock, hasNoWorker, ...said } = JSON.parse(new URLSearchParams(location.search).get("as") ?? "{}");
  for (const [name, value] of Object.entries(said)) Object.defineProperty(Navigator.prototype, name, { value, configurable: true });
  const { matchMedia } = window;
  if (isInDock) window.matchMedia = (query) => (query === "(display-mode: standalone)" ? { matches: true } : matchMedia(query));
  if (hasNoWorker) ServiceWorkerContainer.prototype.register = async () => { throw new TypeError("no"); };
}`;

const open = (page, address, as) => page.driver.get(`${address}?${new URLSearchParams({ "test-clock": NOW, as: JSON.stringify(as) })}`);

// Opens the page in a browser that claims to be Apple's.
const openInApple = (page, address, as) => open(page, address, { userAgent: SAFARI, standalone: false, maxTouchPoints: 5, ...as });

const seen = async (page, ids) => {
  const shown = [];
  for (const id of ids) if (await page.at(id).isDisplayed()) shown.push(id);
  return shown;
};

function family(t) {
  const dad = laptop(t);
  dad("new", "Smith family", "--yes");
  return dad;
}

test("on an iPhone nothing is joined before ringtrue is on the Home Screen", async (t) => {
  const { address } = await serve(t, { before });
  const page = await browse(t);
  await openInApple(page, address);
  await page.reaches("install-first");
  assert.deepEqual(await seen(page, ["home-screen", "dock", "in-app"]), ["home-screen"]);
  assert.match(await page.text("home-screen"), /Share button.*Add to Home Screen.*tap "Add".*Open ringtrue from your Home Screen/s);
  const read = await page.accessible();
  for (const picture of ["A square with an arrow pointing up", "Three dots"]) assert.ok(read.includes(picture));
  assert.deepEqual(await page.storedNames(), []);

  // From the Home Screen.
  await openInApple(page, address, { standalone: true });
  await page.reaches("start");
});

test("a group that was joined in Safari stays usable, and should be backed up", async (t) => {
  const { address } = await serve(t, { before });
  const dad = family(t);
  const { caller, answerer } = JSON.parse(dad("code", "--json", "--at", String(NOW)));
  const page = await browse(t);
  await page.open(address, NOW);
  await page.join(dad("invite", "--link", "--yes").trim());
  assert.equal(await page.at("unsafe").isDisplayed(), false);

  await openInApple(page, address);
  await page.reaches("who-called");
  assert.match(await page.text("unsafe"), /may delete/);
  await page.unfold();
  await page.act("keep");
  await page.until(async () => /Home Screen/.test(await page.text("keep-storage")), "what is kept");
  await page.act("home");
  await page.call("they-called", caller.digits);
  assert.equal(await page.text("half"), answerer.digits);
});

test("Safari on a Mac is told about the Dock, and another app's browser to open Safari", async (t) => {
  const { address } = await serve(t, { before });
  const page = await browse(t);
  await openInApple(page, address, { maxTouchPoints: 0 });
  await page.reaches("install-first");
  assert.deepEqual(await seen(page, ["home-screen", "dock", "in-app"]), ["dock"]);

  await openInApple(page, address, { userAgent: SAFARI.replace(/ Version.*/, " Mobile/15E148 [FBAN/FBIOS]") });
  await page.reaches("install-first");
  assert.deepEqual(await seen(page, ["home-screen", "dock", "in-app"]), ["in-app"]);
  assert.equal(`${await page.text("address")}/`, address);

  // From the Dock.
  await openInApple(page, address, { maxTouchPoints: 0, isInDock: true });
  await page.reaches("start");
});

test("Chromium finds nothing missing for an installation", { skip: onlyIn("chromium", "it says what is missing") }, async (t) => {
  const { address } = await serve(t);
  const page = await browse(t);
  await page.open(address, NOW);
  await page.reaches("start");
  const { installabilityErrors } = await page.sendDevTools("Page.getInstallabilityErrors");
  assert.deepEqual(installabilityErrors, []);
  const { icons } = JSON.parse(readFileSync(join(built("phone"), "manifest.webmanifest"), "utf8"));
  for (const { src, sizes } of icons) {
    const png = readFileSync(join(built("phone"), src));
    assert.equal(`${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`, sizes, src);
  }
});

test("the install button is shown while the browser's prompt is available", async (t) => {
  // The browser's own event comes at any time: block it.
  const { address } = await serve(t, {
    before: `addEventListener("beforeinstallprompt", (event) => event.isTrusted && event.stopImmediatePropagation());
      globalThis.asked = 0;
      globalThis.offer = () => dispatchEvent(Object.assign(new Event("beforeinstallprompt", { cancelable: true }), { prompt: async () => { asked += 1; } }));`,
  });
  const dad = family(t);
  const page = await browse(t);
  const buttons = () => page.run("return [...document.querySelectorAll('[data-act=install]')].filter((it) => it.checkVisibility()).length");
  await page.open(address, NOW);
  await page.reaches("start");
  assert.equal(await buttons(), 0);
  await page.run("offer()");
  await page.act("install");
  assert.equal(await page.run("return asked"), 1);
  // The browser's prompt can be shown only once.
  assert.equal(await buttons(), 0);

  await page.join(dad("invite", "--link", "--yes").trim());
  await page.run("offer()");
  await page.unfold();
  await page.act("keep");
  assert.equal(await buttons(), 1);
  await page.run("dispatchEvent(new Event('appinstalled'))");
  assert.equal(await buttons(), 0);
});

// Opens "Keep it safe" in a browser that promises `isKept`.
async function keeping(page, address, isKept, as = {}) {
  await open(page, address, as);
  await page.reaches("who-called");
  await page.run(
    `const [isKept] = arguments;
    window.isKept = isKept;
    window.asked = 0;
    // WebKitGTK has none.
    navigator.storage ??= {};
    navigator.storage.persisted = async () => window.isKept;
    navigator.storage.persist = async () => { window.asked += 1; return window.isKept; };`,
    isKept,
  );
  await page.unfold();
  await page.act("keep");
  await page.until(() => page.text("keep-storage"), "what is kept");
}

test("the safety screen shows what the browser promised", async (t) => {
  const { address } = await serve(t, { before });
  const dad = family(t);
  const page = await browse(t);
  await page.open(address, NOW);
  await page.join(dad("invite", "--link", "--yes").trim());

  await keeping(page, address, true);
  assert.match(await page.text("keep-storage"), /has promised/);
  assert.equal(await page.run("return asked"), 0);

  // The page asks the browser again if that opens no prompt.
  await keeping(page, address, false, { userAgent: SAFARI });
  assert.match(await page.text("keep-storage"), /may delete your family's key when space runs short/);
  assert.equal(await page.run("return asked"), 1);
  const isOffered = () => page.run("return document.querySelector('[data-act=ask-to-keep]').checkVisibility()");
  assert.equal(await isOffered(), false);

  // Firefox asks the person, who presses a button first.
  await keeping(page, address, false, { userAgent: FIREFOX });
  assert.equal(await page.run("return asked"), 0);
  await page.run("window.isKept = true");
  await page.act("ask-to-keep");
  await page.until(async () => /has promised/.test(await page.text("keep-storage")), "the promise");
  assert.equal(await page.run("return asked"), 1);
  assert.equal(await isOffered(), false);
});

test("the safety screen shows whether the page opens without a network", async (t) => {
  const { address } = await serve(t, { before });
  const dad = family(t);
  const page = await browse(t);
  await open(page, address, { hasNoWorker: true });
  await page.join(dad("invite", "--link", "--yes").trim());
  await keeping(page, address, true, { hasNoWorker: true });
  await page.until(async () => /doesn't open/.test(await page.text("keep-offline")), "no service worker");

  await page.open(address, NOW);
  await page.until(() => page.run("return navigator.serviceWorker.ready.then(({ active }) => active?.state === 'activated')"), "the service worker");
  await keeping(page, address, true);
  await page.until(async () => (await page.text("keep-offline")) === "ringtrue opens and works.", "the service worker on the screen");
});
