// A driver's tour without cover: what is done goes into a list on the phone first, and from there to the hub.
import { shrink } from "./photos.js";
import * as queue from "./queue.js";
import { NoCover, sendAll, SignedOut } from "./sending.js";
import { refuse, show } from "./showing.js";

const AGAIN_MS = 15_000;
let page = document.getElementById("driving");
let again;

if (page && "indexedDB" in window) begin();

async function begin() {
  document.addEventListener("submit", take);
  window.addEventListener("online", send);
  window.addEventListener("offline", tellState);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && send());
  // The device's own name, so that the hub can tell two phones on one tour apart.
  localStorage.kortreistDevice ??= crypto.randomUUID();
  await showWaiting();
  await keepTour();
  await send();
}

async function take(event) {
  const form = event.target.closest("form[data-driving-form]");
  if (!form) return;
  event.preventDefault();
  const typed = new FormData(form);
  const photo = await shrink(typed.get("photo"));
  typed.delete("photo");
  typed.delete("csrfmiddlewaretoken");
  const at = new Date().toISOString();
  typed.set("at", at);
  typed.set("device", localStorage.kortreistDevice);
  const operation = {
    id: typed.get("operation"),
    url: form.getAttribute("action"),
    tour: page.dataset.driving,
    fields: [...typed.entries()],
    photo,
    at,
  };
  if (await queue.put(operation)) show(operation);
  await send();
}

async function send() {
  clearTimeout(again);
  try {
    tell("sending", 0, (await own()).length > 0);
    const sent = await sendAll(page.dataset.token, (operation, answer) => answer.refused && refuse({ ...operation, ...answer }));
    signIn(false);
    if (sent) await refresh();
    await tellState();
  } catch (error) {
    if (error instanceof SignedOut) {
      tell("signedOut", (await own()).length);
      signIn(true);
    } else if (error instanceof NoCover) {
      await tellState();
      again = setTimeout(send, AGAIN_MS);
    } else {
      throw error;
    }
  }
}

const own = async () => (await queue.all()).filter((operation) => !operation.refused);

async function showWaiting() {
  for (const operation of await queue.all()) {
    if (operation.tour !== page.dataset.driving) continue;
    if (operation.refused) {
      refuse(operation);
      await queue.drop(operation.seq);
    } else {
      show(operation);
    }
  }
}

// The server's own page once all is told; not while somebody types in it.
async function refresh() {
  const isTyping = page.contains(document.activeElement) && document.activeElement.matches("input, select, textarea");
  if (isTyping) return;
  try {
    const response = await fetch(location.href, { headers: { Accept: "text/html" }, redirect: "manual", cache: "no-store" });
    if (!response.ok) return;
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("driving");
    if (!fresh) return;
    page.replaceWith(fresh);
    page = fresh;
    document.dispatchEvent(new CustomEvent("htmx:load", { target: fresh }));
    await showWaiting();
  } catch {
    // Cover went again: the page as it stands is right.
  }
}

async function tellState() {
  const waiting = (await own()).length;
  if (waiting) tell(navigator.onLine ? "waiting" : "offline", waiting);
  else if (!navigator.onLine) tell("offline", 0);
  else tell(isKept ? "kept" : "sent", 0);
}

function tell(words, number, isNews = true) {
  const line = page.querySelector("[data-sync]");
  if (!isNews) return;
  line.dataset.state = words;
  line.textContent = line.dataset[`words${words[0].toUpperCase()}${words.slice(1)}`].replace("%n%", number);
  line.hidden = false;
}

function signIn(isNeeded) {
  page.querySelector("[data-sign-in]").hidden = !isNeeded;
}

let isKept = false;

async function keepTour() {
  if (!("serviceWorker" in navigator)) return tell("unkept", 0);
  try {
    await navigator.serviceWorker.register(page.dataset.worker);
    const { active } = await navigator.serviceWorker.ready;
    isKept = await asked(active, { keep: [location.pathname, ...used()] });
  } catch {
    tell("unkept", 0);
  }
  return undefined;
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
    worker.postMessage(message, [channel.port2]);
  });
}
