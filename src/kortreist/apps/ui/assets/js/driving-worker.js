// Keeps a driver's tour on the phone: the page, and what it is made of. Everything else goes straight to the server.
const KEPT = "kortreist-driving";
const TOUR = /^\/hubs\/[^/]+\/driving\//;
const MADE_OF = /^\/static\//;
const PATIENCE_MS = 4_000;
const LONGEST_MS = 3 * 24 * 60 * 60 * 1000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(Promise.all([self.clients.claim(), clearOld()])));

self.addEventListener("message", (event) => {
  const answer = (done) => event.ports[0]?.postMessage({ done });
  const work = event.data.forget ? caches.delete(KEPT) : keep(event.data.keep);
  event.waitUntil(work.then(() => answer(true), () => answer(false)));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (isPage(request, url)) event.respondWith(fresh(event, url));
  else if (MADE_OF.test(url.pathname)) event.respondWith(kept(request));
});

const isPage = (request, url) =>
  TOUR.test(url.pathname) && (request.mode === "navigate" || request.headers.get("Accept") === "text/html");

async function keep(paths) {
  const cache = await caches.open(KEPT);
  const [page, ...parts] = paths;
  try {
    await put(cache, page, await fetch(page, { credentials: "same-origin" }));
  } catch {
    // No cover: the page of last time is what there is.
  }
  for (const part of parts) if (!(await cache.match(part))) await put(cache, part, await fetch(part));
  if (!(await cache.match(page))) throw new Error("not kept");
}

// The server's page where it answers in time, else the one on the phone.
async function fresh(event, url) {
  const cache = await caches.open(KEPT);
  const asked = fetch(event.request);
  event.waitUntil(asked.then((response) => put(cache, url.pathname, response.clone()), () => undefined));
  const old = await cache.match(url.pathname);
  if (!old) return asked;
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, old));
  return Promise.race([asked.catch(() => old), late]);
}

async function kept(request) {
  const cache = await caches.open(KEPT);
  return (await cache.match(new URL(request.url).pathname)) ?? fetch(request);
}

// A page that led elsewhere, as to the sign-in, is not the tour.
async function put(cache, path, response) {
  if (response.ok && !response.redirected && response.type === "basic") await cache.put(path, response.clone());
}

async function clearOld() {
  const cache = await caches.open(KEPT);
  for (const request of await cache.keys()) {
    const response = await cache.match(request);
    const at = Date.parse(response?.headers.get("Date") ?? "");
    const isOldPage = TOUR.test(new URL(request.url).pathname) && Date.now() - at > LONGEST_MS;
    if (isOldPage) await cache.delete(request);
  }
}
