// The server writes how long is left; an open page keeps it true, in the page's language.
const MINUTE = 60_000;
const STEPS = [
  ["day", 24 * 60 * MINUTE, 2],
  ["hour", 60 * MINUTE, 2],
  ["minute", MINUTE, 1],
];

export function watchCountdowns() {
  const words = new Intl.RelativeTimeFormat(document.documentElement.lang || "nb", { numeric: "always" });
  setInterval(() => {
    for (const left of document.querySelectorAll("[data-countdown-until]")) refresh(left, words);
  }, MINUTE);
}

function refresh(left, words) {
  const remaining = Date.parse(left.dataset.countdownUntil) - Date.now();
  const [unit, length] = STEPS.find(([, size, from]) => remaining >= size * from) ?? [];
  if (unit) left.textContent = words.format(Math.floor(remaining / length), unit);
  else if (remaining <= 0) left.textContent = left.dataset.countdownPast;
}
