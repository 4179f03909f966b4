// What went wrong on the way is said in words, where it is seen and announced.
const words = {
  403: "You may not do this.", 404: "This is not there, or no longer.", 413: "That is too much at once.",
  429: "Too many tries. Wait a little.", 0: "The server could not be reached. Try again.",
};

export function say(text, kind = "bad") {
  const toasts = document.getElementById("toasts");
  if (!toasts) return;
  const toast = Object.assign(document.createElement("div"), { className: `message message-${kind}` });
  const close = Object.assign(document.createElement("button"), { className: "btn btn-quiet btn-sm", type: "button", textContent: "Dismiss" });
  close.addEventListener("click", () => toast.remove());
  toast.append(Object.assign(document.createElement("div"), { textContent: text }), close);
  toasts.replaceChildren(toast);
}

document.addEventListener("htmx:responseError", (event) => say(words[event.detail.xhr.status] ?? "Something went wrong. Nothing was changed."));
document.addEventListener("htmx:sendError", () => say(words[0]));
document.addEventListener("htmx:timeout", () => say(words[0]));
addEventListener("offline", () => say("You are offline.", "warn"));
addEventListener("online", () => document.getElementById("toasts")?.replaceChildren());
