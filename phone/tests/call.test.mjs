// Calls in both directions: what the page says is what the real program says.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { Key } from "selenium-webdriver";
import { browse, laptop, RULES, serve } from "./browser.mjs";

// Early in a step, so that a test is over before it ends. The laptop's own changes are
// made at about this time.
const NOW = Math.floor(Date.now() / 30_000) * 30 + 3; // seconds since 1970

// The numbers of versions, which may be a half by chance.
const NUMBERS = "#version, #broken p";

// Everything in the page: hidden text, input and attributes too, but not the keypad and the
// drawings, whose own digits may be a half.
const HELD = `
  const page = document.documentElement.cloneNode(true);
  for (const it of page.querySelectorAll("[data-key], svg, head, ${NUMBERS}")) it.remove();
  const values = [...document.querySelectorAll("input, textarea")].map((it) => it.value);
  return [page.outerHTML, ...values].join(" ");`;

// Everything that a page may say: 40 words of the word list are in it.
const locale = new URL("../../core/locales/en/", import.meta.url);
const SENTENCES = [new URL("../page/index.html", import.meta.url), ...readdirSync(locale).map((name) => new URL(name, locale))]
  .map((file) => readFileSync(file, "utf8"))
  .join();

// Returns those of `texts` that the page holds, for eyes or for screen readers.
async function held(page, ...texts) {
  const fixed = await page.run(`return [...document.querySelectorAll("${NUMBERS}")].map((it) => it.textContent)`);
  const read = fixed.reduce((rest, it) => rest.replaceAll(it, ""), await page.accessible());
  const places = [await page.run(HELD), read];
  return texts.filter((text) => places.some((place) => place.includes(text)));
}

// A laptop with a group, and a phone that joined it.
async function family(t) {
  const { address } = await serve(t);
  let dad;
  const code = (...words) => JSON.parse(dad("code", "--json", "--at", String(NOW), ...words));
  const halves = () => [code().caller, code().answerer].flatMap(({ digits, words }) => [digits, ...words]);
  // Not a family whose halves are the same, or which a page says anyway.
  do {
    dad = laptop(t);
    dad("new", "Smith family", "--yes");
  } while (new Set(halves()).size < 4 || halves().some((half) => SENTENCES.includes(half)));
  dad("members", "add", "Ben", "--app", "--yes");
  const link = dad("invite", "--link", "--yes").trim();
  const page = await browse(t);
  const open = (clock = NOW) => page.open(address, clock);
  // Early enough that the clock does not seem to go back when a test opens the page again.
  await open(NOW - 60);
  await page.join(link);
  return { page, dad, code, open, address, link };
}

// The program's own verdict, which is status 1 or 3 unless it is a match.
function verdict(dad, side, heard, at = NOW) {
  try {
    return JSON.parse(dad("check", heard, `--${side}`, "--json", "--at", String(at))).verdict;
  } catch (error) {
    return JSON.parse(error.stdout).verdict;
  }
}

// Returns a half that is never right: neither now nor at any other time that is checked.
function wrong(dad, side, at = NOW) {
  for (let digits = 100; digits < 1000; digits += 1) {
    if (verdict(dad, side, String(digits), at) === "no_match") return String(digits);
  }
  throw new Error("every half is something");
}

test("they called: their half matches, then ours is shown", async (t) => {
  const { page, code, open } = await family(t);
  const { caller, answerer } = code();
  await open();
  await page.call("they-called", caller.digits);
  assert.equal(await page.verdict(), "match");
  assert.equal(await page.text("half"), answerer.digits);
  assert.equal(await page.text("word"), answerer.words.join(" "));
});

test("I called: ours is shown first, and theirs matches", async (t) => {
  const { page, code, open } = await family(t);
  const { caller, answerer } = code();
  await open();
  await page.call("i-called");
  assert.equal(await page.text("half"), caller.digits);
  assert.equal(await page.text("word"), caller.words.join(" "));
  // The word works too, by its first letters.
  const [word] = answerer.words;
  await page.type("heard", word.slice(0, 4));
  assert.equal(await page.text("rest"), word.length > 4 ? word : "");
  await page.act("check");
  await page.reaches("outcome");
  assert.equal(await page.verdict(), "match");
});

