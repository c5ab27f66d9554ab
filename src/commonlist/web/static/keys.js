// Keys of a page: a key presses the button, or follows the link, that names it in data-key.
// They are off where single keys are (page.js), and while somebody writes.
class PageKeys extends HTMLElement {
  connectedCallback() {
    this.press = (event) => this.pressed(event);
    document.addEventListener("keydown", this.press);
  }
  disconnectedCallback() {
    document.removeEventListener("keydown", this.press);
  }
  pressed(event) {
    if (localStorage.getItem("single-keys") === "off" || event.repeat) return;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.closest("input, textarea, select, dialog")) return;
    const found = [...this.querySelectorAll("[data-key]")]
      .find((each) => each.dataset.key === event.key.toLowerCase());
    if (!found) return;
    event.preventDefault();
    found.click();
  }
}
customElements.define("page-keys", PageKeys);
