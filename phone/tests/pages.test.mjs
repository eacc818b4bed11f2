// Pages: printed and saved, as the program writes them; and a day sheet from its page to a
// call.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { browse, BROWSER, folder, laptop, onlyIn, plain, RULES, serve } from "./browser.mjs";

// Stub printing, since nobody answers the dialog.
const PRINTER = "window.printed = 0; window.print = () => { window.printed += 1; };";

const asks = (page, what) => page.until(async () => (await page.text("confirm-heading")) === what, what);
const says = (page, id, what) => page.until(async () => what.test(plain(await page.text(id))), String(what));

async function answer(page, typed) {
  await page.type("name", typed);
  await page.act("join");
}


// Saves a screenshot to a file.
async function screen(t, page) {
  const file = join(folder(t), "screen.png");
  writeFileSync(file, await page.picture());
  return file;
}

const read = (file) => execFileSync("zbarimg", ["--quiet", "--raw", file], { encoding: "utf8" }).trim();

// A phone with a family, which a laptop has joined whose roll has the same organiser's name.
async function made(t) {
  const { address } = await serve(t, { before: PRINTER });
  const page = await browse(t);
  await page.open(address);
  await page.reaches("start");
  await page.act("make");
  await asks(page, "A new family");
  await answer(page, "Smith family");
  await asks(page, "Your name");
  await answer(page, "Anna");
  await asks(page, "Let someone join");
  await answer(page, "Ben");
  await page.pick("An authenticator app");
  await asks(page, "Let them scan this");
  const ben = laptop(t);
  ben.file = (name) => join(ben.home, name);
  ben("join", await screen(t, page), "--yes");
  ben("members", "add", "Anna", "--me");
  await page.act("leave");
  await page.reaches("family");
  return { address, page, ben };
}

// Begins to print or save one of the pages.
async function begin(page, which) {
  await page.reaches("family");
  await page.act("pages");
  await asks(page, "Print or save a page");
  await page.pick(which);
}

async function prints(page) {
  const before = await page.run("return printed");
  await page.pick("Print it");
  await asks(page, "Did it print?");
  assert.equal(await page.run("return printed"), before + 1);
}

// A line of a day sheet: both halves.
const LINE = /\b(\d{3})\s+[a-z]+\s+(\d{3})\s+[a-z]+/;

// Returns what the browser prints: the file, its text and its number of pages. WebKit can't be
// told to print, so there it returns only the text of `place`.
async function printed(t, driver, place = "#paper") {
  if (BROWSER === "webkit") return { text: await driver.executeScript("return document.querySelector(arguments[0]).textContent", place) };
  const file = join(folder(t), "printed.pdf");
  writeFileSync(file, Buffer.from(await driver.printPage(), "base64"));
  // Without ligatures, which Firefox prints.
  const text = execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" }).normalize("NFKC");
  // A form feed ends each page.
  return { file, text, pages: text.split("\f").length - 1 };
}

// Prints the page that the program wrote, with the same browser.
async function programs(t, file) {
  const other = await browse(t);
  await other.driver.get(`file://${file}`);
  const paper = await printed(t, other.driver, "body");
  await other.close();
  return paper;
}

const assertSame = (one, other) => {
  assert.equal(one.text.trim(), other.text.trim());
  assert.equal(one.pages, other.pages);
};

function picture(t, { file }) {
  const start = join(folder(t), "page");
  execFileSync("pdftoppm", ["-png", "-r", "150", file, start]);
  return read(`${start}-1.png`);
}

const paperIsEmpty = (page) =>
  page.run("return document.getElementById('paper').childNodes.length === 0 && document.adoptedStyleSheets.length === 0 && document.title === 'ringtrue'");

// Saves the page that is offered, and returns the file.
async function save(page) {
  await page.pick("Save it as a file");
  await says(page, "question", /Is it saved/);
  const isWhole = (name) => name.endsWith(".html") && statSync(join(page.downloads, name)).size > 0;
  await page.until(() => readdirSync(page.downloads).some(isWhole), "the file");
  await page.act("join");
  return join(page.downloads, readdirSync(page.downloads).find(isWhole));
}

test("the invitation page is printed as the program writes it, and never on the screen", async (t) => {
  const { page, ben } = await made(t);
  ben("sheet", "--invite", "--out", ben.file("invite.html"), "--no-open");
  await begin(page, "Invitation page");
  await asks(page, "Invitation page");
  assert.match(await page.text("lines"), /anyone who has this page.*has your code/);
  await prints(page);
  const key = ben("invite", "--link", "--yes").match(/secret=(\w+)/)[1];
  assert.ok(!(await page.at("paper").isDisplayed()));
  assert.ok(!(await page.accessible()).replaceAll(" ", "").includes(key));

  const paper = await printed(t, page.driver);
  const theirs = await programs(t, ben.file("invite.html"));
  assertSame(paper, theirs);
  if (paper.file) {
    assert.equal(paper.pages, 1);
    assert.equal(picture(t, paper), ben("invite", "--link", "--yes").trim());
  }

  // A print dialog covers the page on a phone, and the paper is still there.
  await page.run("dispatchEvent(new Event('pagehide'))");
  assert.equal((await printed(t, page.driver)).text, paper.text);
  await page.act("uncover");
  await page.act("no");
  await asks(page, "Invitation page");
  assert.ok(await paperIsEmpty(page));
  await prints(page);
  await page.act("join");
  await page.reaches("family");
  assert.ok(await paperIsEmpty(page));

  // The saved file equals the program's.
  await begin(page, "Invitation page");
  const file = await save(page);
  assert.match(file, /smith-family-invite\.html$/);
  assert.equal(plain(readFileSync(file, "utf8")), plain(readFileSync(ben.file("invite.html"), "utf8")));
  await says(page, "question", /then delete it/);
  await page.act("join");
  await page.reaches("family");
});

