// Set-up for the page's tests: the built page served on this machine, a browser, and the
// real program beside it.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after as atEnd } from "node:test";
import { fileURLToPath } from "node:url";
import { Builder, By, Capabilities } from "selenium-webdriver";
import * as chrome from "selenium-webdriver/chrome.js";
import * as firefox from "selenium-webdriver/firefox.js";
import { DriverService } from "selenium-webdriver/remote/index.js";

// The browser of this run; `phone/test` runs the tests in each.
export const BROWSER = process.env.RINGTRUE_BROWSER ?? "chromium";

// Why a test can't run in this browser, for its `skip`; false if it can.
export const onlyIn = (browser, reason) => BROWSER !== browser && `${reason}: ${browser} only`;

// For tests of what the core decides, on screens that other tests open in every browser.
export const RULES = { skip: onlyIn("chromium", "the core's rules, which are the same everywhere") };

const root = fileURLToPath(new URL("../../", import.meta.url));

// A program that doesn't answer fails the test instead of holding it up.
const PATIENCE = 30_000; // milliseconds

export const built = (build) => join(root, "target", build);

export const PHONE = { width: 390, height: 844 };

// Lets storage fail as a full disk does, when a transaction ends: once `isFull` is true. With
// `breaks` too, nothing can be read after that.
export const FULL = `{
  const { get, put } = IDBObjectStore.prototype;
  globalThis.isFull = globalThis.breaks = globalThis.isBroken = false;
  IDBObjectStore.prototype.get = function (...all) {
    if (isBroken) throw new DOMException("broken", "UnknownError");
    return get.apply(this, all);
  };
  IDBObjectStore.prototype.put = function (...all) {
    const request = put.apply(this, all);
    const full = () => {
      isBroken = breaks;
      Object.defineProperty(this.transaction, "error", { value: new DOMException("full", "QuotaExceededError") });
      this.transaction.abort();
    };
    if (isFull && ["version", "probe"].includes(all[1])) request.onsuccess = full;
    return request;
  };
}`;

// Returns a text without the marks that keep names apart from sentences.
export const plain = (text) => text.replace(/[\u2068\u2069]/g, "");

const left = new WeakMap();

// Does `act` when the test `t` ends, in reverse order: a browser is closed before its
// folder is removed.
function after(t, act) {
  if (!left.has(t)) {
    left.set(t, []);
    t.after(async () => {
      for (const act of left.get(t).reverse()) await act();
    });
  }
  left.get(t).push(act);
}

// A browser that was closed may still write its last lines.
const remove = (path) => rm(path, { recursive: true, force: true, maxRetries: 9, retryDelay: 100 });

// Makes a folder that is removed when the test `t` ends.
export function folder(t) {
  const path = mkdtempSync(join(tmpdir(), "ringtrue-phone-"));
  after(t, () => remove(path));
  return path;
}

// Copies the page, for a test to change.
export function copy(t, files = testPage()) {
  const copied = folder(t);
  cpSync(files, copied, { recursive: true });
  return copied;
}

const hash = (text) => createHash("sha256").update(text).digest("base64");

// Changes a file of such a copy. The service worker is told the new hash, as by
// `phone/build`.
export function change(files, name, act) {
  const [path, worker] = [join(files, name), join(files, "sw.js")];
  const before = readFileSync(path, "utf8");
  const after = act(before);
  const known = readFileSync(worker, "utf8");
  if (after === before || !known.includes(hash(before))) throw new Error(`${name} can't be changed so`);
  writeFileSync(path, after);
  writeFileSync(worker, known.replace(hash(before), hash(after)));
}

let copied;

// Returns the folder of the built page, copied and changed so that the address can set its
// clock. It then stands still: a slow test doesn't outlast a code.
export function testPage() {
  if (copied) return copied;
  copied = mkdtempSync(join(tmpdir(), "ringtrue-phone-"));
  cpSync(built("phone"), copied, { recursive: true });
  change(copied, "draw.js", (text) =>
    text.replace("Date.now();", "clock === null ? Date.now() : clock * 1000 + (window.later ?? 0);").concat(`
      const clock = new URLSearchParams(location.search).get("test-clock");`),
  );
  return copied;
}

