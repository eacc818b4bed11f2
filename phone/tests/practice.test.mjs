// Practice calls, in which the phone plays the other side.

import assert from "node:assert/strict";
import { test } from "node:test";
import { browse, laptop, plain, RULES, serve } from "./browser.mjs";

const NOW = Math.floor(Date.now() / 30_000) * 30 + 3; // seconds since 1970

test("a person practises with a relative and with an impostor, and real calls stay as they were", RULES, async (t) => {
  // Once the test sets `isFirst`, random choices give the first drill that is due, and the first side.
  const { address } = await serve(t, {
    before: `const drawn = crypto.getRandomValues.bind(crypto);
      crypto.getRandomValues = (bytes) => (window.isFirst ? bytes.fill(0) : drawn(bytes));`,
  });
  const dad = laptop(t);
  dad("new", "Smith family", "--yes");
  const code = JSON.parse(dad("code", "--json", "--at", String(NOW)));
  const page = await browse(t);
  await page.open(address, NOW);
  await page.join(dad("invite", "--link", "--yes").trim());
  await page.act("family");
  await page.reaches("family");
  await page.run("window.isFirst = true");

  await page.act("practise");
  await page.reaches("practice");
  assert.match(await page.text("story"), /Your phone rings/);
  await page.act("begin-drill");
  await page.reaches("who-called");
  const says = plain(await page.text("says"));
  const [, word] = says.match(/: .*, (\w+)\."$/);
  await page.act("they-called");
  await page.reaches("hear");
  // A drill does not use the family's real half.
  assert.notEqual(word, code.caller.words.join(" "));
  await page.type("heard", word);
  await page.act("check");
  await page.reaches("outcome");
  assert.equal(await page.run("return document.getElementById('verdict').dataset.tone"), "good");
  assert.match(await page.text("says"), /now your half/);
  await page.act("speak");
  await page.reaches("practice-over");
  assert.equal(await page.text("practice-heading"), "That was right.");

  await page.act("practise");
  await page.reaches("practice");
  await page.act("begin-drill");
  await page.reaches("who-called");
  assert.match(await page.text("says"), /You go first/);
  await page.act("let-repeat");
  await page.until(async () => /my own voice/.test(await page.text("says")), "what they say next");
  await page.act("they-called");
  await page.reaches("hear");
  await page.act("start-over");
  await page.reaches("who-called");
  await page.act("they-called");
  await page.reaches("hear");
  await page.act("speak");
  await page.reaches("practice-over");
  assert.equal(await page.text("practice-heading"), "That was not right.");
  assert.match(await page.text("lesson"), /said your half first/);
  const [state] = await page.storedFiles(["state.toml"]);
  assert.match(state, /"asks-first"[^]*right = false/);

  await page.act("leave-drill");
  await page.reaches("who-called");
  assert.equal(await page.run("return document.body.dataset.practice ?? null"), null);
  await page.call("they-called");
  assert.equal(await page.hear(code.caller.digits), "match");
});
