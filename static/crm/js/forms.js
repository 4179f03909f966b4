// Forms: one effect per click, Ctrl Enter, a warning before typed text is lost, filters that follow what is typed, and focus.
const busy = (button, is) => {
  button.toggleAttribute("aria-busy", is);
  button.dataset.busy = is ? "1" : "";
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent && !event.defaultPrevented) return event.preventDefault(); // a double click has one effect
  if (form.matches("[data-warn-unsaved]")) form.dataset.typed = "";
  if (form.method === "post" && !form.closest("dialog")) {
    form.dataset.sent = "1";
    if (event.submitter) busy(event.submitter, true);
  }
});
const release = () => document.querySelectorAll("form[data-sent]").forEach((form) => {
  delete form.dataset.sent;
  form.querySelectorAll("[data-busy='1']").forEach((button) => busy(button, false));
});
addEventListener("pageshow", release);
document.addEventListener("htmx:afterRequest", release);

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches?.("textarea")) event.target.form?.requestSubmit();
});

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-warn-unsaved]");
  if (form) form.dataset.typed = "1";
});
addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-typed='1']")) event.preventDefault();
});

let timer = 0;
const follow = (form, wait) => {
  clearTimeout(timer);
  timer = setTimeout(() => form.requestSubmit(), wait);
};
document.addEventListener("input", (event) => {
  if (event.target.matches?.("form[data-auto-submit] input[type=search]")) follow(event.target.form, 250);
});

// After a swap the focus stays where it was if that is still there; on errors it goes to the first of them.
let focused = null;
document.addEventListener("htmx:beforeSwap", () => {
  const here = document.activeElement;
  focused = here && here !== document.body ? { id: here.id, href: here.getAttribute("href"), text: here.textContent, at: here.selectionStart } : null;
});
document.addEventListener("htmx:afterSettle", () => {
  if (!focused || (document.activeElement && document.activeElement !== document.body)) return;
  const same = (focused.id && document.getElementById(focused.id)) ||
    [...document.querySelectorAll("#list a")].find((link) => link.textContent === focused.text);
  (same || document.querySelector("#list a, #main"))?.focus();
  if (same && focused.at != null && same.setSelectionRange) same.setSelectionRange(focused.at, focused.at);
});
document.querySelector("[data-focus]")?.focus();
