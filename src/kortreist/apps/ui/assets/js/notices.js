// A quiet notice goes away by itself when it was read; one with an undo button, or one that warns, stays.
const READING_MS = 12_000;

export function watchNotices() {
  document.addEventListener("click", (event) => {
    event.target.closest("[data-notice-close]")?.closest(".kr-notice").remove();
  });
  document.addEventListener("htmx:load", (event) => prepare(event.target));
  prepare(document);
}

function prepare(within) {
  for (const button of within.querySelectorAll("[data-notice-close]")) button.hidden = false;
  for (const notice of within.querySelectorAll(".kr-notice[data-passing]")) {
    let timer;
    const start = () => (timer = setTimeout(() => notice.remove(), READING_MS));
    const stop = () => clearTimeout(timer);
    notice.addEventListener("pointerenter", stop);
    notice.addEventListener("pointerleave", start);
    notice.addEventListener("focusin", stop);
    notice.addEventListener("focusout", start);
    start();
  }
}
