// Whoever signs out leaves nothing of a tour behind on the phone; what was done and not told stays, for the next sign-in.
export function watchSignOut() {
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-sign-out]") && "caches" in window) caches.delete("kortreist-driving");
  });
}