test("cards list whom to call, and a contact that can't be used is asked for again", RULES, async (t) => {
  const { page, ben } = await made(t);
  const call = ["Mum, 555 0123", "Uncle Tom, +49 171 55", "Eve"];
  ben("sheet", "--card", ...call.flatMap((who) => ["--call", who]), "--out", ben.file("card.html"), "--no-open");
  await begin(page, "Two cards for the wallet");
  await says(page, "question", /Who can be called/);
  await answer(page, "Mum, later");
  await says(page, "problem", /no number after the comma/);
  for (const who of call) {
    await says(page, "question", who === call[0] ? /Who can be called/ : /Anyone else/);
    await answer(page, who);
  }
  await says(page, "lines", /They have no secret/);
  await prints(page);
  const paper = await printed(t, page.driver);
  assertSame(paper, await programs(t, ben.file("card.html")));
  assert.equal(paper.text.match(/Uncle Tom/g).length, 2);
  await page.act("join");
  await page.reaches("family");
  assert.ok(await paperIsEmpty(page));
  // Empty, there are lines to fill in.
  await begin(page, "Two cards for the wallet");
  await says(page, "question", /Who can be called/);
  await page.act("join");
  await says(page, "lines", /They have no secret/);
});

test("a day sheet counts once it is on paper, and the laptop gets it from its code", RULES, async (t) => {
  const { address, page, ben } = await made(t);
  const roll = async () => plain(await page.text("roll"));
  await begin(page, "Day sheet for someone without a phone");
  await says(page, "question", /Who is the sheet for/);
  await answer(page, "Grandma");
  await says(page, "lines", /It counts once you say here/);
  await prints(page);
  const first = await printed(t, page.driver);
  assert.match(first.text, /Grandma.s sheet/);
  // A line for each day.
  const lines = first.text.match(new RegExp(LINE, "g"));
  assert.equal(lines.length, 60);
  // If the person goes back now, the sheet never counts.
  await page.act("no");
  await says(page, "lines", /It counts once/);
  await page.act("leave");
  await page.reaches("family");
  assert.match(await page.text("family-done"), /doesn't count/);
  assert.doesNotMatch(await roll(), /Grandma/);

  await begin(page, "Day sheet for someone without a phone");
  await answer(page, "Grandma");
  await prints(page);
  const paper = await printed(t, page.driver);
  assert.notEqual(paper.text, first.text);
  await page.act("join");
  await asks(page, "The code of a day sheet");
  assert.match(plain(await page.text("lines")), /Show it to nobody else: anyone with it can pass as Grandma/);
  const code = await screen(t, page);
  assert.match(read(code), /^ringtrue-sheet:Grandma\?/);
  ben("join", code, "--yes");
  await page.act("join");
  await page.reaches("family");
  assert.match(plain(await page.text("family-done")), /Grandma's sheet of .* counts now/);
  assert.match(await roll(), /Grandma/);
  const [, half] = paper.text.match(LINE);
  const checked = ben("check", half, "--they-called", "--from", "Grandma", "--json");
  assert.equal(JSON.parse(checked).verdict, "match");

  // Another one ends it: it is asked first, and the old one counts until the new one does.
  await begin(page, "Day sheet for someone without a phone");
  await page.pick("Grandma");
  await says(page, "question", /A new sheet ends Grandma's sheet of /);
  await page.act("no");
  await page.reaches("family");
  await begin(page, "Day sheet for someone without a phone");
  await page.pick("Grandma");
  await says(page, "question", /Go on\?/);
  await page.act("join");
  await says(page, "lines", /It counts once/);
  await page.act("leave");
  await page.reaches("family");
  await begin(page, "The code of a day sheet");
  await asks(page, "The code of a day sheet");
  assert.equal(read(await screen(t, page)), read(code));
  await page.act("join");
  await page.reaches("family");

  // On a call, the phone knows the line.
  await page.open(address);
  await page.reaches("who-called");
  await page.act("they-called");
  await page.choose("Grandma");
  await page.reaches("hear");
  await page.type("heard", half);
  await page.act("check");
  await page.until(async () => (await page.scene()) === "outcome" || (await page.at("day").isDisplayed()), "a verdict");
  if ((await page.scene()) !== "outcome") await page.act("day-yes");
  await page.reaches("outcome");
  assert.equal(await page.verdict(), "match");
});

test("only the core's pages become HTML", { skip: onlyIn("chromium", "a module of the page's in a test's script") }, async (t) => {
  const { page } = await made(t);
  const refused = await page.run(`return import("./policy.js").then(({ trusted }) => {
    for (const all of [["<b>x</b>"], ["", "<b>x</b>"], ["", { html: () => "<b>x</b>" }]]) {
      try { trusted.createHTML(...all); return false; } catch (error) { if (!(error instanceof TypeError)) throw error; }
    }
    return true;
  })`);
  assert.ok(refused);
  const other = await page.run(`try { document.getElementById("paper").innerHTML = "<b>x</b>"; return false; } catch (error) { return error instanceof TypeError; }`);
  assert.ok(other);
});
