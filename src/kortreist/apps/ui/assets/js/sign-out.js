// Whoever signs out, or in, leaves nothing of a tour behind on the phone for the next; what was done and not told stays,
// for the one who did it.
const isWaiting = () => Number(localStorage.kortreistWaiting) > 0;

export function watchSignOut() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const isOut = form.matches("[data-sign-out]");
    // A page without a way out is a stranger's: its forms lead in.
    if (!isOut && document.querySelector("[data-sign-out]")) return;
    if (isOut && isWaiting() && !window.confirm(form.dataset.waiting)) event.preventDefault();
    else if ("caches" in window) caches.delete("kortreist-driving");
  });
}
