// Dialogs: a link marked data-dialog opens its page's content over this page; htmx may fill the dialog, too.

import { toast, unreachable } from "./feedback.js";
import { isUnsaved } from "./forms.js";

const dialog = document.getElementById("dialog");
let opener = null;
const REFERENCES = ["for", "aria-labelledby", "aria-describedby", "aria-controls", "popovertarget", "form", "list"];

/** Give everything in `root` ids of its own, so that the page below may have the same fields. */
function renamed(root) {
  const names = new Set([...root.querySelectorAll("[id]")].map((element) => element.id));
  const rename = (name) => (names.has(name) ? `dialog-${name}` : name);
  for (const element of root.querySelectorAll("*")) {
    if (element.id) element.id = rename(element.id);
    for (const attribute of REFERENCES) {
      const value = element.getAttribute(attribute);
      if (value) element.setAttribute(attribute, value.split(/\s+/).map(rename).join(" "));
    }
    const href = element.getAttribute("href");
    if (href?.startsWith("#")) element.setAttribute("href", `#${rename(href.slice(1))}`);
  }
  return root;
}

/** Build the dialog from a page: its heading becomes the title, its forms and texts the body. */
function fill(page, address) {
  const frame = document.getElementById("dialog-blank").content.cloneNode(true);
  frame.querySelector("h2").textContent = page.querySelector("h1")?.textContent ?? "";
  for (const part of page.querySelectorAll("h1, .page-head, .breadcrumb, #messages")) part.remove();
  for (const form of page.querySelectorAll("form")) {
    if (!form.hasAttribute("action")) form.setAttribute("action", address);
  }
  frame.querySelector(".dialog-body").append(...renamed(page).childNodes);
  dialog.replaceChildren(frame);
  globalThis.htmx?.process(dialog);
  dialog.dispatchEvent(new CustomEvent("kith:content", { bubbles: true }));
}

function show() {
  if (!dialog.open) dialog.showModal();
  const first = dialog.querySelector("[autofocus], .dialog-body :is(input:not([type=hidden]), select, textarea)");
  first?.focus();
}

async function open(link) {
  opener = link;
  link.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(link.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main .page");
    // Signed out, or something that is no page of ours: the link itself knows better.
    if (!answer.ok || answer.redirected || !page) return location.assign(link.href);
    fill(page, link.href);
    show();
  } catch {
    toast(unreachable(), { kind: "bad" });
  } finally {
    link.removeAttribute("aria-busy");
  }
}

/** Whether a dialog may go: what was typed in it is not lost without a question. */
function mayClose(closing) {
  const unsaved = [...closing.querySelectorAll("form[data-warn-unsaved]")].some(isUnsaved);
  return !unsaved || confirm("Close without saving what you typed?");
}

function isPlain(event) {
  return event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-dialog]");
  if (link && dialog && isPlain(event)) {
    event.preventDefault();
    open(link);
    return;
  }
  const closer = event.target.closest("dialog [data-close], #dialog a[href]");
  // What leads to the page one is on need not be loaded: it is enough to close.
  const leadsHere = closer?.matches("[data-close]") || closer?.pathname === location.pathname;
  if (closer && leadsHere && !closer.getAttribute("href")?.startsWith("#")) {
    event.preventDefault();
    const closing = closer.closest("dialog");
    if (mayClose(closing)) closing.close();
  }
});
dialog?.addEventListener("cancel", (event) => {
  if (event.target === dialog && !mayClose(dialog)) event.preventDefault();
});

// A press beside a dialog closes it where nothing can be lost.
document.addEventListener("click", (event) => {
  if (event.target.matches("dialog[data-light]")) event.target.close();
});

dialog?.addEventListener("close", () => {
  dialog.replaceChildren();
  if (document.activeElement !== document.body) return;
  // The link may stand in a menu that is closed by now: then back to the button of that menu.
  const menu = opener?.closest("[popover]");
  const button = menu && document.querySelector(`[popovertarget="${menu.id}"]`);
  (button ?? document.getElementById("main"))?.focus();
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target !== dialog) return;
  if (dialog.childElementCount) show();
  else dialog.close();
});
// The server's word that all is done, in the header HX-Trigger.
document.addEventListener("close-dialog", () => dialog?.close());

// Arrow keys in menus, beside Tab.
document.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const menu = step && event.target.closest(".menu:not(.menu-form)");
  if (!menu) return;
  const items = [...menu.querySelectorAll("a[href], button")];
  items.at((items.indexOf(document.activeElement) + step) % items.length)?.focus();
  event.preventDefault();
});
// A menu that was just opened takes the focus when it was opened by a key.
document.addEventListener("toggle", (event) => {
  const isOpened = event.newState === "open" && event.target.matches?.(".menu");
  if (isOpened && document.activeElement?.matches(":focus-visible")) event.target.querySelector("a, button, input")?.focus();
}, true);
