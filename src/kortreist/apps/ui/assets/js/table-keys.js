// Filling a table by keyboard: Enter and arrows go from field to field in the same column.
const FIELD = "input:not([type=checkbox], [type=radio], [type=hidden])";

export function watchTableKeys() {
  // What is typed replaces what stands there, as in a spreadsheet.
  document.addEventListener("focusin", (event) => {
    if (event.target.matches(FIELD) && event.target.closest("[data-fill-by-keyboard]")) event.target.select();
  });
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented) return;
    const table = event.target.closest?.("[data-fill-by-keyboard]");
    if (!table || !event.target.matches(FIELD) || event.altKey || event.ctrlKey || event.metaKey) return;
    const way = { Enter: event.shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    const next = way && neighbour(table, event.target, way);
    if (!next) return;
    // Arrows would change the number, and Enter would send the form half filled.
    event.preventDefault();
    next.focus();
  });
}

function neighbour(table, field, way) {
  const column = field.closest("td, th")?.cellIndex;
  const fields = [...table.querySelectorAll(FIELD)].filter(
    (other) => !other.disabled && other.closest("td, th")?.cellIndex === column,
  );
  return fields[fields.indexOf(field) + way];
}