test("the keypad alone is enough", async (t) => {
  const { page, code, open } = await family(t);
  const { caller } = code();
  await open();
  await page.call("they-called");
  const keys = ["1", "delete", ...caller.digits];
  for (const key of keys) await page.press(key);
  await page.act("check");
  await page.reaches("outcome");
  assert.equal(await page.verdict(), "match");
});

test("the keyboard alone is enough", async (t) => {
  const { page, code, open } = await family(t);
  const { caller, answerer } = code();
  await open();
  await page.reaches("who-called");
  const press = (key) => page.driver.actions().sendKeys(key).perform();
  const tabTo = async (what) => {
    for (let steps = 0; (await page.focused()) !== what; steps += 1) {
      assert.ok(steps < 30, `Tab never reaches ${what}`);
      await press(Key.TAB);
    }
  };
  await tabTo("show-code");
  await page.driver.actions().keyDown(" ").perform();
  assert.ok((await page.run("return document.getElementById('code').textContent")).includes(caller.digits));
  await page.driver.actions().keyUp(" ").perform();
  assert.equal(await page.run("return document.getElementById('code').textContent"), "");
  await open();
  await page.reaches("who-called");
  await tabTo("they-called");
  await press(Key.ENTER);
  await page.reaches("hear");
  assert.equal(await page.focused(), "heard");
  await press(caller.digits + Key.ENTER);
  await page.reaches("outcome");
  assert.equal(await page.text("half"), answerer.digits);
  await tabTo("over");
  await press(Key.ENTER);
  await page.reaches("who-called");
});

test("the field has the focus in every call, one after the other", async (t) => {
  const { page, code, open } = await family(t);
  const { caller } = code();
  await open();
  for (const act of ["they-called", "i-called", "i-called", "they-called"]) {
    await page.call(act);
    assert.equal(await page.focused(), "heard");
    await page.hear(caller.digits);
    assert.equal(await page.focused(), "verdict");
    await page.act("start-over");
  }
  for (let round = 0; round < 2; round += 1) {
    await page.unfold();
    await page.act("add");
    await page.act("paste");
    await page.reaches("paste");
    assert.equal(await page.focused(), "pasted");
    await page.act("back");
    await page.act("home");
  }
});

test("every verdict is the program's", RULES, async (t) => {
  const { page, dad, code, open } = await family(t);
  const at = (time, ...words) => JSON.parse(dad("code", "--json", "--at", String(time), ...words));
  // By chance two of the halves may be the same, which changes a verdict: then at another time.
  let start = NOW;
  const differ = () => {
    const codes = [at(start), at(start - 30), at(start - 150), at(start, "--duress"), at(start - 30, "--duress")];
    return new Set(codes.flatMap(({ caller, answerer }) => [caller.digits, answerer.digits])).size === 10;
  };
  while (!differ()) start += 30;
  const early = at(start - 150);
  const { caller, answerer } = at(start);
  const forced = at(start, "--duress");
  const heard = {
    no_match: wrong(dad, "they-called", start),
    own_half: answerer.digits,
    wrong_time: early.caller.digits,
    duress: forced.caller.digits,
    match: caller.digits,
    used: caller.digits,
  };
  for (const [name, said] of Object.entries(heard)) {
    await open(start);
    await page.call("they-called", said);
    assert.equal(await page.verdict(), name);
    assert.equal(verdict(dad, "they-called", said, start), name);
    const isThem = name === "match" || name === "duress";
    assert.equal((await page.text("half")) !== "", isThem, name);
    assert.equal((await page.text("headline")).startsWith("Hang up"), !isThem && name !== "used", name);
    await page.act("start-over");
    // The caller judges what is answered in the same way.
    const answer = { no_match: wrong(dad, "i-called", start), own_half: caller.digits, wrong_time: early.answerer.digits, duress: forced.answerer.digits, match: answerer.digits, used: answerer.digits }[name];
    await page.call("i-called", answer);
    assert.equal(await page.verdict(), name);
    assert.equal(verdict(dad, "i-called", answer, start), name);
    await page.act("start-over");
  }

  // The key is changed because the time has come, since someone left, then since a phone was
  // lost. A half that was accepted on the laptop in this step would be "used" there.
  const changes = [
    { how: [], answers: [false, false], name: "match_previous_generation" },
    { how: ["--overlap", "0"], answers: [false, true], name: "old_seed" },
    { how: ["--lost", "Ben"], answers: [true], name: "old_seed" },
  ];
  let later = start;
  for (const { how, answers, name } of changes) {
    later += 3000;
    const olds = Array.from({ length: 9 }, (_, step) => at(later + 30 * step).caller.digits);
    dad("rotate", "--yes", ...how);
    const halves = (time) => [at(time), at(time - 30), at(time, "--duress"), at(time - 30, "--duress")].flatMap(({ caller, answerer }) => [caller.digits, answerer.digits]);
    const step = olds.findIndex((old, step) => !halves(later + 30 * step).includes(old));
    const old = olds[step];
    later += 30 * step;
    await open(later);
    await page.reaches("who-called");
    await page.unfold();
    await page.act("add");
    await page.paste(dad("invite", "--link", "--yes").trim());
    await page.answer(true);
    for (const answer of answers) await page.answer(answer);
    await page.reaches("who-called");
    await page.call("they-called", old);
    assert.equal(verdict(dad, "they-called", old, later), name);
    assert.equal(await page.verdict(), name);
    await page.act("start-over");
  }
});