atEnd(() => copied && remove(copied));

// Serves the page, or another folder.
// `before` is a script that runs before the page's own.
export async function serve(t, { files = testPage(), before } = {}) {
  if (before) {
    files = copy(t, files);
    writeFileSync(join(files, "before.js"), before);
    change(files, "index.html", (page) => page.replace("<script", '<script src="before.js"></script>\n<script'));
  }
  const server = spawn(join(root, "phone/serve"), ["0", files], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => server.once("exit", resolve));
  const stop = () => {
    server.kill();
    return ended;
  };
  after(t, stop);
  for await (const address of createInterface({ input: server.stdout })) return { address, stop };
  throw new Error("phone/serve did not start");
}

// A group on a laptop, by the real program.
export function laptop(t) {
  const home = folder(t);
  const program = (...words) =>
    execFileSync(join(root, "target/debug/ringtrue"), words, {
      encoding: "utf8",
      env: { ...process.env, RINGTRUE_HOME: home, LC_ALL: "C.UTF-8" },
      stdio: ["ignore", "pipe", "pipe"],
    });
  program.home = home;
  return program;
}

// How each browser is started. Only Chromium can play a film to its camera, and has more
// commands than WebDriver.
const drivers = {
  chromium(profile, downloads, film) {
    const options = new chrome.Options()
      .setChromeBinaryPath("/usr/bin/chromium")
      .addArguments("--headless=new", "--no-sandbox", "--disable-gpu", `--user-data-dir=${profile}`)
      .setUserPreferences({ "download.default_directory": downloads });
    if (film) {
      options.addArguments(
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        `--use-file-for-fake-video-capture=${film}`,
      );
    }
    return new Builder()
      .forBrowser("chrome")
      .setChromeOptions(options)
      .setChromeService(new chrome.ServiceBuilder("/usr/bin/chromedriver"))
      .build();
  },

  firefox(profile, downloads) {
    const options = new firefox.Options()
      .setBinary("/usr/bin/firefox-esr")
      .addArguments("-headless", "-profile", profile)
      .setPreference("browser.download.dir", downloads)
      // 2: use that folder.
      .setPreference("browser.download.folderList", 2)
      // Grant persistent storage without a prompt.
      .setPreference("dom.storageManager.prompt.testing", true)
      // No window of Firefox's is as narrow as a phone; what the page sees can be.
      .enableBidi();
    return new Builder()
      .forBrowser("firefox")
      .setFirefoxOptions(options)
      .setFirefoxService(new firefox.ServiceBuilder("geckodriver"))
      .build();
  },

  async webkit(profile, downloads) {
    // The driver would hang without a display.
    if (!process.env.DISPLAY) throw new Error("WebKit needs a display: `phone/test webkit` brings one");
    const service = new DriverService.Builder("WebKitWebDriver").setLoopback(true).build();
    const capabilities = new Capabilities({
      browserName: "webkit",
      "webkitgtk:browserOptions": { binary: join(root, "phone/tests/webkit"), args: [profile, downloads] },
    });
    const driver = await new Builder().usingServer(await service.start()).withCapabilities(capabilities).build();
    const quit = driver.quit.bind(driver);
    driver.quit = () => quit().finally(() => service.kill());
    return driver;
  },
};

// Browsers that earlier tests of this file are done with. Starting one takes seconds, and each
// test serves an address of its own, with storage of its own.
const spare = [];

atEnd(() => Promise.all(spare.map(({ stop }) => stop())));

async function start(profile, downloads, film) {
  const driver = await drivers[BROWSER](profile, downloads, film);
  await driver.manage().setTimeouts({ pageLoad: PATIENCE });
  return { driver, downloads, stop: () => driver.quit() };
}

async function borrow() {
  const mine = spare.pop();
  if (mine) return mine;
  const [profile, downloads] = [1, 2].map(() => mkdtempSync(join(tmpdir(), "ringtrue-phone-")));
  const { driver } = await start(profile, downloads);
  const stop = async () => {
    await driver.quit();
    for (const path of [profile, downloads]) await remove(path);
  };
  return { driver, downloads, stop };
}

