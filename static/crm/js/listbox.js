// A list of options steered from a text box, after the WAI-ARIA combobox pattern. Rows come from the server as HTML.
export class Listbox {
  constructor(input, list, { source, choose, status = null, wait = 150 }) {
    Object.assign(this, { input, list, source, choose, status, wait });
    this.request = null;
    this.timer = 0;
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose(option);
    });
  }

  get options() { return [...this.list.querySelectorAll("[role=option]")]; }
  get active() { return this.list.querySelector("[role=option][aria-selected=true]"); }
  get isOpen() { return this.input.getAttribute("aria-expanded") === "true"; }

  ask(text, wait = this.wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.load(text), wait);
  }

  // Only the last question counts: an earlier answer that is still under way is dropped.
  async load(text) {
    this.request?.abort();
    const request = (this.request = new AbortController());
    const glue = this.source.includes("?") ? "&" : "?";
    try {
      const answer = await fetch(`${this.source}${glue}q=${encodeURIComponent(text)}`, {
        headers: { "HX-Request": "true" }, signal: request.signal,
      });
      if (answer.headers.has("HX-Redirect")) location.assign(answer.headers.get("HX-Redirect"));
      else if (answer.ok) this.show(await answer.text());
    } catch (error) {
      if (error.name !== "AbortError") this.tell("The server could not be reached.");
    }
  }

  show(html) {
    this.list.innerHTML = html; // our own escaped HTML from our own server
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    const count = this.options.length;
    this.tell(count === 0 ? "No results" : count === 1 ? "1 result" : `${count} results`);
    this.input.removeAttribute("aria-activedescendant");
  }

  tell(text) { if (this.status) this.status.textContent = text; }

  close() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.list.hidden = true;
    this.list.replaceChildren();
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  activate(option) {
    this.active?.setAttribute("aria-selected", "false");
    if (!option) return this.input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    this.input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  // Moves through the options; returns whether the key was one of ours.
  steer(event) {
    const { options } = this, here = options.indexOf(this.active), last = options.length - 1;
    const to = {
      ArrowDown: here < last ? here + 1 : 0, ArrowUp: here > 0 ? here - 1 : last,
      Home: here >= 0 ? 0 : null, End: here >= 0 ? last : null,
    }[event.key];
    if (to === undefined || to === null || !options.length) return false;
    event.preventDefault();
    this.activate(options[to]);
    return true;
  }
}
