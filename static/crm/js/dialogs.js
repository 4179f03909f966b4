// Links with data-dialog show the form of their page in a dialog; what cannot be shown so is simply followed.
const dialog = document.getElementById("dialog");
let opener = null;

async function load(url, options = {}) {
  const answer = await fetch(url, { ...options, headers: { "HX-Request": "true", "HX-Target": "dialog" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const content = page.querySelector("#main form");
  if (answer.headers.has("HX-Redirect")) return location.assign(answer.headers.get("HX-Redirect"));
  if (answer.redirected || !content || ![200, 422].includes(answer.status)) return location.assign(answer.url);
  content.action = answer.url;
  const title = document.createElement("h2");
  title.id = "dialog-title";
  title.textContent = page.querySelector("h1")?.textContent ?? "";
  const head = Object.assign(document.createElement("header"), { className: "dialog-head" });
  const close = Object.assign(document.createElement("button"), { className: "btn btn-quiet btn-sm end", type: "button", textContent: "Close" });
  close.addEventListener("click", () => dialog.close());
  head.append(title, close);
  dialog.replaceChildren(head, content);
  if (!dialog.open) dialog.showModal();
  (dialog.querySelector("[aria-invalid=true]") ?? dialog.querySelector("input:not([type=hidden]), select, textarea"))?.focus();
}

if (dialog) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-dialog]");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    opener = link;
    load(link.href).catch(() => location.assign(link.href));
  });
  dialog.addEventListener("submit", (event) => {
    event.preventDefault();
    const body = new FormData(event.target, event.submitter);
    load(event.target.action, { method: "POST", body }).catch(() => event.target.submit());
  });
  dialog.addEventListener("close", () => {
    dialog.replaceChildren();
    opener?.focus();
  });
}
