// Big plus and minus beside a number field. The field alone is enough without JavaScript.
const FIELD = "[data-quantity] input";

export function watchQuantities() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-quantity-step]");
    if (button) step(button.closest("[data-quantity]"), button.dataset.quantityStep);
  });
  document.addEventListener("input", (event) => {
    if (event.target.matches(FIELD)) refresh(event.target.closest("[data-quantity]"));
  });
}

export function prepareQuantities(within) {
  const inside = [...within.querySelectorAll("[data-quantity]")];
  if (within.matches?.("[data-quantity]")) inside.push(within);
  for (const quantity of inside) {
    for (const button of quantity.querySelectorAll("[data-quantity-step]")) button.hidden = false;
    refresh(quantity);
  }
}

function step(quantity, direction) {
  const input = quantity.querySelector("input");
  if (direction === "up") input.stepUp();
  else input.stepDown();
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function refresh(quantity) {
  const input = quantity.querySelector("input");
  const value = input.valueAsNumber || 0;
  const least = input.min === "" ? -Infinity : Number(input.min);
  const most = input.max === "" ? Infinity : Number(input.max);
  quantity.querySelector("[data-quantity-step=down]").disabled = value <= least;
  quantity.querySelector("[data-quantity-step=up]").disabled = value >= most;
}
