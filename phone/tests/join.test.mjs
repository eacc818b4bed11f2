// From nothing to the joined group, and what is kept of it.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { test } from "node:test";
import { browse, built, change, copy, laptop, onlyIn, RULES, serve, testPage } from "./browser.mjs";
import { film } from "./film.mjs";

const NOW = Math.floor(Date.now() / 30_000) * 30 + 3; // seconds since 1970

const CAMERA = { skip: onlyIn("chromium", "a film for the camera") };

function family(t) {
  const dad = laptop(t);
  dad("new", "Smith family", "--yes");
  dad.link = () => dad("invite", "--link", "--yes").trim();
  dad.code = (at = NOW) => JSON.parse(dad("code", "--json", "--at", String(at)));
  dad.file = (name) => join(dad.home, name);
  return dad;
}

// Checks with a call that the phone has the laptop's group.
async function agrees(page, dad, address) {
  const { caller, answerer } = dad.code();
  await page.open(address, NOW);
  await page.call("i-called");
  assert.equal(await page.text("half"), caller.digits);
  assert.equal(await page.hear(answerer.digits), "match");
}

test("the camera reads the code, and the words are compared before anything is kept", CAMERA, async (t) => {
  const { address } = await serve(t);
  const dad = family(t);
  dad("invite", "--png", dad.file("invite.png"), "--yes");
  const studio = await browse(t);
  await film(studio, readFileSync(dad.file("invite.png")), dad.file("camera.y4m"));
  await studio.close();

  const page = await browse(t, { film: dad.file("camera.y4m") });
  await page.open(address, NOW);
  await page.act("scan");
  await page.reaches("confirm");
  assert.equal(await page.text("brought-entry"), "Smith family 1");
  const words = dad("words").match(/family's words[^]*?\n +([a-z ]+)/)[1].trim();
  assert.equal((await page.text("check-words")).replaceAll("\n", " "), words);
  assert.deepEqual(await page.storedNames(), []);
  assert.equal(await page.run("return document.getElementById('video').srcObject"), null);

  // Answering no saves nothing.
  await page.act("no");
  await page.reaches("start");
  assert.deepEqual(await page.storedNames(), []);

  await page.act("scan");
  await page.reaches("confirm");
  await page.act("join");
  await page.reaches("who-called");
  await agrees(page, dad, address);
});

test("a picture that breaks its reader costs a frame, not the page", CAMERA, async (t) => {
  const dad = family(t);
  dad("invite", "--png", dad.file("invite.png"), "--yes");
  // The page with a reader that traps, as rxing may, until the browser has seen some frames.
  const files = copy(t);
  const trap = `new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 5, 1, 3, 0, 0, 11]))).exports.f()`;
  change(files, "qr-worker.js", (reader) => reader.replace("    await ready;\n", `    await ready;\n    if (Math.random() < 0.7) ${trap};\n`));
  const { address } = await serve(t, {
    files,
    before: "globalThis.readers = 0; const terminate = Worker.prototype.terminate; Worker.prototype.terminate = function () { readers += 1; terminate.call(this); };",
  });
  const studio = await browse(t);
  await film(studio, readFileSync(dad.file("invite.png")), dad.file("camera.y4m"));
  await studio.close();

  // Broken readers are replaced until one of them reads.
  const page = await browse(t, { film: dad.file("camera.y4m") });
  let broken = 0;
  while (broken === 0) {
    await page.open(address, NOW);
    await page.act("scan");
    await page.reaches("confirm");
    broken += await page.run("return readers");
  }
  assert.equal(await page.text("brought-entry"), "Smith family 1");
});

test("a photo or a file does as well", async (t) => {
  const dad = family(t);
  dad("invite", "--png", dad.file("invite.png"), "--yes");
  writeFileSync(dad.file("link.txt"), `The link: ${dad.link()}\n`);
  for (const name of ["invite.png", "link.txt"]) {
    const { address } = await serve(t);
    const page = await browse(t);
    await page.open(address, NOW);
    await page.reaches("start");
    await page.at("file").sendKeys(dad.file(name));
    await page.reaches("confirm");
    await page.act("join");
    await page.reaches("who-called");
    await agrees(page, dad, address);
  }
});

test("for a key typed by hand, its name and number are asked for", RULES, async (t) => {
  const { address } = await serve(t);
  const dad = family(t);
  const key = dad.link().match(/secret=(\w+)/)[1];
  const page = await browse(t);
  await page.open(address, NOW);
  await page.paste(key.toLowerCase().replace(/(.{4})/g, "$1 "));
  await page.type("name", "Smith family 1");
  await page.answer(true);
  assert.equal(await page.text("brought-entry"), "Smith family 1");
  await page.act("join");
  await page.reaches("who-called");
  await agrees(page, dad, address);
});

test("a new key that jumps ahead asks for its number, and an older one is refused", RULES, async (t) => {
  const { address } = await serve(t);
  const dad = family(t);
  const page = await browse(t);
  await page.open(address, NOW);
  await page.join(dad.link());
  const link = (number, secret) => `otpauth://totp/ringtrue:Smith%20family%20${number}?secret=${secret}&issuer=ringtrue`;
  const far = link(77, "MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U");
  const bring = async (text) => {
    await page.unfold();
    await page.act("add");
    await page.paste(text);
  };
  await bring(far);
  assert.match(await page.text("lines"), /Smith family 1/);
  await page.answer(true);
  assert.equal(await page.focused(), "name");
  await page.type("name", "76");
  await page.answer(true);
  await page.answer(false);
  await page.answer(false);
  await page.reaches("who-called");
  assert.match(await page.text("problem"), /not the right number/);
  assert.equal(await page.text("entry"), "Smith family 1");

  await bring(far);
  await page.answer(true);
  assert.equal(await page.focused(), "name");
  await page.type("name", "77");
  await page.answer(true);
  await page.answer(true);
  await page.until(async () => (await page.text("entry")) === "Smith family 77", "the new key");

  await page.unfold();
  await page.act("add");
  await page.act("paste");
  await page.type("pasted", dad.link());
  await page.act("read");
  await page.until(() => page.text("problem"), "an error");
  assert.equal(await page.scene(), "paste");
});

test("input that can't be used is refused with the reason", async (t) => {
  const { address } = await serve(t);
  const dad = family(t);
  const page = await browse(t);
  await page.open(address, NOW);
  await page.act("paste");
  const cut = dad.link().replace(/secret=(\w{20})\w+/, "secret=$1");
  for (const text of [cut, "hello", "", "otpauth://totp/x?secret=A&secret=B"]) {
    await page.type("pasted", text);
    await page.act("read");
    await page.until(() => page.text("problem"), `an error for ${text.slice(0, 9)}`);
    assert.equal(await page.scene(), "paste");
    assert.ok(!(await page.text("problem")).includes(cut.match(/secret=(\w+)/)[1]));
    await page.run("document.getElementById('problem').textContent = ''");
  }
  assert.deepEqual(await page.storedNames(), []);
});

test("Debian's age opens the vault with the phone's key", async (t) => {
  const { address } = await serve(t);
  const dad = family(t);
  const page = await browse(t);
  await page.open(address, NOW);
  await page.join(dad.link());
  const { key, files, isExtractable } = await page.storedFilesAndKey(["vault.age"]);
  assert.equal(isExtractable, false);
  writeFileSync(dad.file("phone.key"), key, { mode: 0o600 });
  writeFileSync(dad.file("phone.age"), files[0]);
  const toml = execFileSync("age", ["--decrypt", "--identity", dad.file("phone.key"), dad.file("phone.age")], { encoding: "utf8" });
  assert.match(toml, /^# mac = [0-9a-f]{64}\n/);
  assert.ok(toml.includes("Smith family") && toml.includes(dad.link().match(/secret=(\w+)/)[1]));
});

test("a group is forgotten, and its seed with it", async (t) => {
  const { address } = await serve(t);
  const [dad, boss] = [family(t), laptop(t)];
  boss("new", "Office", "--yes");
  const page = await browse(t);
  await page.open(address, NOW);
  await page.join(dad.link());
  await page.unfold();
  await page.act("add");
  await page.join(boss("invite", "--link", "--yes").trim());
  assert.equal(await page.text("entry"), "Office 1");
  await page.unfold();
  await page.act("forget");
  await page.act("forget-no");
  await page.act("forget");
  await page.act("forget-yes");
  await page.until(async () => (await page.text("entry")) === "Smith family 1", "the other group");
  // Neither in the vault nor in the one before.
  const seed = boss("invite", "--link", "--yes").match(/secret=(\w+)/)[1];
  const { key, files } = await page.storedFilesAndKey(["vault.age", "vault.age.bak"]);
  writeFileSync(dad.file("phone.key"), key, { mode: 0o600 });
  for (const file of files) {
    writeFileSync(dad.file("phone.age"), file);
    const toml = execFileSync("age", ["--decrypt", "--identity", dad.file("phone.key"), dad.file("phone.age")], { encoding: "utf8" });
    assert.ok(toml.includes("Smith family") && !toml.includes(seed));
  }
  await agrees(page, dad, address);
});

test("a half-written or foreign vault is never overwritten", async (t) => {
  const { address } = await serve(t);
  const dad = family(t);
  const page = await browse(t);
  await page.open(address, NOW);
  await page.join(dad.link());
  const stranger = await browse(t);
  await stranger.open(address, NOW);
  await stranger.join(dad.link());
  const { files: [foreign] } = await stranger.storedFilesAndKey(["vault.age"]);
  for (const value of ["damaged", foreign.toString("base64")]) {
    await page.overwriteFile("vault.age", value);
    await page.open(address, NOW);
    await page.reaches("confirm");
    assert.match(await page.text("question"), /Nothing here is deleted before/);
    const isKept = async () => (await page.storedFilesAndKey(["vault.age"])).files[0].toString("base64") === Buffer.from(value, "base64").toString("base64");
    assert.ok(await isKept());
    // Starting over deletes nothing yet.
    await page.act("join");
    await page.reaches("start");
    assert.ok(await isKept());
  }
  await page.join(dad.link());
  await agrees(page, dad, address);
});

test("when the disk is full, nothing is half-saved, and calls still work", async (t) => {
  const { address } = await serve(t);
  const dad = family(t);
  const { caller, answerer } = dad.code();
  const page = await browse(t);
  await page.open(address, NOW);
  await page.reaches("start");
  await page.run(`
    const { put } = IDBObjectStore.prototype;
    window.isFull = true;
    IDBObjectStore.prototype.put = function (...all) {
      const request = put.apply(this, all);
      if (window.isFull) this.transaction.abort();
      return request;
    };`);
  await page.paste(dad.link());
  await page.act("join");
  await page.until(() => page.text("problem"), "an error");
  assert.match(await page.text("problem"), /couldn't save that. Nothing was changed/);
  assert.equal(await page.scene(), "start");
  assert.deepEqual(await page.storedNames(), []);

  await page.run("window.isFull = false");
  await page.join(dad.link());
  await page.run("window.isFull = true");
  await page.call("they-called", caller.digits);
  assert.equal(await page.verdict(), "match");
  assert.equal(await page.text("half"), answerer.digits);
  await page.until(() => page.text("problem"), "an error");
  assert.match(await page.text("problem"), /couldn't save that this half was used/);
});

test("a browser that can't store a key is reported before anything is enrolled", async (t) => {
  const { address } = await serve(t, {
    before: `const get = IDBObjectStore.prototype.get;
      IDBObjectStore.prototype.get = function (name) {
        const request = get.call(this, name);
        const { get: read } = Object.getOwnPropertyDescriptor(IDBRequest.prototype, "result");
        Object.defineProperty(request, "result", { get() { const it = read.call(this); return it instanceof CryptoKey ? null : it; } });
        return request;
      };`,
  });
  const page = await browse(t);
  await page.open(address, NOW);
  await page.reaches("install");
  assert.match(await page.text("install-why"), /can't keep your family's key/);
});

test("the page enrols nothing in a frame, or at an address that it shares", async (t) => {
  // Another host, which sends no header against frames.
  const files = testPage();
  const host = createServer((request, response) => {
    const name = new URL(request.url, "http://localhost").pathname.replace(/^\/(sub\/)?/, "") || "index.html";
    if (name === "frame.html") {
      response.writeHead(200, { "Content-Type": "text/html" }).end('<iframe src="/" width="390" height="700"></iframe>');
      return;
    }
    const types = { html: "text/html", js: "text/javascript", css: "text/css", wasm: "application/wasm" };
    try {
      const body = readFileSync(join(files, name));
      response.writeHead(200, { "Content-Type": types[name.split(".").pop()] ?? "text/plain" }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((ready) => host.listen(0, "127.0.0.1", ready));
  t.after(() => host.close());
  const address = `http://localhost:${host.address().port}/`;
  const page = await browse(t);
  await page.open(`${address}sub/`, NOW);
  await page.reaches("install");
  assert.match(await page.text("install-why"), /can't run at this address/);
  await page.open(`${address}frame.html`);
  await page.driver.switchTo().frame(0);
  await page.reaches("install");
  assert.match(await page.text("install-why"), /another page/);
});

test("nothing leaves the phone, and no foreign script runs", async (t) => {
  const { address } = await serve(t);
  const other = createServer((_, response) => response.end()).listen(0, "127.0.0.1");
  await new Promise((ready) => other.once("listening", ready));
  t.after(() => other.close());
  let asked = 0;
  other.on("request", () => (asked += 1));
  const elsewhere = `http://localhost:${other.address().port}/`;
  const page = await browse(t);
  await page.open(address, NOW);
  await page.reaches("start");
  const loaded = await page.run("return performance.getEntriesByType('resource').map(({ name }) => new URL(name).origin)");
  assert.deepEqual([...new Set(loaded)], [new URL(address).origin]);
  const refused = await page.run(
    `const [elsewhere] = arguments;
    const attempt = async (act) => { try { await act(); return "done"; } catch (error) { return error.name; } };
    return (async () => ({
      fetch: await attempt(() => fetch(elsewhere)),
      image: await attempt(() => new Promise((resolve, reject) => { const image = new Image(); image.onload = resolve; image.onerror = () => reject(new TypeError()); image.src = elsewhere; })),
      eval: await attempt(() => window.eval("1")),
      markup: await attempt(() => { document.body.innerHTML += ""; }),
      worker: await attempt(() => new Worker("data:text/javascript,1")),
      inline: await attempt(() => { const script = document.createElement("script"); script.text = "globalThis.hacked = true"; document.body.append(script); if (!globalThis.hacked) throw new TypeError(); }),
    }))();`,
    elsewhere,
  );
  for (const [way, result] of Object.entries(refused)) assert.notEqual(result, "done", way);
  assert.equal(asked, 0);
});