// Closes what a test opened in a browser, with what it set there, and keeps the browser for the
// next test.
async function giveBack(browser) {
  const { driver, downloads } = browser;
  try {
    const old = await driver.getAllWindowHandles();
    await driver.switchTo().newWindow("tab");
    const fresh = await driver.getWindowHandle();
    for (const handle of old) {
      await driver.switchTo().window(handle);
      await driver.close();
    }
    await driver.switchTo().window(fresh);
    for (const name of readdirSync(downloads)) await remove(join(downloads, name));
    spare.push(browser);
  } catch {
    await browser.stop();
  }
}

// A browser with empty storage, or with the storage in `profile`.
export async function browse(t, { profile, size = PHONE, film } = {}) {
  const isShared = !profile && !film;
  const browser = isShared ? await borrow() : await start(profile ?? folder(t), folder(t), film);
  const page = new Page(browser.driver, browser.downloads, () => (isShared ? giveBack(browser) : browser.stop()));
  after(t, () => page.close());
  await page.resize(size);
  return page;
}

export class Page {
  #isOpen = true;
  #end;

  constructor(driver, downloads, end) {
    this.#end = end;
    this.driver = driver;
    this.downloads = downloads;
  }

  // Sets the size of what the page sees, as on a phone.
  async resize({ width, height }) {
    if (BROWSER === "chromium") {
      return this.sendDevTools("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: true });
    }
    if (BROWSER === "firefox") {
      const [bidi, context] = [await this.driver.getBidi(), await this.driver.getWindowHandle()];
      await bidi.send({ method: "browsingContext.setViewport", params: { context, viewport: { width, height } } });
    } else {
      await this.driver.manage().window().setRect({ width, height });
    }
    return this.until(() => this.run("return innerWidth === arguments[0] && innerHeight === arguments[1]", width, height), "the size");
  }

  // Sends a DevTools command: Chromium has more commands than WebDriver.
  sendDevTools(command, parameters = {}) {
    return this.driver.sendAndGetDevToolsCommand(command, parameters);
  }

  // Stops the service workers, as a browser does after a while. Only Chromium can be
  // told to.
  async stopWorkers() {
    if (BROWSER !== "chromium") return;
    await this.sendDevTools("ServiceWorker.enable");
    await this.sendDevTools("ServiceWorker.stopAllWorkers");
  }

  // Opens the page; `clock` are seconds since 1970.
  async open(address, clock) {
    await this.driver.get(clock === undefined ? address : `${address}?test-clock=${clock}`);
  }

  // Moves the page's clock, until it is reloaded.
  moveClock(seconds) {
    return this.run("window.later = (window.later ?? 0) + arguments[0] * 1000", seconds);
  }

  // Runs a script. In Firefox it has a global object of its own: put into `window` what must
  // stay, or what the page must see.
  run(script, ...values) {
    return this.driver.executeScript(script, ...values);
  }

  // Waits until `found` is true.
  until(found, what) {
    return this.driver.wait(found, PATIENCE, what);
  }

  scene() {
    return this.run("return document.body?.dataset.scene ?? null");
  }

  // Waits until the page has reloaded itself, and so lost this mark of its window.
  isReloaded(mark) {
    const script = `return !window.${mark} && document.body?.dataset.scene === "who-called"`;
    // While it loads, there may be nothing to run a script in.
    return this.until(() => this.run(script).catch(() => false), "the page, opened anew");
  }

  async reaches(scene) {
    let now;
    await this.until(async () => (now = await this.scene()) === scene, `the scene ${scene}`).catch((error) => {
      error.message += `, not ${now}`;
      throw error;
    });
  }

  // Waits until the open question can be answered: a new one in the place of another ignores
  // touches at first.
  settled() {
    return this.until(() => this.run("return !document.querySelector('[data-settling]')"), "a question that can be answered");
  }

  // Touches a button once it is on the screen.
  async act(name) {
    await (await this.button(name)).click();
  }

  // Presses a place for long enough to count as a long press.
  async hold(id) {
    const place = await this.at(id);
    await this.driver.actions().move({ origin: place }).press().pause(2000).release().perform();
  }

  async button(name) {
    await this.settled();
    const shown = async () => {
      for (const button of await this.driver.findElements(By.css(`[data-act="${name}"]`))) {
        if (await button.isDisplayed()) return button;
      }
      return null;
    };
    return this.until(shown, `a button "${name}"`);
  }

  // Touches the answer, or the member, with this label; else the first one that contains it.
  async pick(label) {
    const buttons = '//*[@id="options" or @id="roll"]//button';
    const touch = async () => {
      await this.settled();
      for (const is of [`.="${label}"`, `contains(., "${label}")`]) {
        for (const button of await this.driver.findElements(By.xpath(`${buttons}[${is}]`))) {
          if (!(await button.isDisplayed())) continue;
          await button.click();
          return true;
        }
      }
      return false;
    };
    // The page may draw the buttons again in between.
    await this.until(() => touch().catch(() => false), `a button "${label}"`);
  }

  at(id) {
    return this.driver.findElement(By.id(id));
  }

  text(id) {
    return this.at(id).getText();
  }

  async type(id, text) {
    const input = await this.at(id);
    await input.clear();
    if (text) await input.sendKeys(text);
  }

  // Hands in a link or a key, where it can be pasted, and waits for the first question.
  async paste(text) {
    await this.reaches("start");
    await this.act("paste");
    await this.reaches("paste");
    await this.type("pasted", text);
    await this.act("read");
    await this.reaches("confirm");
  }

  // Answers a question, and waits for the next one or another scene.
  async answer(isYes) {
    const question = await this.text("question");
    await this.act(isYes ? "join" : "no");
    await this.until(
      async () => (await this.scene()) !== "confirm" || (await this.text("question")) !== question,
      "another question",
    );
  }

  // Joins a group by its link. The page is open, and shows `start`.
  async join(link) {
    await this.paste(link);
    await this.answer(true);
    await this.reaches("who-called");
  }

  // Takes in a backup, on a page that shows `start` or `who-called`. Returns what is in it.
  async restore(file, passphrase) {
    await this.until(async () => ["start", "who-called"].includes(await this.scene()), "the first screen");
    await (await this.at("file")).sendKeys(file);
    await this.reaches("confirm");
    await this.type("name", passphrase);
    await this.act("join");
    await this.until(async () => (await this.text("question")) === "Restore this backup?", "what is in the backup");
    const lines = await this.text("lines");
    await this.answer(true);
    // Answers that nothing was lost.
    if ((await this.scene()) === "confirm") await this.answer(false);
    await this.reaches("who-called");
    return lines;
  }

  // Waits until a backup is sealed, and saves it. Returns its path.
  async saveBackup() {
    await this.until(async () => (await this.text("confirm-heading")) === "Your backup is ready", "the backup");
    const before = readdirSync(this.downloads);
    await this.act("join");
    // Firefox makes an empty file first.
    const isWhole = (name) => !before.includes(name) && name.endsWith(".age") && statSync(join(this.downloads, name)).size > 0;
    await this.until(() => readdirSync(this.downloads).some(isWhole), "the file");
    assert.match(await this.text("question"), /Is it saved/);
    await this.answer(true);
    return join(this.downloads, readdirSync(this.downloads).find(isWhole));
  }

  // Shows the list of groups.
  async unfold() {
    await this.reaches("who-called");
    if (!(await this.at("more").getAttribute("open"))) await this.driver.findElement(By.css("#more summary")).click();
  }

  // Answers "Who is it?".
  async choose(name) {
    await this.reaches("who-is-it");
    await this.driver.findElement(By.xpath(`//*[@id="candidates"]//button[contains(., "${name}")]`)).click();
  }

  press(key) {
    return this.driver.findElement(By.css(`[data-key="${key}"]`)).click();
  }

  // Begins a call; `said` is what the other side says, if they did.
  async call(act, said) {
    await this.act(act);
    await this.reaches(act === "i-called" ? "say" : "hear");
    if (said !== undefined) await this.hear(said);
  }

  async hear(said) {
    await this.type("heard", said);
    await this.act("check");
    await this.reaches("outcome");
    return this.verdict();
  }

  // Returns the id or act of the element that has the focus.
  focused() {
    return this.run("return document.activeElement.id || document.activeElement.dataset.act");
  }

  verdict() {
    return this.at("verdict").getAttribute("data-verdict");
  }

  // Returns the names of the files stored on the phone.
  storedNames() {
    return this.run(`return indexedDB.databases().then(async (all) => {
      if (!all.some(({ name }) => name === "ringtrue")) return [];
      const done = (request) => new Promise((resolve) => { request.onsuccess = () => resolve(request.result); });
      const database = await done(indexedDB.open("ringtrue"));
      const names = await done(database.transaction("files").objectStore("files").getAllKeys());
      database.close();
      return names;
    })`);
  }

  // Returns the stored files with these names: bytes, or else JSON.
  async storedFiles(names) {
    const values = await this.run(
      `const [names] = arguments;
      const done = (request) => new Promise((resolve) => { request.onsuccess = () => resolve(request.result); });
      return done(indexedDB.open("ringtrue")).then(async (database) => {
        const files = database.transaction("files").objectStore("files");
        const values = await Promise.all(names.map((name) => done(files.get(name))));
        database.close();
        const plain = (value) => (ArrayBuffer.isView(value) ? [...value] : value instanceof ArrayBuffer ? [...new Uint8Array(value)] : value);
        return values.map((value) => (value?.iv ? Object.entries(value).map(([name, it]) => [name, plain(it)]) : plain(value)));
      })`,
      names,
    );
    return values.map((value) => (typeof value?.[0] === "number" ? Buffer.from(value) : value));
  }

  // Returns the stored files with these names, and the device key, which the page's own scripts
  // can use.
  async storedFilesAndKey(names) {
    const { key, files, isExtractable } = await this.run(
      `const [names] = arguments;
      const done = (request) => new Promise((resolve) => { request.onsuccess = () => resolve(request.result); });
      return done(indexedDB.open("ringtrue")).then(async (database) => {
        const files = database.transaction("files").objectStore("files");
        const [{ iv, sealed }, wrapping, ...values] = await Promise.all(["device.key", "wrapping", ...names].map((name) => done(files.get(name))));
        database.close();
        const key = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, wrapping, sealed);
        return { key: new TextDecoder().decode(key), files: values.map((value) => [...value]), isExtractable: wrapping.extractable };
      })`,
      names,
    );
    return { key, files: files.map((file) => Buffer.from(file)), isExtractable };
  }

  // Overwrites a stored file.
  overwriteFile(name, base64) {
    return this.run(
      `const [name, base64] = arguments;
      return new Promise((resolve) => {
        const request = indexedDB.open("ringtrue");
        request.onsuccess = () => {
          const transaction = request.result.transaction("files", "readwrite");
          transaction.objectStore("files").put(Uint8Array.from(atob(base64), (it) => it.charCodeAt(0)), name);
          transaction.oncomplete = () => { request.result.close(); resolve(); };
        };
      })`,
      name,
      base64,
    );
  }

  // Returns everything that a screen reader can read. Outside Chromium that is the text that
  // is drawn, and all names. In WebKit, an element that is not drawn has no name.
  async accessible() {
    if (BROWSER !== "chromium") {
      // Elements with a role or a name of their own: the others are read as their text.
      const named = await this.driver.findElements(By.css("body :is(button, input, textarea, summary, section, dialog, svg, img, video, h1, ol, ul, [role], [aria-label], [aria-labelledby])"));
      const names = named.map((it) => it.getAccessibleName().catch(() => ""));
      return [await this.run("return document.body.innerText"), ...(await Promise.all(names))].join(" ");
    }
    const { nodes } = await this.sendDevTools("Accessibility.getFullAXTree");
    // Without the numbers of nodes, which may look like a half.
    const texts = ({ name, value, description }) => [name?.value, value?.value, description?.value];
    return nodes.filter(({ ignored }) => !ignored).flatMap(texts).filter(Boolean).join(" ");
  }

  async picture() {
    return Buffer.from(await this.driver.takeScreenshot(), "base64");
  }

  // A picture once the browser has drawn everything: two in a row are the same.
  async still() {
    let last;
    await this.until(async () => {
      const before = last;
      last = await this.picture();
      return before?.equals(last);
    }, "a picture that stays");
    return last;
  }

  async close() {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    await this.#end();
  }
}