test("the answerer's half is nowhere in the page before the caller's has matched", async (t) => {
  const { page, code, open } = await family(t);
  const { caller, answerer } = code();
  const nowhere = async () => {
    assert.deepEqual(await held(page, answerer.digits, answerer.words[0]), []);
  };
  await open();
  await page.reaches("who-called");
  await nowhere();
  await page.call("they-called");
  await nowhere();
  await page.type("heard", caller.digits);
  await nowhere();
  await page.act("check");
  await page.reaches("outcome");
  assert.equal(await page.text("half"), answerer.digits);
  assert.ok((await page.accessible()).includes(answerer.digits));
  await page.act("start-over");
  await page.reaches("who-called");
  await nowhere();
});

test("two phones with different keys look the same until a half matches", async (t) => {
  const pictures = [];
  for (let phone = 0; phone < 2; phone += 1) {
    // Adds a picture of the first phone, or waits until the second one looks the same.
    const look = async (page, scene) => {
      if (phone === 0) pictures.push(await page.still());
      else await page.until(async () => (await page.still()).equals(pictures[scene]), `scene ${scene}, as on the first phone`);
    };
    const { page, dad, open } = await family(t);
    await open();
    await page.reaches("who-called");
    // Only the window that has the display's focus shows a caret and a ring.
    await page.run("document.styleSheets[0].insertRule('* { caret-color: transparent !important; outline: none !important; animation: none !important; transition: none !important }')");
    await look(page, 0);
    await page.call("they-called");
    await look(page, 1);
    await page.hear(wrong(dad, "they-called"));
    await look(page, 2);
  }
});

test("duress changes nothing on the screen but the half", async (t) => {
  const { page, code, open } = await family(t);
  const forced = code("--duress");
  await open();
  await page.reaches("who-called");
  const before = await page.picture();
  await page.hold("group");
  assert.ok((await page.picture()).equals(before));
  // The same screen shows no other half.
  await page.driver.actions().move({ origin: await page.button("show-code") }).press().perform();
  const held = await page.run("return document.getElementById('code').textContent");
  assert.ok(held.includes(forced.caller.digits) && held.includes(forced.answerer.digits));
  await page.driver.actions().release().perform();
  await page.call("i-called");
  assert.equal(await page.text("half"), forced.caller.digits);
  // The next call may be forced as well; the page ends that when it is opened again.
  await page.act("start-over");
  await page.reaches("who-called");
  await page.call("i-called");
  assert.equal(await page.text("half"), forced.caller.digits);
  await open();
  await page.call("i-called");
  assert.equal(await page.text("half"), code().caller.digits);
});

test("Ctrl-G is the same gesture, as in the terminal", async (t) => {
  const { page, code, open } = await family(t);
  const forced = code("--duress");
  await open();
  await page.reaches("who-called");
  await page.driver.actions().keyDown(Key.CONTROL).sendKeys("g").keyUp(Key.CONTROL).perform();
  await page.call("i-called");
  assert.equal(await page.text("half"), forced.caller.digits);
});

test("the code is shown while a finger rests on the button", async (t) => {
  const { page, code, open } = await family(t);
  const { caller, answerer } = code();
  await open();
  await page.reaches("who-called");
  const shown = () => page.run("return document.getElementById('code').textContent");
  assert.equal(await shown(), "");
  await page.driver.actions().move({ origin: await page.button("show-code") }).press().perform();
  const held = await shown();
  for (const half of [caller, answerer]) {
    assert.ok(held.includes(half.digits) && held.includes(half.words[0]));
  }
  await page.driver.actions().release().perform();
  assert.equal(await shown(), "");
});

