// The page without a network.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { appendFileSync, cpSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { test } from "node:test";
import { browse, built, folder, laptop, serve } from "./browser.mjs";

const NOW = Math.floor(Date.now() / 30_000) * 30 + 3; // seconds since 1970

test("without the server, in a browser started anew, the page opens with its group", async (t) => {
  const { address, stop } = await serve(t);
  const dad = laptop(t);
  dad("new", "Smith family", "--yes");
  const profile = folder(t);
  let page = await browse(t, { profile });
  await page.open(address, NOW);
  await page.join(dad("invite", "--link", "--yes").trim());
  await page.until(() => page.run("return navigator.serviceWorker.ready.then(({ active }) => active?.state === 'activated')"), "the service worker");
  await page.close();
  await stop();

  page = await browse(t, { profile });
  await page.open(address, NOW);
  await page.reaches("who-called");
  const { caller, answerer } = JSON.parse(dad("code", "--json", "--at", String(NOW)));
  await page.call("they-called", caller.digits);
  assert.equal(await page.text("half"), answerer.digits);
});

test("a file that is damaged or half-uploaded is not kept", async (t) => {
  const files = folder(t);
  cpSync(built("phone-test"), files, { recursive: true });
  appendFileSync(join(files, "call.js"), "// half a file of another version\n");
  const { address } = await serve(t, { files });
  const page = await browse(t);
  await page.tell("Page.addScriptToEvaluateOnNewDocument", {
    source: `const { register } = ServiceWorkerContainer.prototype;
      ServiceWorkerContainer.prototype.register = function (...all) {
        const registered = register.apply(this, all);
        globalThis.ended = registered.then(({ installing }) => new Promise((resolve) => {
          installing.onstatechange = () => ["activated", "redundant"].includes(installing.state) && resolve(installing.state);
        }));
        return registered;
      };`,
  });
  await page.open(address, NOW);
  await page.reaches("start");
  assert.equal(await page.run("return globalThis.ended"), "redundant");
});

test("a host that redirects, and a version that waits until the page was closed", async (t) => {
  // Many hosts send `index.html` on to `/`.
  const files = folder(t);
  cpSync(built("phone-test"), files, { recursive: true });
  const host = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    if (pathname === "/index.html") return response.writeHead(308, { Location: "/" }).end();
    const name = pathname === "/" ? "index.html" : pathname.slice(1);
    const types = { html: "text/html", js: "text/javascript", css: "text/css", wasm: "application/wasm" };
    try {
      const body = readFileSync(join(files, name));
      return response.writeHead(200, { "Content-Type": types[name.split(".").pop()] ?? "text/plain" }).end(body);
    } catch {
      return response.writeHead(404).end();
    }
  });
  await new Promise((ready) => host.listen(0, "127.0.0.1", ready));
  t.after(() => host.close());
  const address = `http://localhost:${host.address().port}/`;
  const page = await browse(t);
  const active = (script) => page.until(() => page.run(`return navigator.serviceWorker.getRegistration().then((it) => Boolean(it?.${script}))`), script);
  await page.open(address, NOW);
  await page.reaches("start");
  await active("active");
  // From the cache alone, and with the policy that the host did not send.
  await page.open(address, NOW);
  await page.reaches("start");
  const policy = await page.run("return fetch('/qr-worker.js').then(({ headers }) => headers.get('Content-Security-Policy'))");
  assert.match(policy, /default-src 'none'.*frame-ancestors 'none'/);

  // Another version: its hash is right, and so it is installed, and waits.
  const style = join(files, "style.css");
  const worker = join(files, "sw.js");
  const hash = (text) => `sha256-${createHash("sha256").update(text).digest("base64")}`;
  const [before, after] = [readFileSync(style, "utf8"), `${readFileSync(style, "utf8")}/* new */\n`];
  writeFileSync(style, after);
  writeFileSync(worker, readFileSync(worker, "utf8").replace(hash(before), hash(after)).replace(/VERSION = "\w+"/, 'VERSION = "another"'));
  await page.run("return navigator.serviceWorker.getRegistration().then((it) => it.update())");
  await active("waiting");
  await page.open(address, NOW);
  assert.equal(await page.run("return fetch('/style.css').then((it) => it.text())"), before);
  // Elsewhere: no window of the page is left.
  await page.driver.get("about:blank");
  await page.until(async () => {
    await page.open(address, NOW);
    const text = await page.run("return fetch('/style.css').then((it) => it.text())");
    if (text !== after) await page.driver.get("about:blank");
    return text === after;
  }, "the new version");
});
