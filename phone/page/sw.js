// Keeps the page's files, so that it opens without a network. `phone/build` writes
// their names and hashes here. A new version waits until no page has the old one.
const FILES = [];
const VERSION = "";
// The page's own policy: a worker takes its policy from its response, and so may the page.
const POLICY = "";

const CACHE = `ringtrue ${VERSION}`;

async function install() {
  const cache = await caches.open(CACHE);
  await Promise.all(
    FILES.map(async ([name, hash]) => {
      // The hash keeps out a file that is damaged or half-uploaded.
      // Many hosts send `index.html` on to `/`.
      const answer = await fetch(name === "index.html" ? "./" : name, { cache: "no-cache", integrity: hash });
      if (!answer.ok) throw new Error(name);
      const headers = new Headers(answer.headers);
      headers.set("Content-Security-Policy", `${POLICY}; frame-ancestors 'none'`);
      // A browser opens no page from an answer that was redirected: this one was not.
      await cache.put(name, new Response(await answer.blob(), { headers }));
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