test("after three minutes without a touch nothing is left on the screen", async (t) => {
  const { page, code, open } = await family(t);
  const { caller } = code();
  await open();
  await page.call("i-called");
  assert.equal(await page.text("half"), caller.digits);
  const pass = (seconds) =>
    page.run(`const real = performance.now.bind(performance); performance.now = () => real() + ${seconds * 1000}`);
  await pass(170);
  // Wait longer than one tick.
  await page.run("return new Promise((next) => setTimeout(next, 600))");
  assert.equal(await page.text("half"), caller.digits);
  await pass(10);
  await page.until(() => page.at("cover").isDisplayed(), "the cover");
  assert.deepEqual(await held(page, caller.digits), []);
});

test("in the background nothing is left on the screen", async (t) => {
  const { page, code, open } = await family(t);
  const { caller } = code();
  await open();
  await page.call("i-called");
  assert.equal(await page.text("half"), caller.digits);
  await page.run(`addEventListener("visibilitychange", () => {
    window.leftBehind ??= (() => { ${HELD} })();
  })`);
  const here = await page.driver.getWindowHandle();
  await page.driver.switchTo().newWindow("tab");
  // Firefox hides a page only once another one is drawn.
  await page.run("return new Promise((drawn) => requestAnimationFrame(drawn))");
  await page.driver.switchTo().window(here);
  const left = await page.until(() => page.run("return window.leftBehind"), "the page going to the background");
  assert.ok(!left.includes(caller.digits) && !left.includes(caller.words[0]));
  // Back again, the call goes on.
  await page.until(async () => (await page.text("half")) === caller.digits, "the half");
});

test("a phone that loses the focus shows nothing in its app switcher", async (t) => {
  const { page, code, open } = await family(t);
  const { caller } = code();
  await open();
  for (const isPhone of [false, true]) {
    await page.run(`window.matchMedia = (query) => ({ matches: query === "(pointer: coarse)" && ${isPhone} })`);
    await page.call("i-called");
    await page.until(async () => (await page.text("half")) === caller.digits, "the half");
    await page.run("dispatchEvent(new Event('blur'))");
    assert.equal(await page.at("cover").isDisplayed(), isPhone);
    await page.run("dispatchEvent(new Event('focus'))");
    assert.equal(await page.text("half"), caller.digits);
    await page.act("start-over");
  }
  // The key being pasted must not show either.
  await page.unfold();
  await page.act("add");
  await page.act("paste");
  await page.reaches("paste");
  await page.run("dispatchEvent(new Event('blur'))");
  assert.ok(await page.at("cover").isDisplayed());
});

test("the duress gesture disturbs no other screen", async (t) => {
  const { page, code, open } = await family(t);
  const forced = code("--duress");
  await open();
  await page.reaches("who-called");
  await page.unfold();
  await page.act("add");
  await page.act("paste");
  await page.reaches("paste");
  await page.type("pasted", "something");
  await page.hold("group");
  assert.equal(await page.scene(), "paste");
  assert.equal(await page.at("pasted").getAttribute("value"), "something");
  await page.act("back");
  await page.act("home");
  await page.call("i-called");
  assert.equal(await page.text("half"), forced.caller.digits);
});

test("a verdict that comes while the page is covered is drawn afterwards", async (t) => {
  const { page, code, open } = await family(t);
  const { caller, answerer } = code();
  await open();
  await page.call("they-called");
  await page.type("heard", caller.digits);
  const under = await page.run(`
    document.querySelector("[data-act=check]").click();
    const isHidden = Object.getOwnPropertyDescriptor(Document.prototype, "hidden");
    Object.defineProperty(document, "hidden", { configurable: true, get: () => true });
    document.dispatchEvent(new Event("visibilitychange"));
    return new Promise((next) => setTimeout(next, 800)).then(() => {
      const held = (() => { ${HELD} })();
      delete document.hidden;
      document.dispatchEvent(new Event("visibilitychange"));
      return held;
    })`);
  assert.ok(!under.includes(answerer.digits) && !under.includes(answerer.words[0]));
  await page.until(async () => (await page.text("half")) === answerer.digits, "the half");
});

