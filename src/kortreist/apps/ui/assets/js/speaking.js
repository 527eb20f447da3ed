// Reads a task aloud by the device's own voices. Nynorsk voices are rare: then the bokmål voice reads, and the page says so.
const NEAREST = { nn: ["nn", "nb", "no"], nb: ["nb", "no"], en: ["en"] };

export function watchSpeaking() {
  const engine = window.speechSynthesis;
  if (!engine) return;
  const prepare = () => {
    for (const button of document.querySelectorAll("[data-speak]")) offer(button, engine);
  };
  prepare();
  // Many browsers learn of their voices a moment later.
  engine.addEventListener?.("voiceschanged", prepare);
  document.addEventListener("htmx:load", prepare);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-speak]");
    if (button) speak(button, engine);
  });
}

// Where no voice of the language is installed, there is no button.
function offer(button, engine) {
  const voice = voiceFor(button.dataset.speakLang, engine);
  button.hidden = !voice;
  const other = button.parentElement.querySelector("[data-speak-other]");
  if (other) other.hidden = !voice || button.dataset.speakLang !== "nn" || isOf(voice, "nn");
}

function speak(button, engine) {
  const voice = voiceFor(button.dataset.speakLang, engine);
  if (!voice) return;
  const said = new SpeechSynthesisUtterance(button.dataset.speak);
  said.lang = voice.lang;
  said.voice = voice;
  said.rate = 0.9;
  engine.cancel();
  engine.speak(said);
}

function voiceFor(language, engine) {
  const voices = engine.getVoices();
  for (const near of NEAREST[language] ?? [language]) {
    const found = voices.find((voice) => isOf(voice, near));
    if (found) return found;
  }
  return undefined;
}

const isOf = (voice, language) => voice.lang.toLowerCase().split(/[-_]/)[0] === language;
