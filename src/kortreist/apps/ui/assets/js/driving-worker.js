// Keeps a driver's tour on the phone: the page, and what it is made of. Everything else goes straight to the server.
const KEPT = "kortreist-driving";
const TOUR = /^\/hubs\/[^/]+\/driving\/([^/]+\/)?$/;
const MADE_OF = /^\/static\//;
const PATIENCE_MS = 4_000;
// Nobody's any more, or not this reader's.
const GONE = new Set([403, 404, 410]);
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
    await putPage(cache, page, await fetch(page, { credentials: "same-origin" }));
  } catch {
    // No cover: the page of last time is what there is.
  }
  for (const part of parts) if (!(await cache.match(part))) await put(cache, part, await fetch(part));
  if (!(await cache.match(page))) throw new Error("not kept");
  await clearOld();
  await clearUnused(cache, parts);
}

// The server's page where it answers in time and knows what to say, else the one on the phone.
async function fresh(event, url) {
  const cache = await caches.open(KEPT);
  const asked = fetch(event.request);
  event.waitUntil(asked.then((response) => putPage(cache, url.pathname, response.clone())).catch(() => undefined));
  const old = await cache.match(url.pathname);
  if (!old) return asked;
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, old));
  const answered = asked.then((response) => (response.status >= 500 ? old : response), () => old);
  return Promise.race([answered, late]);
}

async function kept(request) {
  const cache = await caches.open(KEPT);
  return (await cache.match(new URL(request.url).pathname)) ?? fetch(request);
}

// A page that led elsewhere, as to the sign-in, is not the tour.
const isGood = (response) => response.ok && !response.redirected && response.type === "basic";

async function put(cache, path, response) {
  if (isGood(response)) await cache.put(path, response.clone());
}

// A new page is kept when all it is made of is: else the old page, which is whole, stays.
async function putPage(cache, path, response) {
  if (GONE.has(response.status)) await cache.delete(path);
  if (!isGood(response)) return;
  for (const part of partsOf(await response.clone().text())) {
    if (!(await cache.match(part))) await put(cache, part, await fetch(part));
  }
  await cache.put(path, response);
}

const partsOf = (html) => [...html.matchAll(/(?:href|src)="(\/static\/[^"#?]+)"/g)].map(([, path]) => path);

async function clearOld() {
  const cache = await caches.open(KEPT);
  for (const request of await cache.keys()) {
    const response = await cache.match(request);
    const at = Date.parse(response?.headers.get("Date") ?? "");
    const isOldPage = TOUR.test(new URL(request.url).pathname) && Date.now() - at > LONGEST_MS;
    if (isOldPage) await cache.delete(request);
  }
}

// Style and scripts of a release that no kept page is made of any more.
async function clearUnused(cache, parts) {
  const requests = await cache.keys();
  const pathOf = (request) => new URL(request.url).pathname;
  const used = new Set(parts);
  for (const request of requests) {
    if (!TOUR.test(pathOf(request))) continue;
    const page = await cache.match(request);
    for (const part of partsOf((await page?.text()) ?? "")) used.add(part);
  }
  for (const request of requests) if (MADE_OF.test(pathOf(request)) && !used.has(pathOf(request))) await cache.delete(request);
}