test("a code that is about to change is shown with the next one", RULES, async (t) => {
  const { page, dad, open } = await family(t);
  const end = NOW - 3 + 16;
  const [now, next] = [end, end + 30].map((at) => JSON.parse(dad("code", "--json", "--at", String(at))));
  await open(end);
  await page.call("i-called");
  assert.equal(await page.text("half"), now.caller.digits);
  assert.equal(await page.text("next"), "");
  await page.moveClock(9);
  await page.until(async () => (await page.text("next")).includes(next.caller.digits), "the next half");
  // In the next step that is the half.
  await page.moveClock(5);
  await page.until(async () => (await page.text("half")) === next.caller.digits, "the next step");
});

test("a half that one page accepted counts as used in another", async (t) => {
  const { page, code, open, address } = await family(t);
  const { caller } = code();
  await open();
  await page.reaches("who-called");
  const first = await page.driver.getWindowHandle();
  await page.driver.switchTo().newWindow("tab");
  await page.open(address, NOW);
  await page.call("they-called", caller.digits);
  assert.equal(await page.verdict(), "match");
  await page.driver.switchTo().window(first);
  await page.act("they-called");
  await page.reaches("hear");
  assert.equal(await page.hear(caller.digits), "used");
});

test("from someone with a sheet, today's line counts once", RULES, async (t) => {
  const { page, code, open } = await family(t);
  const { caller } = code();
  const here = new Date(NOW * 1000);
  const day = Date.UTC(here.getFullYear(), here.getMonth(), here.getDate());
  const from = new Date(day).toISOString().slice(0, 10);
  // The second implementation: HOTP, whose counter is the day.
  const lineOf = (key, off = 0) => execFileSync("oathtool", ["--hotp", "--base32", `--counter=${day / 86_400_000 + off}`, key], { encoding: "utf8" }).trim();
  const keys = ["GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U"];
  const key = keys.find((key) => [0, 1].every((off) => lineOf(key, off).slice(0, 3) !== caller.digits));
  const line = lineOf(key);

  await open();
  await page.unfold();
  await page.act("add");
  await page.paste(`ringtrue-sheet:Grandma?key=${key}&from=${from}&days=60`);
  assert.match(await page.text("lines"), /Grandma/);
  assert.ok(!(await page.at("brought-group").isDisplayed()));
  await page.answer(true);
  await page.reaches("who-called");

  const callFrom = async (name) => {
    await open();
    await page.act("they-called");
    await page.choose(name);
    await page.reaches("hear");
  };
  await callFrom("Grandma");
  // It may be a line of another day.
  assert.notEqual(await page.hear(caller.digits), "match");
  await callFrom("Grandma");
  assert.equal(await page.hear(line.slice(0, 3)), "match");
  assert.equal(await page.text("half"), line.slice(3));
  // A line is not over in seconds.
  assert.ok(!(await page.at("left").isDisplayed()));
  await callFrom("Grandma");
  assert.equal(await page.hear(line.slice(0, 3)), "used");
  await callFrom("someone else");
  assert.equal(await page.hear(caller.digits), "match");
});

test("what another page changes is loaded, and disturbs no call", async (t) => {
  const { page, code, open, address } = await family(t);
  const boss = laptop(t);
  boss("new", "Office", "--yes");
  const { caller } = code();
  await open();
  await page.call("i-called");
  const first = await page.driver.getWindowHandle();
  await page.driver.switchTo().newWindow("tab");
  const other = await page.driver.getWindowHandle();
  await page.open(address, NOW);
  await page.unfold();
  await page.act("add");
  await page.join(boss("invite", "--link", "--yes").trim());

  await page.driver.switchTo().window(first);
  await page.until(() => page.run("return document.getElementById('cover').hidden"), "the page in front");
  assert.equal(await page.scene(), "say");
  assert.equal(await page.text("half"), caller.digits);
  await page.act("start-over");
  await page.unfold();
  await page.until(async () => (await page.text("groups")).includes("Office 1"), "the other group");

  // The other page forgets both; this one then has none either.
  await page.driver.switchTo().window(other);
  for (const left of [1, 0]) {
    await page.unfold();
    await page.act("forget");
    await page.act("forget-yes");
    await page.until(() => page.run(`return ${left} ? document.querySelectorAll("#groups li").length === 1 : document.body?.dataset.scene === "start"`), `${left} left`);
  }
  await page.driver.switchTo().window(first);
  await page.reaches("start");
});
