// Where the keyboard is after a page or a part of it came: at the first error, where it was, or at the new heading.

import { announce } from "./feedback.js";

let before = null;

function firstError(root) {
  // The style guide shows errors that are nobody's.
  const wrong = root.querySelector('[aria-invalid="true"]:not([type="hidden"], .specimen *)');
  return wrong ?? root.querySelector("[data-focus]:not(.specimen *)");
}

function remembered(root) {
  if (!before) return null;
  if (before.id) return document.getElementById(before.id);
  return [...root.querySelectorAll(before.tag)].find((element) => element.textContent.trim() === before.text);
}

function focus(element) {
  if (!element.matches("a[href], button, input, select, textarea, [tabindex]")) element.tabIndex = -1;
  element.focus();
}

document.addEventListener("htmx:beforeSwap", () => {
  const active = document.activeElement;
  const isSomewhere = active && active !== document.body;
  before = isSomewhere ? { id: active.id, tag: active.tagName, text: active.textContent.trim() } : null;
});

document.addEventListener("htmx:afterSettle", (event) => {
  const target = document.getElementById(event.detail.target?.id) ?? event.detail.elt;
  if (!target?.isConnected) return;
  // Look-ups carry a status, too; theirs is empty until one asks.
  const words = [target, ...target.querySelectorAll("[role=status]")].filter((element) => element.matches("[role=status]"));
  const said = words.map((element) => element.textContent.trim()).find(Boolean);
  if (said) announce(said);
  const error = firstError(target);
  if (error) return focus(error);
  if (document.activeElement && document.activeElement !== document.body) return;
  focus(remembered(target) ?? target.querySelector("h1, h2, h3") ?? target);
});

// A form that came back with errors: the address has no fragment of its own then.
if (!location.hash) firstError(document.getElementById("main") ?? document)?.focus();
