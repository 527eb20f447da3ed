// A field that takes what a scanner types. Where the browser can read barcodes itself, a camera
// does as well; elsewhere its button is never shown.
const FORMATS = ["code_128", "data_matrix", "ean_13", "ean_8", "itf", "qr_code", "upc_a"];
const SEPARATOR = "\u001d";
const PAUSE_MS = 200;

export function watchScanning() {
  document.addEventListener("keydown", (event) => {
    // Many scanners send GS1's separator as Ctrl and ], which no field takes by itself.
    if (!event.target.matches?.("[data-scan-field]")) return;
    if (!event.ctrlKey || event.key !== "]") return;
    event.preventDefault();
    const field = event.target;
    field.setRangeText(SEPARATOR, field.selectionStart, field.selectionEnd, "end");
  });
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices?.getUserMedia) return;
  for (const button of document.querySelectorAll("[data-scan-camera]")) button.hidden = false;
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-scan-camera]");
    if (button) look(button.closest("[data-scan]"), button);
  });
}

async function look(form, button) {
  button.disabled = true;
  let stream;
  try {
    const known = await window.BarcodeDetector.getSupportedFormats();
    const formats = FORMATS.filter((format) => known.includes(format));
    const detector = new window.BarcodeDetector({ formats });
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    const text = await read(detector, stream, form.querySelector("[data-scan-view]"));
    form.querySelector("[data-scan-field]").value = text;
    form.requestSubmit();
  } catch {
    const told = form.querySelector("[data-scan-told]");
    told.textContent = told.dataset.failed;
  } finally {
    for (const track of stream?.getTracks() ?? []) track.stop();
    button.disabled = false;
  }
}

async function read(detector, stream, view) {
  const video = document.createElement("video");
  video.muted = true;
  video.playsInline = true;
  video.srcObject = stream;
  view.replaceChildren(video);
  view.hidden = false;
  await video.play();
  for (;;) {
    const [code] = await detector.detect(video);
    if (code) return code.rawValue;
    await new Promise((wake) => setTimeout(wake, PAUSE_MS));
  }
}
