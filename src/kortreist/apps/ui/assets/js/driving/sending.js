// Tells the server what waits, one by one and in order. An answer takes a thing off the list; no answer leaves it there.
import * as queue from "./queue.js";

const HEADERS = { Accept: "application/json" };

export class SignedOut extends Error {}
export class NoCover extends Error {}

// Only one page at a time sends, also when the tour is open twice.
export function sendAll(tokenUrl, tell) {
  if (navigator.locks) return navigator.locks.request("kortreist-driving", () => sendInOrder(tokenUrl, tell));
  return sendInOrder(tokenUrl, tell);
}

async function sendInOrder(tokenUrl, tell) {
  const waiting = (await queue.all()).filter((operation) => !operation.refused);
  if (!waiting.length) return 0;
  const csrf = await freshToken(tokenUrl);
  for (const operation of waiting) {
    const answer = await send(operation, csrf);
    if (answer.refused) await queue.keep({ ...operation, refused: answer.refused, message: answer.message });
    else await queue.drop(operation.seq);
    tell(operation, answer);
  }
  return waiting.length;
}

async function freshToken(url) {
  const response = await ask(url, { headers: HEADERS });
  return (await response.json()).csrf;
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
  return response.json();
}

// 404 and 422 are answers: it will never be otherwise. All else may be another time.
async function ask(url, options) {
  let response;
  try {
    response = await fetch(url, { ...options, credentials: "same-origin", redirect: "manual", cache: "no-store" });
  } catch {
    throw new NoCover();
  }
  if (response.type === "opaqueredirect" || response.status === 401 || response.status === 403) throw new SignedOut();
  if (response.ok || response.status === 422) return response;
  if (response.status === 404 || response.status === 409) {
    return new Response(JSON.stringify({ refused: "not_found", message: "" }));
  }
  throw new NoCover();
}
