// Forms: one submit at a time, Ctrl+Enter saves, filters that apply themselves, a warning before typed words are lost.

const PATIENCE = 15000;
const PAUSE = 250;

// ── One submit at a time ────────────────────────────────────────────────────────────────────────────────────────

function setBusy(form, button) {
  form.dataset.busy = "";
  // aria-disabled instead of disabled: the button keeps the focus, and its name and value are still sent.
  button?.setAttribute("aria-disabled", "true");
  button?.setAttribute("aria-busy", "true");
}

function setFree(form) {
  delete form.dataset.busy;
  for (const button of form.querySelectorAll('[aria-busy="true"]')) {
    button.removeAttribute("aria-disabled");
    button.removeAttribute("aria-busy");
  }
}

document.addEventListener("submit", (event) => {
  if (!("busy" in event.target.dataset)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog") return;
  form.dataset.sent = "";
  setBusy(form, event.submitter);
  setTimeout(() => setFree(form), PATIENCE);
});

document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, requestConfig } = event.detail;
  // A search that is typed may overtake itself; whatever writes may not.
  if (elt.matches("form") && requestConfig.verb !== "get") setBusy(elt, requestConfig.triggeringEvent?.submitter);
});
document.addEventListener("htmx:afterRequest", (event) => {
  const { elt, successful } = event.detail;
  if (!elt.matches("form")) return;
  if (successful) elt.dataset.sent = "";
  setFree(elt);
});

// The page was kept by the browser and came back as it was left.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-busy]")) setFree(form);
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// ── Ctrl+Enter saves ────────────────────────────────────────────────────────────────────────────────────────────

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
  const form = event.target.closest("textarea")?.form;
  if (!form) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("button.btn-primary:not([type=button])"));
});

// ── Filters that apply themselves ───────────────────────────────────────────────────────────────────────────────

let timer;
const appliesItself = (field) =>
  field.form?.matches("[data-auto-submit]") && !field.closest("[popover]") && field.getAttribute("role") !== "combobox";

document.addEventListener("input", (event) => {
  const field = event.target;
  if (field.type !== "search" || !appliesItself(field)) return;
  clearTimeout(timer);
  // The form may have been replaced meanwhile; its successor has a field of the same id.
  timer = setTimeout(() => (document.getElementById(field.id) ?? field).form?.requestSubmit(), PAUSE);
});
document.addEventListener("change", (event) => {
  if (event.target.type !== "search" && appliesItself(event.target)) event.target.form.requestSubmit();
});

// What was typed while an answer was under way stays.
let typed = null;
document.addEventListener("htmx:beforeSwap", () => {
  const field = document.activeElement;
  typed = field?.type === "search" && field.id ? { id: field.id, value: field.value } : null;
});
document.addEventListener("htmx:afterSwap", () => {
  const field = typed && document.getElementById(typed.id);
  if (field && field.value !== typed.value) field.value = typed.value;
});

// An address says only what was filled in.
document.addEventListener("formdata", (event) => {
  if (!event.target.matches("[data-brief]")) return;
  for (const name of new Set(event.formData.keys())) {
    if (!event.formData.getAll(name).some(Boolean)) event.formData.delete(name);
  }
});

// ── Nothing typed is lost without a question ────────────────────────────────────────────────────────────────────

function isTouched(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.tagName === "SELECT") return [...field.options].some((option) => option.selected !== option.defaultSelected);
  return field.type !== "hidden" && "defaultValue" in field && field.value !== field.defaultValue;
}

/** Whether something stands in the form that was typed and not sent. */
export function isUnsaved(form) {
  if ("sent" in form.dataset) return false;
  const wasTypedIn = "typed" in form.dataset && [...form.elements].some(isTouched);
  return wasTypedIn || form.querySelector('[aria-invalid="true"]') !== null;
}

for (const kind of ["input", "change"]) {
  document.addEventListener(kind, (event) => {
    const form = event.target.form;
    if (form?.matches("[data-warn-unsaved]")) form.dataset.typed = "";
  });
}
addEventListener("beforeunload", (event) => {
  if ([...document.querySelectorAll("form[data-warn-unsaved]")].some(isUnsaved)) event.preventDefault();
});
