// New versions: downloaded whole, and used once a person accepts them.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { test } from "node:test";
import { browse, built, change, copy, folder, laptop } from "./browser.mjs";

const NOW = Math.floor(Date.now() / 30_000) * 30 + 3; // seconds since 1970

const OLD = versionOf(built("phone"));
const NEW = "9.9.9 (0123 4567 89ab cdef)";

function versionOf(files) {
  const [, version] = readFileSync(join(files, "version.js"), "utf8").match(/VERSION = "(.+)"/);
  return version;
}

// Serves the page from a host whose files can be replaced, and that can be told to break off
// or hang in the middle of one.
async function host(t) {
  const files = copy(t);
  const it = { files, cut: null, held: null, isHanging: false };
  const types = { html: "text/html", js: "text/javascript", css: "text/css", wasm: "application/wasm", svg: "image/svg+xml" };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const name = pathname === "/" ? "index.html" : pathname.slice(1);
    try {
      const body = readFileSync(join(files, name));
      response.writeHead(200, { "Content-Type": types[name.split(".").pop()] ?? "text/plain", "Content-Length": body.length });
      if (name !== it.cut && name !== it.held) return response.end(body);
      response.write(body.subarray(0, body.length / 2));
      if (name === it.held) return (it.isHanging = true);
      // As when the host, or this phone's network, suddenly disappears.
      it.stop();
    } catch {
      response.writeHead(404).end();
    }
  });
  const listen = (port) => new Promise((ready) => server.listen(port, "127.0.0.1", ready));
  await listen(0);
  const { port } = server.address();
  it.address = `http://localhost:${port}/`;
  it.stop = () => {
    server.close();
    server.closeAllConnections();
  };
  it.start = () => listen(port);
  t.after(it.stop);
  return it;
}

