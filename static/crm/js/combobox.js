// Look-up fields: the text box becomes a combobox, and what is chosen goes into the hidden input beside it.
import { Listbox } from "./listbox.js";

const made = new WeakMap();

function comboboxOf(input) {
  const root = input.closest?.("[data-combobox]");
  if (!root || input.type !== "text") return null;
  if (!made.has(root)) made.set(root, upgrade(root, input));
  return made.get(root);
}

function upgrade(root, input) {
  const hidden = root.querySelector("input[type=hidden]");
  const list = root.querySelector("[role=listbox]");
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);
  const box = new Listbox(input, list, {
    source: root.dataset.lookUp,
    status: root.querySelector("[role=status]"),
    choose(option) {
      hidden.value = option.dataset.id;
      input.value = option.dataset.name;
      root.querySelector(".candidates")?.remove();
      box.close();
      input.dispatchEvent(new Event("change", { bubbles: true }));
    },
  });
  return { root, hidden, box };
}

document.addEventListener("focusin", (event) => comboboxOf(event.target));
document.addEventListener("input", (event) => {
  const combobox = comboboxOf(event.target);
  if (!combobox) return;
  combobox.hidden.value = ""; // what is typed is no longer what was chosen
  combobox.box.ask(event.target.value);
});
document.addEventListener("click", (event) => {
  const combobox = comboboxOf(event.target);
  if (combobox && !combobox.box.isOpen) combobox.box.ask(combobox.hidden.value ? "" : event.target.value, 0);
});
document.addEventListener("keydown", (event) => {
  const combobox = comboboxOf(event.target);
  if (!combobox) return;
  const { box } = combobox;
  if (event.key === "Escape" && box.isOpen) {
    event.preventDefault();
    event.stopPropagation();
    box.close();
  } else if (event.key === "Enter" && box.isOpen && box.active) {
    event.preventDefault();
    box.choose(box.active);
  } else if (event.key === "ArrowDown" && !box.isOpen) {
    event.preventDefault();
    box.ask(combobox.hidden.value ? "" : event.target.value, 0);
  } else if (box.isOpen) box.steer(event);
});
document.addEventListener("focusout", (event) => comboboxOf(event.target)?.box.close());
