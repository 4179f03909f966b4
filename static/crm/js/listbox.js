// A text box with a list of suggestions below it, as the WAI-ARIA pattern "list autocomplete" has it.

const PAUSE = 150;

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Mark where `text` stands in an element's words, in any case and accent. */
function mark(element, text) {
  const node = element.firstChild;
  if (node?.nodeType !== Node.TEXT_NODE || !text) return;
  let folded = "";
  const places = [];
  for (let index = 0; index < node.data.length; index += 1) {
    const letters = fold(node.data[index]);
    for (let count = letters.length; count > 0; count -= 1) places.push(index);
    folded += letters;
  }
  const start = folded.indexOf(text);
  if (start < 0) return;
  const range = document.createRange();
  range.setStart(node, places[start]);
  range.setEnd(node, places[start + text.length - 1] + 1);
  range.surroundContents(document.createElement("mark"));
}

/**
 * Tie `input` to the list `box`.
 *
 * address(text) says where suggestions come from, choose(option, event) what happens with a chosen one; `status` is told
 * how many there are; a list that `isFixed` is never hidden. Returns `look` (ask now) and `close`.
 */
export function attach(input, box, { address, choose, status, isFixed = false }) {
  let timer, request, active = null;

  const options = () => [...box.querySelectorAll('[role="option"]:not([aria-disabled="true"])')];
  const isOpen = () => input.getAttribute("aria-expanded") === "true";

  function point(option) {
    active?.setAttribute("aria-selected", "false");
    active = option ?? null;
    if (!active) return input.removeAttribute("aria-activedescendant");
    active.setAttribute("aria-selected", "true");
    active.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", active.id);
  }

  function set(isShown) {
    input.setAttribute("aria-expanded", String(isShown));
    if (!isFixed) box.hidden = !isShown;
    if (!isShown) point(null);
  }

  function show(html) {
    point(null);
    // The answer is our own server's, escaped by its templates; the parser runs no script.
    box.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
    const found = options();
    found.forEach((option, index) => { option.id = `${box.id}-${index}`; });
    const rows = found.filter((option) => !option.hasAttribute("data-extra")).length;
    status.textContent = rows === 0 ? "Nothing found" : rows === 1 ? "1 result" : `${rows} results`;
    if (found.length === 0) box.append(document.getElementById("nothing-blank").content.cloneNode(true));
    const text = fold(input.value.trim());
    for (const words of box.querySelectorAll('[data-id] :is(b, small)')) mark(words, text);
    set(true);
    if (text) point(found[0]);
  }

  async function look() {
    clearTimeout(timer);
    request?.abort();
    request = new AbortController();
    const { signal } = request;
    try {
      const answer = await fetch(address(input.value.trim()), { signal, headers: { "HX-Request": "true" } });
      const html = await answer.text();
      if (signal.aborted) return;
      if (answer.status === 204 && answer.headers.has("HX-Redirect")) location.assign(answer.headers.get("HX-Redirect"));
      else if (answer.ok) show(html);
      else status.textContent = "The search failed. Try again.";
    } catch (error) {
      if (error.name !== "AbortError") status.textContent = "The server cannot be reached.";
    }
  }

  function close() {
    clearTimeout(timer);
    request?.abort();
    set(false);
    if (!isFixed) box.replaceChildren();
  }

  function move(step) {
    const all = options();
    const index = all.indexOf(active);
    const next = index < 0 && step < 0 ? all.length - 1 : (index + step + all.length) % all.length;
    point(all[next]);
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
  /** Do what a key means here; answers whether it meant anything. */
  function press(event) {
    const { key } = event;
    if (key === "ArrowDown" || key === "ArrowUp") {
      if (isOpen()) move(key === "ArrowDown" ? 1 : -1);
      else look();
      return true;
    }
    if (!isOpen()) return false;
    if (key === "Escape" && !isFixed) {
      close();
      return true;
    }
    if (key === "Enter" && active) {
      choose(active, event);
      return true;
    }
    // Home and End belong to the text: the mark leaves the list.
    if (key === "Home" || key === "End") point(null);
    return false;
  }

  input.addEventListener("keydown", (event) => {
    if (!event.isComposing && !event.altKey && press(event)) event.preventDefault();
  });
  box.addEventListener("mousedown", (event) => event.preventDefault());
  box.addEventListener("click", (event) => {
    const option = event.target.closest('[role="option"]:not([aria-disabled="true"])');
    if (option) choose(option, event);
  });
  if (!isFixed) input.addEventListener("blur", close);
  return { look, close };
}
