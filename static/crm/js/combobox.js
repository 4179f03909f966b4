// Fields that name another record: the text box becomes a look-up, and the chosen record's id goes into the hidden input.

import { attach } from "./listbox.js";

function upgrade(root) {
  const [input, hidden, box] = ["input[type=text]", "input[type=hidden]", "[role=listbox]"].map((s) => root.querySelector(s));
  const status = root.querySelector("[role=status]");
  if (!input || !hidden || !box || input.readOnly || input.disabled || "ready" in root.dataset) return;
  root.dataset.ready = "";

  const set = (id, name) => {
    hidden.value = id;
    if (name !== undefined) input.value = name;
    root.querySelector(".candidates")?.remove();
    hidden.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const list = attach(input, box, {
    address: (text) => `${root.dataset.lookUp}&q=${encodeURIComponent(text)}`,
    status,
    choose: (option) => {
      set(option.dataset.id, option.dataset.name);
      list.close();
      status.textContent = `${option.dataset.name} chosen`;
    },
  });

  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", box.id]]) {
    input.setAttribute(name, value);
  }
  // What is typed is no longer the record that was chosen; the server looks for the name if nothing is chosen again.
  input.addEventListener("input", () => hidden.value && set(""));
  input.addEventListener("click", () => input.getAttribute("aria-expanded") === "false" && list.look());
}

function upgradeAll() {
  for (const root of document.querySelectorAll("[data-combobox]")) upgrade(root);
}

upgradeAll();
document.addEventListener("htmx:afterSettle", upgradeAll);
document.addEventListener("kith:content", upgradeAll);
