// Keys: / and Ctrl+K search, ? shows the sheet, two letters lead to what carries them in data-shortcut.

import { openPalette } from "./palette.js";

const WAITS = 1500;
const sheet = document.getElementById("shortcuts");
let first = "";
let timer;

function isTyping(element) {
  return element.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]") !== null;
}

function follow(keys) {
  const link = document.querySelector(`a[data-shortcut="${CSS.escape(keys[0])} ${CSS.escape(keys[1])}"]`);
  link?.click();
  return link !== null;
}

function press(key) {
  if (key === "/") return openPalette();
  if (key === "?") {
    sheet?.showModal();
    return sheet !== null;
  }
  const keys = first + key.toLowerCase();
  clearTimeout(timer);
  first = "";
  if (keys.length === 2) return follow(keys);
  if (document.querySelector(`a[data-shortcut^="${CSS.escape(keys)} "]`)) {
    first = keys;
    timer = setTimeout(() => { first = ""; }, WAITS);
  }
  return false;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.altKey) return;
  if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey) {
    if (openPalette()) event.preventDefault();
    return;
  }
  const isOff = document.documentElement.dataset.shortcuts === "off";
  if (isOff || event.ctrlKey || event.metaKey || event.key.length !== 1) return;
  if (isTyping(event.target) || document.querySelector("dialog[open], .menu:popover-open")) return;
  if (press(event.key)) event.preventDefault();
});
