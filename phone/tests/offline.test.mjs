// The page without a network.

import assert from "node:assert/strict";
import { appendFileSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { test } from "node:test";
import { browse, change, copy, folder, laptop, serve } from "./browser.mjs";

const NOW = Math.floor(Date.now() / 30_000) * 30 + 3; // seconds since 1970

test("without the server, a restarted browser opens the page with its group", async (t) => {
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

test("a file that is damaged or half-uploaded is not cached", async (t) => {
  const files = copy(t);
  appendFileSync(join(files, "call.js"), "// half a file of another version\n");
  const { address } = await serve(t, {
    files,
    before: `const { register } = ServiceWorkerContainer.prototype;
      ServiceWorkerContainer.prototype.register = function (...all) {
        const registered = register.apply(this, all);
        globalThis.ended = registered.then(({ installing }) => new Promise((resolve) => {
          installing.onstatechange = () => ["activated", "redundant"].includes(installing.state) && resolve(installing.state);
        }));
        return registered;
      };`,
  });
  // A browser of its own: WebKit installs no worker in one in which a worker has failed.
  const page = await browse(t, { profile: folder(t) });
  await page.open(address, NOW);
  await page.reaches("start");
  assert.equal(await page.run("return globalThis.ended"), "redundant");
});

test("a host that redirects, and one that sends no policy", async (t) => {
  // Many hosts redirect `index.html` to `/`.
  const files = copy(t);
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
  // Now from the cache, with the policy that the host did not send.
  await page.open(address, NOW);
  await page.reaches("start");
  const policy = await page.run("return fetch('/qr-worker.js').then(({ headers }) => headers.get('Content-Security-Policy'))");
  assert.match(policy, /default-src 'none'.*frame-ancestors 'none'/);
});