// Publishes another version: only its style and its version differ.
function publish({ files }, version = NEW) {
  change(files, "style.css", (text) => `${text}/* ${version} */\n`);
  change(files, "version.js", (text) => text.replace(/"[^"]+"/, `"${version}"`));
  const worker = join(files, "sw.js");
  writeFileSync(worker, readFileSync(worker, "utf8").replace(/ VERSION = "[^"]+"/, ` VERSION = "${version}"`));
}

// Makes the browser ask the host for a new version, as it also does by itself.
const ask = (page) => page.run("return navigator.serviceWorker.getRegistration().then((it) => it.update()).then(() => {}, () => {})");

// Returns all versions with cached files, and the two on record.
const kept = (page) =>
  page.run(`return caches.keys().then(async (names) => {
    const recorded = async (name) => (await caches.match(name, { cacheName: "ringtrue" }))?.text();
    return {
      versions: names.filter((name) => /^ringtrue \\d/.test(name)).map((name) => name.replace("ringtrue ", "")).sort(),
      chosen: await recorded("/chosen"),
      newest: await recorded("/newest"),
    };
  })`);

// Waits until the version that the page was first opened with is cached and in control.
const settled = (page) =>
  page.until(() => page.run("return navigator.serviceWorker.ready.then(({ active }) => active.state === 'activated' && Boolean(navigator.serviceWorker.controller))"), "the service worker");

// Returns this window's version, after checking that its style is of the same version.
async function shown(page) {
  const style = await page.run("return fetch('/style.css').then((answer) => answer.text())");
  const [, version] = style.match(/\/\* (9.*) \*\/\n$/) ?? [null, OLD];
  assert.equal(await page.run("return document.getElementById('version').textContent"), version);
  return version;
}

const notice = async (page) => {
  const place = await page.at("update");
  return (await place.isDisplayed()) ? place.getText() : "";
};

const noticed = (page) => page.until(() => notice(page), "the notice");

// Opens the page with a group, and waits until the old version is cached.
async function begun(t, { profile } = {}) {
  const site = await host(t);
  const dad = laptop(t);
  dad("new", "Smith family", "--yes");
  const page = await browse(t, { profile });
  await page.open(site.address, NOW);
  await page.join(dad("invite", "--link", "--yes").trim());
  await settled(page);
  return { site, dad, page };
}

// Sets a mark that the page loses when it restarts by itself.
const mark = (page) => page.run("window.before = true");
const restarted = (page) => page.isReloaded("before");

const home = async (page, address) => {
  await page.open(address, NOW);
  await page.reaches("who-called");
};

test("a new version is used once a person says yes, and not before", async (t) => {
  const profile = folder(t);
  const { site, dad, page } = await begun(t, { profile });
  assert.deepEqual(await kept(page), { versions: [OLD], chosen: OLD, newest: OLD });
  assert.equal(await notice(page), "");

  publish(site);
  await ask(page);
  await noticed(page);
  assert.equal(await page.text("update-version"), NEW);
  // It stays old after a reload, a restart of the browser, and with no other window open.
  await home(page, site.address);
  assert.equal(await shown(page), OLD);
  await page.close();
  const again = await browse(t, { profile });
  await home(again, site.address);
  assert.equal(await shown(again), OLD);
  await again.driver.get("about:blank");
  await home(again, site.address);
  assert.equal(await shown(again), OLD);
  await noticed(again);
  // Even without the host, it is the old version, and complete.
  site.stop();
  await home(again, site.address);
  assert.equal(await shown(again), OLD);
  await noticed(again);

  await mark(again);
  await again.act("use-update");
  await restarted(again);
  assert.equal(await shown(again), NEW);
  assert.equal(await notice(again), "");
  const { caller, answerer } = JSON.parse(dad("code", "--json", "--at", String(NOW)));
  await again.call("they-called", caller.digits);
  assert.equal(await again.verdict(), "match");
  assert.equal(await again.text("half"), answerer.digits);
  await again.close();

  // The old version is deleted once no window is open.
  const last = await browse(t, { profile });
  await site.start();
  await last.until(async () => {
    await home(last, site.address);
    const { versions } = await kept(last);
    await last.driver.get("about:blank");
    return versions.length === 1;
  }, "one version");
  await home(last, site.address);
  assert.deepEqual(await kept(last), { versions: [NEW], chosen: NEW, newest: NEW });
  assert.equal(await shown(last), NEW);
});

test("Later hides the notice until the page is reloaded, but not on the safety screen; no call is disturbed", async (t) => {
  const { site, page } = await begun(t);
  await page.resize({ width: 360, height: 640 });
  const places = () => page.run("return [...document.querySelectorAll('.big')].map((button) => button.getBoundingClientRect().top)");
  const before = await places();
  await page.call("they-called");
  publish(site);
  await ask(page);
  await page.until(async () => (await kept(page)).newest === NEW, "the new version");
  assert.equal(await notice(page), "");
  await page.act("start-over");
  await noticed(page);
  assert.deepEqual(await places(), before, "a finger on its way");
  await page.act("update-later");
  assert.equal(await notice(page), "");
  await page.unfold();
  await page.act("keep");
  await page.reaches("keep");
  assert.match(await notice(page), new RegExp(NEW.replace(/[()]/g, "\\$&")));
  assert.equal(await page.text("version"), OLD);
  await page.act("home");
  await page.reaches("who-called");
  assert.equal(await notice(page), "");

  await home(page, site.address);
  await noticed(page);
  await page.unfold();
  await page.act("keep");
  await mark(page);
  await page.act("use-update");
  await restarted(page);
  assert.equal(await shown(page), NEW);
});

test("a second window updates by itself, but only after its call, and not under duress", async (t) => {
  const { site, page } = await begun(t);
  const windows = [await page.driver.getWindowHandle()];
  const switchTo = (window) => page.driver.switchTo().window(windows[window]);
  for (const window of [1, 2]) {
    await page.driver.switchTo().newWindow("window");
    windows[window] = await page.driver.getWindowHandle();
    await home(page, site.address);
    await mark(page);
  }
  await page.run("dispatchEvent(new KeyboardEvent('keydown', { ctrlKey: true, key: 'g' }))");
  await switchTo(1);
  await page.call("they-called");

  await switchTo(0);
  publish(site);
  await ask(page);
  await noticed(page);
  await mark(page);
  await page.act("use-update");
  await restarted(page);
  assert.equal(await shown(page), NEW);

  // All its files are still of the version that it started with, even after the browser
  // stopped the worker.
  await switchTo(1);
  await page.stopWorkers();
  assert.equal(await page.scene(), "hear");
  assert.equal(await page.run("return window.before"), true);
  assert.equal(await shown(page), OLD);
  await page.act("start-over");
  await restarted(page);
  assert.equal(await shown(page), NEW);

  await switchTo(2);
  await page.until(async () => !(await notice(page)), "no notice");
  assert.equal(await page.run("return window.before"), true);
  assert.equal(await shown(page), OLD);
});

for (const [how, spoil] of [
  ["is cut off", (site) => { site.cut = "ringtrue_phone_bg.wasm"; }],
  ["is damaged", (site) => writeFileSync(join(site.files, "call.js"), "// half a file of another version\n")],
]) {
  test(`a download that ${how} leaves the old version as it is, and no half of the new one`, async (t) => {
    const { site, page } = await begun(t);
    publish(site);
    const call = readFileSync(join(site.files, "call.js"));
    spoil(site);
    await ask(page);
    await page.unfold();
    await page.act("keep");
    await page.until(() => page.text("update-stopped"), "what happened");
    assert.equal(await notice(page), "");
    assert.deepEqual(await kept(page), { versions: [OLD], chosen: OLD, newest: OLD });
    site.stop();
    await home(page, site.address);
    assert.equal(await shown(page), OLD);

    // The download is complete this time.
    site.cut = null;
    writeFileSync(join(site.files, "call.js"), call);
    await site.start();
    // After a reload, the page asks by itself.
    await home(page, site.address);
    await noticed(page);
    assert.deepEqual(await kept(page), { versions: [OLD, NEW], chosen: OLD, newest: NEW });
  });
}

test("a download during which the browser was closed is not served, and is deleted", async (t) => {
  const profile = folder(t);
  const { site, page } = await begun(t, { profile });
  publish(site);
  site.held = "ringtrue_phone_bg.wasm";
  await ask(page);
  await page.until(async () => (await kept(page)).versions.includes(NEW) && site.isHanging, "half a download");
  await page.close();

  const again = await browse(t, { profile });
  site.stop();
  await home(again, site.address);
  assert.equal(await shown(again), OLD);
  assert.deepEqual(await kept(again), { versions: [OLD], chosen: OLD, newest: OLD });
  site.held = null;
  await site.start();
  await home(again, site.address);
  await noticed(again);
  assert.deepEqual(await kept(again), { versions: [OLD, NEW], chosen: OLD, newest: NEW });
  assert.equal(await shown(again), OLD);
});

test("a browser that lost the files gets them from the network", async (t) => {
  const { site, page } = await begun(t);
  await page.run("return caches.keys().then((names) => Promise.all(names.map((name) => caches.delete(name))))");
  publish(site);
  await home(page, site.address);
  assert.equal(await shown(page), NEW);
});

test("the version is the one that phone/build printed", async (t) => {
  assert.match(OLD, /^\d+\.\d+\.\d+ \([0-9a-f]{4}( [0-9a-f]{4}){3}\)$/);
  const number = readFileSync(new URL("../../Cargo.toml", import.meta.url), "utf8").match(/^version = "(.+)"$/m)[1];
  assert.ok(OLD.startsWith(`${number} (`));
  const { page } = await begun(t);
  await page.unfold();
  await page.act("keep");
  await page.reaches("keep");
  assert.equal(await page.text("version"), OLD);
});
