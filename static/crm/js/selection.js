// Selecting rows of a list: all on the page, ranges with Shift, and the bar that says how many.
let last = null;

const boxesOf = (form) => [...form.querySelectorAll("input[name=ids]")];

function refresh(form) {
  const bar = form.querySelector("[data-bulk-bar]");
  if (!bar) return;
  const boxes = boxesOf(form), chosen = boxes.filter((box) => box.checked).length;
  const all = form.querySelector("[data-select-all]"), matching = form.querySelector("[data-select-matching]");
  if (all) {
    all.checked = chosen > 0 && chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  }
  if (chosen < boxes.length) matching.checked = false;
  bar.hidden = chosen === 0;
  bar.querySelector("[data-selected-count]").textContent = matching.checked ? "All matching" : `${chosen} selected`;
  for (const box of boxes) box.closest("tr").setAttribute("aria-selected", String(box.checked));
}

export const refreshAll = () => document.querySelectorAll("form[data-selection]").forEach(refresh);

document.addEventListener("click", (event) => {
  const box = event.target.closest?.("form[data-selection] input[name=ids]");
  if (!box) return;
  const boxes = boxesOf(box.form);
  if (event.shiftKey && last && boxes.includes(last)) {
    const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
    boxes.slice(from, to + 1).forEach((other) => { other.checked = box.checked; });
  }
  last = box;
});
document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-selection]");
  if (!form) return;
  if (event.target.matches("[data-select-all]")) boxesOf(form).forEach((box) => { box.checked = event.target.checked; });
  if (event.target.matches("[data-select-matching]") && event.target.checked) boxesOf(form).forEach((box) => { box.checked = true; });
  refresh(form);
});
document.addEventListener("htmx:afterSettle", refreshAll);
addEventListener("pageshow", refreshAll);
refreshAll();
