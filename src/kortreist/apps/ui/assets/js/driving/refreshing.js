// The server's own page in place of this one, once all is told; nothing typed, opened or looked at is lost by it.

// Resolves to the new page, or to nothing where this one has to stay.
export async function freshPage(page) {
  if (isTyped(page)) return undefined;
  try {
    const response = await fetch(location.href, { headers: { Accept: "text/html" }, redirect: "manual", cache: "no-store" });
    if (!response.ok) return undefined;
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("driving");
    // Somebody may have begun to type while the answer was on its way.
    if (!fresh || isTyped(page)) return undefined;
    keepPlace(page, fresh);
    document.dispatchEvent(new CustomEvent("htmx:load", { target: fresh }));
    return fresh;
  } catch {
    // Cover went again: the page as it stands is right.
    return undefined;
  }
}

function isTyped(page) {
  const fields = [...page.querySelectorAll("form[data-driving-form]:not([hidden]) :is(input, select, textarea)")];
  return fields.some((field) => field === document.activeElement || isChanged(field));
}

function isChanged(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.type === "file") return field.files.length > 0;
  return field.type !== "hidden" && field.value !== field.defaultValue;
}

// What stands open stays open, and whoever was at a stop is at it still.
function keepPlace(page, fresh) {
  const open = [...page.querySelectorAll("[data-stop] > details[open]")].map((details) => details.parentElement.dataset.stop);
  const at = page.contains(document.activeElement) && document.activeElement.closest("[data-stop]")?.dataset.stop;
  page.replaceWith(fresh);
  for (const halt of fresh.querySelectorAll("[data-stop]")) {
    const isBehind = Boolean(halt.closest("[data-behind]"));
    if (open.length && !isBehind) halt.querySelector("details").open = open.includes(halt.dataset.stop);
    if (at && halt.dataset.stop === at) halt.querySelector("summary").focus({ preventScroll: true });
  }
  const ahead = fresh.querySelector("[data-ahead] [data-stop]");
  if (ahead && !fresh.querySelector("[data-ahead] [data-stop] > details[open]")) ahead.querySelector("details").open = true;
}
