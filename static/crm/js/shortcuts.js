// Single-key shortcuts: "?" shows them; two keys such as "g a" follow the link that carries them. Never inside fields.
export const singleKeysOn = () => document.documentElement.dataset.shortcuts !== "off";
export const isTyping = (event) => Boolean(event.target.closest?.("input, textarea, select, [contenteditable], dialog[open]"));

let before = "";
let timer = 0;

document.addEventListener("keydown", (event) => {
  if (!singleKeysOn() || isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "?") {
    event.preventDefault();
    return document.getElementById("shortcuts")?.showModal();
  }
  const keys = `${before} ${event.key.toLowerCase()}`.trim();
  const link = before && document.querySelector(`[data-shortcut="${CSS.escape(keys).replaceAll("\\ ", " ")}"]`);
  before = event.key.toLowerCase();
  clearTimeout(timer);
  timer = setTimeout(() => { before = ""; }, 1200);
  if (link) {
    event.preventDefault();
    before = "";
    location.assign(link.href);
  }
});
