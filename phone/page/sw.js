// Keeps the page's files, so that it opens without a network. `phone/build` writes
// their names and hashes here. A new version waits until no page has the old one.
const FILES = [];
const VERSION = "";

const CACHE = `ringtrue ${VERSION}`;

async function install() {
  const cache = await caches.open(CACHE);
  await Promise.all(
    FILES.map(async ([name, hash]) => {
      // One that is damaged or half-uploaded is not taken.
      const answer = await fetch(name, { cache: "no-cache", integrity: hash });
      if (!answer.ok) throw new Error(name);
      await cache.put(name, answer);
    }),
  );
}

async function activate() {
  for (const name of await caches.keys()) {
    if (name !== CACHE) await caches.delete(name);
  }
  await clients.claim();
}

async function answer(request) {
  const { pathname } = new URL(request.url);
  const name = pathname === "/" ? "index.html" : pathname.slice(1);
  const cache = await caches.open(CACHE);
  return (await cache.match(name)) ?? fetch(request);
}

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("fetch", (event) => {
  const isOurs = new URL(event.request.url).origin === location.origin;
  if (isOurs && event.request.method === "GET") event.respondWith(answer(event.request));
});
