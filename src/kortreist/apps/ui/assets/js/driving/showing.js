// What the page says of a thing that is done and perhaps not sent: the same words as the server's, and no more.
const clock = (at) => new Intl.DateTimeFormat(document.documentElement.lang || "nb", { hour: "2-digit", minute: "2-digit" })
  .format(new Date(at));

export const field = (operation, name) => operation.fields.find(([known]) => known === name)?.[1];
const halts = () => [...document.querySelectorAll("[data-stop]")];

export function show(operation) {
  const kind = field(operation, "kind");
  if (kind === "leave" || kind === "finish") return hideForms(document, kind);
  const halt = halts().find((one) => one.dataset.stop === field(operation, "stop"));
  if (!halt) return undefined;
  if (kind === "hand_over") {
    mark(cardOf(operation), operation);
    if ([...halt.querySelectorAll("form[data-driving-form=hand_over]")].every((form) => form.hidden)) moveBehind(halt);
  } else if (kind === "collect") {
    mark(halt, operation);
    moveBehind(halt);
  } else if (kind === "skip") {
    moveBehind(halt);
  } else if (kind === "undo") {
    hideForms(cardOf(operation) ?? halt, kind);
  }
  return undefined;
}

// It is sent, and the server's own page is yet to come.
export function showSent(operation) {
  const done = cardOf(operation)?.querySelector("[data-done-text]");
  if (done && ["hand_over", "collect"].includes(field(operation, "kind"))) done.textContent = wordsOf(cardOf(operation), operation);
}

// Nothing that was refused looks as if it were done.
export function refuse(operation, words) {
  const card = cardOf(operation);
  const kind = field(operation, "kind");
  for (const form of (card ?? document).querySelectorAll(`form[data-driving-form=${kind}]`)) form.hidden = false;
  const done = card?.querySelector("[data-done]");
  if (done && card.querySelector(`form[data-driving-form=${kind}]`) && kind !== "undo") done.hidden = true;
  warn(operation, operation.message || words);
}

export function warn(operation, words) {
  const alert = cardOf(operation)?.querySelector("[data-refused]") ?? document.querySelector("#driving > header [data-refused]");
  alert.textContent = words;
  alert.hidden = false;
  const halt = alert.closest("[data-stop]");
  if (halt) halt.querySelector("details").open = true;
}

function cardOf(operation) {
  return document.querySelector(`[data-delivery="${field(operation, "delivery")}"]`)
    ?? document.querySelector(`[data-stop="${field(operation, "stop")}"]`);
}

const wordsOf = (card, operation) => card.querySelector("[data-words-done]").dataset.wordsDone.replace("%t%", clock(operation.at));

function mark(card, operation) {
  if (!card) return;
  const done = card.querySelector("[data-done]");
  done.querySelector("[data-done-text]").textContent =
    `${wordsOf(card, operation)} · ${card.querySelector("[data-words-done]").dataset.wordsWaiting}`;
  done.hidden = false;
  for (const form of card.querySelectorAll("form[data-driving-form]")) form.hidden = true;
}

function hideForms(within, kind) {
  for (const form of within.querySelectorAll(`form[data-driving-form=${kind}]`)) form.hidden = true;
}

function moveBehind(halt) {
  const behind = document.querySelector("[data-behind]");
  halt.querySelector("details").open = false;
  behind.append(halt);
  document.querySelector("[data-behind-section]").hidden = false;
  const progress = document.querySelector("[data-progress]");
  progress.textContent = progress.dataset.words.replace("%n%", behind.children.length);
  const next = document.querySelector("[data-ahead] [data-stop]");
  if (next) {
    next.querySelector("details").open = true;
    next.querySelector("summary").focus({ preventScroll: true });
    next.scrollIntoView({ block: "start" });
  }
  const home = document.querySelector("[data-all-done]");
  if (!home) return;
  home.hidden = Boolean(next);
  if (!next) home.focus();
}
