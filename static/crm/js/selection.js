// Rows of a list: select all on the page, a range with Shift, all that match; the bar says how many are selected.

import { announce } from "./feedback.js";

let last = null;

const rowsOf = (form) => [...form.querySelectorAll('input[type="checkbox"][name="ids"]')];

function count(form, isQuiet) {
  const rows = rowsOf(form);
  const chosen = rows.filter((row) => row.checked).length;
  const all = form.querySelector("[data-select-all]");
  if (all) {
    all.checked = chosen > 0 && chosen === rows.length;
    all.indeterminate = chosen > 0 && chosen < rows.length;
  }
  const matching = form.querySelector("[data-select-matching]");
  if (matching && chosen < rows.length) matching.checked = false;
  const words = matching?.checked
    ? `All ${matching.dataset.selectMatching || rows.length} selected`
    : `${chosen} selected`;
  const place = form.querySelector("[data-selected-count]");
  if (!place || place.textContent === words) return;
  place.textContent = words;
  if (!isQuiet) announce(words);
}

function choose(form, isChosen) {
  for (const row of rowsOf(form)) row.checked = isChosen;
}

document.addEventListener("click", (event) => {
  const form = event.target.closest("[data-selection]");
  if (!form) return;
  if (event.target.closest("[data-clear-selection]")) {
    choose(form, false);
    count(form);
    form.querySelector("[data-select-all]")?.focus();
    return;
  }
  if (event.target.name !== "ids") return;
  const rows = rowsOf(form);
  const [from, to] = [rows.indexOf(last), rows.indexOf(event.target)].sort((a, b) => a - b);
  if (event.shiftKey && from >= 0) {
    for (const row of rows.slice(from, to + 1)) row.checked = event.target.checked;
    count(form);
  }
  last = event.target;
});

document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-selection]");
  if (!form) return;
  if (event.target.matches("[data-select-all]")) choose(form, event.target.checked);
  if (event.target.matches("[data-select-matching]") && event.target.checked) choose(form, true);
  count(form);
});

function countAll() {
  for (const form of document.querySelectorAll("[data-selection]")) count(form, true);
}

// Browsers put ticks back when one returns to a page.
addEventListener("pageshow", countAll);
document.addEventListener("htmx:afterSettle", countAll);
