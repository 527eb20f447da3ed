// A driver's tour without cover: what is done goes into a list on the phone first, and from there to the hub.
import { keepTour, forgetTours } from "./keeping.js";
import { shrink } from "./photos.js";
import * as queue from "./queue.js";
import { freshPage } from "./refreshing.js";
import { isStuck, NoCover, OtherReader, sendAll, SignedOut } from "./sending.js";
import { field, refuse, show, showSent, warn } from "./showing.js";

const AGAIN_MS = 15_000;
// A refusal is told until somebody does the thing anew, or for so long.
const TOLD_MS = 2 * 24 * 60 * 60 * 1000;
let page = document.getElementById("driving");
let again;
// What became of keeping the page: nothing yet, true or false.
let isKept;

if (page && "indexedDB" in window) begin();

async function begin() {
  document.addEventListener("submit", take);
  window.addEventListener("online", send);
  window.addEventListener("offline", tellState);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && send());
  // The device's own name, so that the hub can tell two phones on one tour apart.
  localStorage.kortreistDevice ??= crypto.randomUUID();
  navigator.storage?.persist?.().catch(() => undefined);
  await showWaiting();
  // A worker that is slow to answer does not hold up what waits.
  keepTour(page.dataset.worker).then((done) => {
    isKept = done;
    return tellState();
  });
  await send();
}

async function take(event) {
  const form = event.target.closest("form[data-driving-form]");
  if (!form) return;
  event.preventDefault();
  const typed = new FormData(form);
  const at = new Date().toISOString();
  const photo = await shrink(typed.get("photo"));
  typed.delete("photo");
  typed.delete("csrfmiddlewaretoken");
  typed.set("at", at);
  typed.set("device", localStorage.kortreistDevice);
  const operation = {
    id: typed.get("operation"),
    url: form.getAttribute("action"),
    tour: page.dataset.driving,
    reader: page.dataset.reader,
    fields: [...typed.entries()],
    photo,
    at,
  };
  try {
    if (await putSmaller(operation)) {
      form.reset();
      show(operation);
      await dropRefusals(operation);
    }
  } catch {
    // The phone is full: then it goes as any form does, or the browser says that it did not.
    form.submit();
    return;
  }
  await send();
}

// A phone that is nearly full still has room for a handover without its picture.
async function putSmaller(operation) {
  try {
    return await queue.put(operation);
  } catch (error) {
    if (!operation.photo) throw error;
    return queue.put({ ...operation, photo: null });
  }
}

async function dropRefusals(operation) {
  const isSame = (old) => ["kind", "stop", "delivery"].every((name) => field(old, name) === field(operation, name));
  for (const old of await queue.all()) if (old.refused && isSame(old)) await queue.drop(old.seq);
}

async function send() {
  clearTimeout(again);
  try {
    if ((await own()).length) tell("sending", 0);
    const { sent, stuck } = await sendAll(page, answered);
    signIn(false);
    if (sent) await refresh();
    if (stuck) sendLater();
    await tellState();
  } catch (error) {
    if (error instanceof SignedOut) {
      tell("signedOut", (await own()).length);
      signIn(true);
    } else if (error instanceof OtherReader) {
      // The page is another person's. The list stays, for whom it belongs to.
      await forgetTours();
      location.reload();
    } else {
      await tellState();
      sendLater();
      if (!(error instanceof NoCover)) throw error;
    }
  }
}

function sendLater() {
  clearTimeout(again);
  again = setTimeout(send, AGAIN_MS);
}

function answered(operation, answer) {
  if (answer.stuck) warn(operation, page.dataset.wordsStuck);
  else if (answer.refused) refuse({ ...operation, ...answer }, page.dataset.wordsLost);
  else showSent(operation);
}

async function mine() {
  return (await queue.all()).filter((operation) => operation.reader === page.dataset.reader);
}

async function own() {
  return (await mine()).filter((operation) => !operation.refused);
}

async function showWaiting() {
  for (const operation of await mine()) {
    if (operation.tour !== page.dataset.driving) continue;
    if (!operation.refused) {
      show(operation);
      if (isStuck(operation)) warn(operation, page.dataset.wordsStuck);
    } else if (Date.now() - Date.parse(operation.at) > TOLD_MS) {
      await queue.drop(operation.seq);
    } else {
      refuse(operation, page.dataset.wordsLost);
    }
  }
}

async function refresh() {
  const fresh = await freshPage(page);
  if (!fresh) return;
  page = fresh;
  await showWaiting();
}

async function tellState() {
  const waiting = (await own()).length;
  // Whoever signs out is told of it.
  localStorage.kortreistWaiting = waiting;
  if (waiting) tell(navigator.onLine ? "waiting" : "offline", waiting);
  else if (!navigator.onLine) tell("offline", 0);
  else if (isKept === undefined) tell("sent", 0);
  else tell(isKept ? "kept" : "unkept", 0);
}

function tell(words, number) {
  const line = page.querySelector("[data-sync]");
  line.dataset.state = words;
  line.textContent = line.dataset[`words${words[0].toUpperCase()}${words.slice(1)}`].replace("%n%", number);
  line.hidden = false;
}

function signIn(isNeeded) {
  page.querySelector("[data-sign-in]").hidden = !isNeeded;
}
