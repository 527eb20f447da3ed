// Tells the server what waits, one by one and in order. An answer takes a thing off the list; no answer leaves it there.
import * as queue from "./queue.js";

const HEADERS = { Accept: "application/json" };
const PATIENCE_MS = 120_000;
// So often the server may fail at a thing before those behind it may pass. It is never given up.
const TRIES = 3;
// Another time it will be otherwise, and for all that waits: too many at once, or nobody behind the door.
const PASSING = new Set([408, 425, 429, 502, 503, 504]);

export class SignedOut extends Error {}
export class NoCover extends Error {}
// Somebody else is signed in than the page was made for.
export class OtherReader extends Error {}
class NotTaken extends Error {}

// Only one page at a time sends, also when the tour is open twice.
export function sendAll(page, tell) {
  const { token, reader } = page.dataset;
  if (navigator.locks) return navigator.locks.request("kortreist-driving", () => sendInOrder(token, reader, tell));
  return sendInOrder(token, reader, tell);
}

export const isStuck = (operation) => (operation.tries ?? 0) >= TRIES;

async function sendInOrder(tokenUrl, reader, tell) {
  const waiting = (await queue.all()).filter((operation) => !operation.refused && operation.reader === reader);
  if (!waiting.length) return { sent: 0, stuck: 0 };
  const token = await freshToken(tokenUrl);
  // What one did is never told in another's name.
  if (token.reader !== reader) throw new OtherReader();
  const stuck = [];
  for (const operation of waiting) {
    if (stuck.some((earlier) => mustPrecede(earlier, operation))) stuck.push(operation);
    else if (!(await told(operation, token.csrf, tell))) stuck.push(operation);
  }
  return { sent: waiting.length - stuck.length, stuck: stuck.length };
}

// What was done at one place, and the end of a tour, come after what was done before.
function mustPrecede(earlier, operation) {
  const field = (one, name) => one.fields.find(([known]) => known === name)?.[1];
  if (earlier.tour !== operation.tour) return false;
  return field(operation, "kind") === "finish" || field(earlier, "stop") === field(operation, "stop");
}

async function told(operation, csrf, tell) {
  try {
    const answer = await send(operation, csrf);
    if (answer.refused) await queue.keep({ ...operation, refused: answer.refused, message: answer.message });
    else await queue.drop(operation.seq);
    tell(operation, answer);
    return true;
  } catch (error) {
    if (!(error instanceof NotTaken)) throw error;
    const again = { ...operation, tries: (operation.tries ?? 0) + 1 };
    await queue.keep(again);
    if (!isStuck(again)) throw new NoCover();
    tell(again, { stuck: true });
    return false;
  }
}

async function freshToken(url) {
  const response = await ask(url, { headers: HEADERS });
  if (response.status === 403 || response.status === 404) throw new SignedOut();
  if (!response.ok) throw new NoCover();
  return read(response);
}

async function send(operation, csrf) {
  const body = new FormData();
  for (const [name, value] of operation.fields) body.append(name, value);
  if (operation.photo) body.append("photo", operation.photo, "photo.jpg");
  const response = await ask(operation.url, {
    method: "POST",
    body,
    headers: { ...HEADERS, "X-CSRFToken": csrf },
  });
  if (response.ok || response.status === 422) return read(response);
  // 404 and 409 are answers: it will never be otherwise.
  if (response.status === 404 || response.status === 409) return { refused: "not_found", message: "" };
  // A picture that is too large never costs a handover.
  if (response.status === 413 && operation.photo) return send({ ...operation, photo: null }, csrf);
  throw new NotTaken();
}

// Something between the phone and the hub may answer in its place, and never as the hub does.
async function read(response) {
  try {
    return await response.json();
  } catch {
    throw new NoCover();
  }
}

async function ask(url, options) {
  const patience = new AbortController();
  const end = setTimeout(() => patience.abort(), PATIENCE_MS);
  let response;
  try {
    response = await fetch(url, { ...options, credentials: "same-origin", redirect: "manual", cache: "no-store", signal: patience.signal });
  } catch {
    throw new NoCover();
  } finally {
    clearTimeout(end);
  }
  if (response.type === "opaqueredirect" || response.status === 401) throw new SignedOut();
  if (PASSING.has(response.status)) throw new NoCover();
  return response;
}
