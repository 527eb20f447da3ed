// What the page says of a thing that is done and perhaps not sent: the same words as the server's, and no more.
const clock = (at) => new Intl.DateTimeFormat(document.documentElement.lang || "nb", { hour: "2-digit", minute: "2-digit" })
  .format(new Date(at));

const field = (operation, name) => operation.fields.find(([known]) => known === name)?.[1];
const halts = () => [...document.querySelectorAll("[data-stop]")];

export function show(operation) {
  const kind = field(operation, "kind");
  if (kind === "leave") return hideForm("leave");
  const halt = halts().find((one) => one.dataset.stop === field(operation, "stop"));
  if (!halt) return undefined;
  if (kind === "hand_over") {
    const card = [...halt.querySelectorAll("[data-delivery]")].find((one) => one.dataset.delivery === field(operation, "delivery"));
    mark(card, operation);
    if ([...halt.querySelectorAll("form[data-driving-form=hand_over]")].every((form) => form.hidden)) moveBehind(halt);
  } else if (kind === "collect") {
    mark(halt, operation);
    moveBehind(halt);
  } else if (kind === "skip") {
    moveBehind(halt);
  }
  return undefined;
}

export function refuse(operation) {
  const card = document.querySelector(`[data-delivery="${field(operation, "delivery")}"]`)
    ?? document.querySelector(`[data-stop="${field(operation, "stop")}"]`);
  const alert = card?.querySelector("[data-refused]");
  if (!alert) return;
  alert.textContent = operation.message;
  alert.hidden = false;
}

function mark(card, operation) {
  if (!card) return;
  const words = card.querySelector("[data-words-done]").dataset;
  const done = card.querySelector("[data-done]");
  done.querySelector("[data-done-text]").textContent =
    `${words.wordsDone.replace("%t%", clock(operation.at))} · ${words.wordsWaiting}`;
  done.hidden = false;
  for (const form of card.querySelectorAll("form[data-driving-form]")) form.hidden = true;
}

function hideForm(kind) {
  for (const form of document.querySelectorAll(`form[data-driving-form=${kind}]`)) form.hidden = true;
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
  if (home) home.hidden = Boolean(next);
}
