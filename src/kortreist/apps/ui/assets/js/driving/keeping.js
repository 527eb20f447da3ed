// Asks the worker to keep this page, and what it is made of, on the phone.
const PATIENCE_MS = 60_000;

// Resolves to whether the tour works without cover now.
export async function keepTour(address) {
  if (!("serviceWorker" in navigator)) return false;
  try {
    await navigator.serviceWorker.register(address);
    const { active } = await navigator.serviceWorker.ready;
    return await asked(active, { keep: [location.pathname, ...used()] });
  } catch {
    return false;
  }
}

export async function forgetTours() {
  if ("caches" in window) await caches.delete("kortreist-driving");
}

// Style, scripts, fonts and pictures that this page is made of.
function used() {
  const own = performance.getEntriesByType("resource").map((entry) => new URL(entry.name));
  return own.filter((url) => url.origin === location.origin && url.pathname.startsWith("/static/")).map((url) => url.pathname);
}

function asked(worker, message) {
  return new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = (event) => resolve(event.data.done);
    setTimeout(resolve, PATIENCE_MS, false);
    worker.postMessage(message, [channel.port2]);
  });
}
