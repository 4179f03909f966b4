// The search palette over any page: "/" or Ctrl K. Without it, the link in the top bar leads to the page of results.
import { Listbox } from "./listbox.js";
import { isTyping, singleKeysOn } from "./shortcuts.js";

const palette = document.getElementById("palette");

if (palette) {
  const input = palette.querySelector("input");
  const list = palette.querySelector("[role=listbox]");
  const box = new Listbox(input, list, {
    source: list.dataset.source,
    choose: (option) => location.assign(option.dataset.href),
  });
  const open = () => {
    if (palette.open) return;
    palette.showModal();
    input.select();
    box.ask(input.value, 0);
  };
  input.addEventListener("input", () => box.ask(input.value));
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && box.active) {
      event.preventDefault();
      box.choose(box.active);
    } else box.steer(event);
  });
  palette.addEventListener("click", (event) => { if (event.target === palette) palette.close(); });
  palette.addEventListener("close", () => box.close());
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".search-open");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    open();
  });
  document.addEventListener("keydown", (event) => {
    const slash = event.key === "/" && singleKeysOn() && !isTyping(event) && !event.ctrlKey && !event.metaKey;
    if (slash || (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey))) {
      event.preventDefault();
      open();
    }
  });
}
