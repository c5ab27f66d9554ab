// Keys of a page: a key presses the button, or follows the link, that names it in data-key.
// It can be switched off (WCAG 2.1.4), and does nothing while somebody writes.
class PageKeys extends HTMLElement {
  connectedCallback() {
    this.off = sessionStorage.getItem("keys") === "off";
    this.button = this.querySelector("[data-keys]");
    this.button.hidden = false;
    this.button.addEventListener("click", () => this.turn());
    this.listen = (event) => this.press(event);
    document.addEventListener("keydown", this.listen);
    this.show();
  }
  disconnectedCallback() {
    document.removeEventListener("keydown", this.listen);
  }
  turn() {
    this.off = !this.off;
    sessionStorage.setItem("keys", this.off ? "off" : "on");
    this.show();
  }
  show() {
    this.button.setAttribute("aria-pressed", String(!this.off));
  }
  press(event) {
    if (this.off || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    if (event.target.closest("input, textarea, select")) return;
    const wanted = event.key.toLowerCase();
    const found = [...document.querySelectorAll("[data-key]")].find((e) => e.dataset.key === wanted);
    if (!found) return;
    event.preventDefault();
    found.click();
  }
}
customElements.define("page-keys", PageKeys);
