// The search palette: opens over any page, finds while one types, Enter opens what is marked.

import { attach } from "./listbox.js";

const palette = document.getElementById("palette");

function go(address, isElsewhere) {
  if (isElsewhere) return open(address, "_blank", "noopener");
  palette.close();
  location.assign(address);
}

function prepare() {
  const input = palette.querySelector("input[type=search]");
  const box = palette.querySelector("[role=listbox]");
  const list = attach(input, box, {
    address: (text) => `${box.dataset.source}?q=${encodeURIComponent(text)}`,
    status: palette.querySelector("[role=status]"),
    isFixed: true,
    choose: (option, event) => go(option.dataset.href, event.ctrlKey || event.metaKey),
  });
  palette.addEventListener("close", () => list.close());
  // A browser's search box would take the first Escape for itself, to empty itself.
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault();
    palette.close();
  });
  return { input, list };
}

const parts = palette && prepare();

/** Open the palette, or answer false where there is none. */
export function openPalette() {
  if (!palette || document.querySelector("dialog[open]")) return false;
  palette.showModal();
  parts.input.select();
  parts.list.look();
  return true;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest(".search-open");
  if (link && !(event.ctrlKey || event.metaKey || event.shiftKey) && openPalette()) event.preventDefault();
});
