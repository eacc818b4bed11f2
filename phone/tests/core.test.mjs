// The core as WebAssembly gives the same answers as natively. `phone/test` builds both and
// runs this.

import assert from "node:assert/strict";
import { webcrypto } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";

// Node.js 18 has no global `crypto`.
globalThis.crypto ??= webcrypto;

const built = new URL("../../target/phone/", import.meta.url);
const read = (name) => readFileSync(new URL(name, built));

const phone = await import(
  `data:text/javascript;base64,${read("ringtrue_phone.js").toString("base64")}`
);
const { memory } = phone.initSync({ module: read("ringtrue_phone_bg.wasm") });
const answers = JSON.parse(readFileSync(new URL("../../target/phone-answers.json", import.meta.url)));

const bytes = (text) => new TextEncoder().encode(text);

function refusal(act) {
  try {
    act();
  } catch (error) {
    assert.ok(error instanceof Error && !(error instanceof WebAssembly.RuntimeError), error);
    return error.message;
  }
  assert.fail("this must be refused");
}

function joined(link, at) {
  const one = phone.Phone.create();
  one.read(bytes(link), at, 0);
  one.join(at);
  return one;
}

// Compares two JSON texts. The order of their keys differs: the program turns on a feature of
// `serde_json` that keeps it, and the page doesn't.
const same = (actual, expected) => assert.deepEqual(JSON.parse(actual), JSON.parse(expected));

// Checks that reading `text` gives what the native library gave.
function reads(one, { text, asked, error }) {
  const read = () => one.read(bytes(text), 1_770_000_000_000, 0);
  if (error) assert.equal(refusal(read), error);
  else same(read(), asked);
}

const isMixed = (read) => read.some(({ asked }) => asked) && read.some(({ error }) => error);

test(`${answers.links.length} links of the core's vectors`, () => {
  assert.ok(isMixed(answers.links));
  for (const answer of answers.links) {
    const one = phone.Phone.create();
    reads(one, answer);
    one.free();
  }
});

test(`${answers.sheets.length} sheet codes of the core's vectors`, () => {
  assert.ok(isMixed(answers.sheets));
  const one = joined(answers.first, 1_770_000_000_000);
  for (const answer of answers.sheets) reads(one, answer);
  one.free();
});

const codes = answers.codes.flatMap(({ due }) => due);

test(`${codes.length} codes`, () => {
  assert.ok(codes.length >= 90);
  for (const { link, due } of answers.codes) {
    const one = joined(link, 1_770_000_000_000);
    for (const { at, code } of due) {
      // At the first and the last millisecond of the second.
      for (const now of [at, at + 999]) same(one.code(now), code);
    }
    one.free();
  }
});

const checks = answers.calls.flatMap((call) => call.checks);

test(`${checks.length} verdicts`, () => {
  const seen = new Set();
  for (const { link, at, rotation, checks } of answers.calls) {
    const one = joined(link, rotation?.at ?? at);
    if (rotation) {
      one.read(bytes(rotation.link), rotation.at, 0);
      one.follow(rotation.reason, undefined, rotation.at);
    }
    for (const { own, heard, stage } of checks) {
      one.startOver();
      one.beginCall(own);
      one.submit(heard, at, 0);
      same(one.stage(at, 0), stage);
      seen.add(JSON.parse(stage).verdict);
    }
    one.free();
  }
  seen.delete(undefined);
  assert.deepEqual([...seen].sort(), [...answers.verdicts].sort());
});

test("frames of a camera", () => {
  assert.ok(answers.frames.some(({ texts }) => texts?.length === 1));
  for (const { frame, texts, error } of answers.frames) {
    const grey = Buffer.from(frame.grey, "base64");
    const look = () => phone.readGrey(frame.width, frame.height, grey);
    if (error) {
      assert.equal(refusal(look), error);
      continue;
    }
    const found = look().map((text) => {
      const bytes = text.bytes();
      text.free();
      return new TextDecoder().decode(bytes);
    });
    assert.deepEqual(found, texts);
  }
});

test("a code in a frame enrols", () => {
  const { frame, texts } = answers.frames.find(({ texts }) => texts?.length === 1);
  const grey = Buffer.from(frame.grey, "base64");
  const [text] = phone.readGrey(frame.width, frame.height, grey);
  const one = phone.Phone.create();
  assert.equal(texts[0], answers.first);
  assert.equal(JSON.parse(one.read(text.bytes(), 1_770_000_000_000, 0)).entry, "Smith family 1");
});

// Returns the places of `secret` in the instance's memory.
const copies = (secret) => {
  const bytes = Buffer.from(memory.buffer);
  const places = [];
  for (let at = bytes.indexOf(secret); at >= 0; at = bytes.indexOf(secret, at + 1)) places.push(at);
  return places;
};

test("no copy of a seed or the phone's key is left once the phone is closed", () => {
  const seed = Buffer.from("445500ba2c286d8e763e80fc685a438d27c89ce9", "hex");
  const base32 = "IRKQBORMFBWY45R6QD6GQWSDRUT4RHHJ";
  assert.deepEqual(copies(seed), []);
  const link = `otpauth://totp/ringtrue:Smith%20family%201?secret=${base32}&issuer=ringtrue`;
  const now = 1_800_000_003_000;
  const first = phone.Phone.create();
  const key = Buffer.from(first.key());
  assert.equal(JSON.parse(first.read(bytes(link), now, 0)).kind, "join");
  first.join(now);
  const saved = first.save(now);
  const [vault, recent] = [saved.vault(), saved.recent()];
  saved.free();
  first.free();

  const again = phone.Phone.open(new Uint8Array(key), vault, recent);
  again.beginCall("answerer");
  again.typed("123", now);
  again.submit("123", now, 0);
  again.startOver();
  again.code(now);
  assert.ok(copies(seed).length > 0, "an open phone has its seed");
  again.free();
  assert.deepEqual(copies(seed), []);
  assert.deepEqual(copies(base32), []);
  const start = key.indexOf("AGE-SECRET-KEY-1") + 16;
  assert.deepEqual(copies(key.subarray(start, start + 40)), []);
});
