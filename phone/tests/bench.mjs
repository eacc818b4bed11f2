// Measures what a person waits for, with the processor at full speed and slowed to a quarter:
// `node phone/tests/bench.mjs`, once `phone/build` has run. Prints a table.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { test } from "node:test";
import { browse, built, folder, laptop, serve } from "./browser.mjs";
import { film } from "./film.mjs";

const ROUNDS = 7;

const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
const rows = [];
const row = (what, most, ...figures) => rows.push(`| ${what} | ${most} | ${figures.join(" | ")} |`);
const ms = (value) => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;

// Records when each scene and verdict appears.
const WATCH = `
  globalThis.seen = {};
  new MutationObserver(() => {
    const { scene } = document.body?.dataset ?? {};
    if (scene) seen[scene] ??= performance.now();
    const { verdict } = document.getElementById("verdict")?.dataset ?? {};
    if (verdict) seen.verdict ??= performance.now();
  }).observe(document, { subtree: true, childList: true, attributes: true });
  addEventListener("submit", () => { seen.asked = performance.now(); delete seen.verdict; }, true);
  addEventListener("playing", () => { seen.playing = performance.now(); }, true);
`;

test("bench", async (t) => {
  const files = built("phone");
  const wire = readdirSync(files).reduce((sum, name) => sum + brotliCompressSync(readFileSync(join(files, name))).length, 0);
  row("download (brotli)", "1 MB", `${Math.round(wire / 1000)} KB`, "");

  const dad = laptop(t);
  dad("new", "Smith family", "--yes");
  const picture = join(dad.home, "invite.png");
  dad("invite", "--png", picture, "--yes");
  const link = dad("invite", "--link", "--yes").trim();

  const { address, stop } = await serve(t, { files });
  const studio = await browse(t);
  const camera = join(folder(t), "camera.y4m");
  await film(studio, readFileSync(picture), camera);
  await studio.close();

  const found = [];
  for (let round = 0; round < 3; round += 1) {
    const page = await browse(t, { film: camera });
    await page.sendDevTools("Page.addScriptToEvaluateOnNewDocument", { source: WATCH });
    await page.open(address);
    await page.act("scan");
    await page.reaches("confirm");
    found.push(await page.run("return seen.confirm - seen.playing"));
    await page.close();
  }

  const page = await browse(t);
  await page.sendDevTools("Page.addScriptToEvaluateOnNewDocument", { source: WATCH });
  await page.open(address);
  await page.join(link);
  await page.until(() => page.run("return navigator.serviceWorker.ready.then(({ active }) => active?.state === 'activated')"), "the service worker");
  await stop();

  const opened = {};
  const verdicts = {};
  const frames = {};
  for (const rate of [1, 4]) {
    await page.sendDevTools("Emulation.setCPUThrottlingRate", { rate });
    opened[rate] = [];
    verdicts[rate] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      await page.open(address);
      await page.reaches("who-called");
      opened[rate].push(await page.run("return seen['who-called']"));
      await page.call("they-called", "123");
      verdicts[rate].push(await page.run("return seen.verdict - seen.asked"));
      await page.act("start-over");
    }
    // Throttling does not reach the reader's worker: do the same on the page's own thread.
    frames[rate] = await page.run(`
      return import("./ringtrue_phone.js").then(async (core) => {
        await core.default();
        const [width, height] = [960, 540];
        const took = [];
        for (let round = 0; round < 5; round += 1) {
          const grey = new Uint8Array(width * height).map((_, at) => (at * 7919) % 251);
          const start = performance.now();
          core.readGrey(width, height, grey);
          took.push(performance.now() - start);
        }
        return took.sort((a, b) => a - b)[2];
      });`);
  }
  row("opened without a network, to the call screen", "1 s at a quarter", ms(median(opened[1])), ms(median(opened[4])));
  row("verdict", "20 ms at a quarter", ms(median(verdicts[1])), ms(median(verdicts[4])));
  row("a code held before the camera, found", "1 s", ms(median(found)), "not measured");
  row("a frame of 960 × 540 without a code", "", ms(frames[1]), ms(frames[4]));
  const table = ["| | at most | full speed | a quarter |", "| --- | --- | ---: | ---: |", ...rows].join("\n");
  console.log(table);
  writeFileSync(join(built(""), "phone-bench.md"), `${table}\n`);
});
