// Caches the page's files, so that it opens without a network. `phone/build` fills in
// their names and hashes, and the version.
//
// Each version has its own cache. The version of each window is recorded, and does not
// depend on which worker runs: a new version is downloaded, and waits until a person accepts
// it in update.js.
const FILES = [];
const VERSION = "";
// The page's own policy, sent as a header too: a worker takes its policy from its response.
const POLICY = "";

// The same names as in update.js. Never change them: versions read each other's records.
const RECORDS = "ringtrue";
const CHOSEN = "/chosen";
const NEWEST = "/newest";
const cacheOf = (version) => `ringtrue ${version}`;
// The version that each open window started with; all of the window's files come from it.
const WINDOWS = "ringtrue windows";
// Files that another app shared, until the page takes them: the same names as in shared.js.
const SHARED = "ringtrue shared";
const FILE = "/file";
const KEPT_AT = "Kept-At"; // milliseconds since 1970
const SHARE = "/share"; // as in manifest.webmanifest
const MAX_FILE_BYTES = 4_000_000; // bytes, as in join.js

async function record(cache, name, version) {
  await (await caches.open(cache)).put(name, new Response(version));
}

async function recorded(cache, name) {
  return (await caches.match(name, { cacheName: cache }))?.text();
}

async function download() {
  const cache = await caches.open(cacheOf(VERSION));
  await Promise.all(
    FILES.map(async ([name, hash]) => {
      // The hash keeps out a file that is damaged or half-uploaded.
      // Many hosts redirect `index.html` to `/`.
      const answer = await fetch(name === "index.html" ? "./" : name, { cache: "no-cache", integrity: hash });
      if (!answer.ok) throw new Error(name);
      const headers = new Headers(answer.headers);
      headers.set("Content-Security-Policy", `${POLICY}; frame-ancestors 'none'`);
      // A new Response, since browsers refuse to navigate to one that was redirected.
      await cache.put(name, new Response(await answer.blob(), { headers }));
    }),
  );
}

// Records the version only once it is complete, so that a partial download is never served.
async function install() {
  const [chosen, newest] = await Promise.all([CHOSEN, NEWEST].map((name) => recorded(RECORDS, name)));
  try {
    await download();
  } catch (error) {
    // Keep a complete copy of this version that was already here.
    if (VERSION !== chosen && VERSION !== newest) await caches.delete(cacheOf(VERSION));
    throw error;
  }
  await record(RECORDS, NEWEST, VERSION);
  // The first version needs no consent.
  if (chosen === undefined) await record(RECORDS, CHOSEN, VERSION);
}

// Deletes versions that no window can use any more, and the records of closed windows.
async function tidy() {
  const kept = [RECORDS, SHARED, cacheOf(VERSION), cacheOf(await recorded(RECORDS, CHOSEN))];
  const names = await caches.keys();
  // A later version is here already, or on its way.
  if (registration.installing || registration.waiting) return;
  await Promise.all(names.filter((name) => !kept.includes(name)).map((name) => caches.delete(name)));
}

async function versionFor({ request, clientId, resultingClientId }) {
  let version;
  if (request.mode !== "navigate") version = await recorded(WINDOWS, `/${clientId}`);
  else if ((await clients.matchAll()).length === 0) await tidy();
  version ??= await recorded(RECORDS, CHOSEN);
  // A new window or worker. A full disk must not stop it.
  if (resultingClientId) await record(WINDOWS, `/${resultingClientId}`, version).catch(() => {});
  return version;
}

async function cached(event) {
  const { pathname } = new URL(event.request.url);
  const name = pathname === "/" ? "index.html" : pathname.slice(1);
  return caches.match(name, { cacheName: cacheOf(await versionFor(event)) });
}

// Falls back to the network if the browser deleted the cache.
const answer = async (event) => (await cached(event).catch(() => {})) ?? fetch(event.request);

// Stores what was shared until the page takes it, and opens the page. Nothing is sent anywhere.
async function keepShared(request) {
  try {
    const form = await request.formData();
    const shared = form.get("file") ?? form.get("text");
    const file = new Blob([shared ?? ""], { type: shared?.type });
    if (file.size > 0) {
      const headers = { [KEPT_AT]: Date.now() };
      const kept = file.size <= MAX_FILE_BYTES ? new Response(file, { headers }) : new Response(null, { headers, status: 413 });
      await (await caches.open(SHARED)).put(FILE, kept);
    }
  } catch {
    // The page opens without it.
  }
  return Response.redirect("./", 303);
}

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  const { origin, pathname } = new URL(event.request.url);
  const { method } = event.request;
  if (origin !== location.origin) return;
  if (method === "GET") event.respondWith(answer(event));
  else if (method === "POST" && pathname === SHARE) event.respondWith(keepShared(event.request));
});
