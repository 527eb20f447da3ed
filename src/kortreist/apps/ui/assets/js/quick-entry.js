// Quick entry: a name or number, arrows and Enter, and one stands in that row's field in the list.
const FIELD = "[data-quick-entry] input[type=search]";
let isAwaited = false;

export function watchQuickEntry() {
  document.addEventListener("keydown", (event) => {
    if (event.target.matches?.(FIELD)) steer(event);
    else if (event.key === "Enter" && event.target.dataset?.back) goBack(event);
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.matches("[data-quick-choices]")) show();
  });
  // Before the field loses its focus, which closes the choices.
  document.addEventListener("pointerdown", (event) => {
    const option = event.target.closest("[data-choose]");
    if (!option) return;
    event.preventDefault();
    choose(option);
  });
  document.addEventListener("focusout", (event) => event.target.matches?.(FIELD) && close());
}

export function prepareQuickEntry() {
  const field = document.querySelector(FIELD);
  if (!field) return;
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", "quick-choices");
  field.setAttribute("aria-expanded", "false");
}

function steer(event) {
  const options = [...document.querySelectorAll("[data-choose]:not([aria-disabled])")];
  const at = options.findIndex((option) => option.ariaSelected === "true");
  const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (way && options.length) {
    event.preventDefault();
    select(options[(at + way + options.length) % options.length]);
  } else if (event.key === "Escape") {
    close();
  } else if (event.key === "Enter" && event.target.value.trim()) {
    event.preventDefault();
    isAwaited = !isShown(event.target);
    if (!isAwaited && options.length) choose(options[Math.max(at, 0)]);
  }
}

// Whether the choices are those for what stands in the field now.
function isShown(field) {
  const shown = document.querySelector("[data-quick-choices] [data-for]");
  return shown?.dataset.for === field.value.trim();
}

function show() {
  const field = document.querySelector(FIELD);
  if (!field.value.trim()) return close();
  const first = document.querySelector("[data-choose]:not([aria-disabled])");
  field.setAttribute("aria-expanded", String(Boolean(first)));
  if (first) select(first);
  if (isAwaited && isShown(field)) {
    isAwaited = false;
    if (first) choose(first);
  }
}

function select(option) {
  for (const other of document.querySelectorAll("[data-choose]")) other.ariaSelected = String(other === option);
  option.scrollIntoView({ block: "nearest" });
  document.querySelector(FIELD).setAttribute("aria-activedescendant", option.id);
}

function close() {
  const field = document.querySelector(FIELD);
  document.querySelector("[data-quick-choices]").replaceChildren();
  field.setAttribute("aria-expanded", "false");
  field.removeAttribute("aria-activedescendant");
  isAwaited = false;
}

function choose(option) {
  if (option.ariaDisabled === "true") return;
  const search = document.querySelector(FIELD);
  const name = option.dataset.choose;
  const field = document.getElementById(name) ?? add(option, name);
  // Where there is no list yet, the page without JavaScript is the way.
  if (!field) return search.form.submit();
  search.value = "";
  field.dataset.back = "quick";
  field.focus();
  close();
}

function add(option, name) {
  const row = option.querySelector("template")?.content.querySelector("tr");
  const table = document.querySelector("[data-quick-rows]");
  if (!row || !table) return null;
  table.tBodies[table.tBodies.length - 1].append(document.importNode(row, true));
  return document.getElementById(name);
}

function goBack(event) {
  event.preventDefault();
  delete event.target.dataset.back;
  document.querySelector(FIELD).focus();
}
