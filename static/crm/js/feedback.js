// What is said to the reader: a polite word for screen readers, and toasts for outcomes and for requests that failed.

const STAYS = 8000;
const WORDS = {
  403: "You may not do that.",
  404: "This is not here any more.",
  409: "Somebody changed it meanwhile. Reload the page to see how it stands.",
  413: "That is too large.",
  429: "Too many tries. Wait a minute, then try again.",
};

/** Say `text` to screen readers, without showing it. */
export function announce(text) {
  const region = document.getElementById("said");
  if (!region) return;
  region.textContent = "";
  // A change from nothing to something is announced even when the words are the same as last time.
  setTimeout(() => { region.textContent = text; }, 60);
}

/** Show a message; `kind` is "good", "warn", "bad" or nothing. What went wrong stays until it is dismissed. */
export function toast(text, { kind = "", href = "", link = "" } = {}) {
  const dialog = document.querySelector("dialog[open]");
  const region = dialog?.querySelector(".dialog-body") ?? document.getElementById("toasts");
  const model = document.getElementById("toast-blank");
  if (!region || !model) return;
  const message = model.content.firstElementChild.cloneNode(true);
  if (kind) message.classList.add(`message-${kind}`);
  const words = message.querySelector("div");
  words.textContent = text;
  if (href) words.append(" ", Object.assign(document.createElement("a"), { href, textContent: link || "Show it" }));
  // Everything outside an open dialog is out of reach, so there the message stands inside it.
  if (dialog) message.setAttribute("role", "alert");
  region.prepend(message);
  if (kind !== "bad") fade(message);
}

function fade(message) {
  const go = () => (message.matches(":hover, :focus-within") ? setTimeout(go, 2000) : message.remove());
  setTimeout(go, STAYS);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-dismiss]");
  if (!button) return;
  button.closest(".message").remove();
  document.getElementById("main")?.focus({ preventScroll: true });
});

// A server's word in the header HX-Trigger: {"toast": {"text": "Connected.", "kind": "good", "href": "/…/", "link": "Jim"}}
document.addEventListener("toast", (event) => toast(event.detail.text, event.detail));

document.addEventListener("htmx:responseError", (event) => {
  const { status } = event.detail.xhr;
  toast(WORDS[status] ?? "Something went wrong at the server. Try again, or reload the page.", { kind: "bad" });
});
document.addEventListener("htmx:sendError", () => toast(unreachable(), { kind: "bad" }));
document.addEventListener("htmx:timeout", () => toast("The server takes too long. Try again.", { kind: "bad" }));

/** What to say when a request did not get through. */
export function unreachable() {
  return navigator.onLine ? "The server cannot be reached. Try again." : "You are offline. Try again when you are back.";
}
