// What pages do more with scripts than without: nothing here is needed to use them.
const SINGLE_KEYS = "single-keys";
const keys = document.getElementById("keys");

document.body.addEventListener("htmx:beforeSwap", (event) => {
  const told = event.detail.target.dataset.told;
  if (told) document.getElementById("told").textContent = told;
});

for (const button of document.querySelectorAll("[data-opens]")) {
  button.hidden = false;
  button.addEventListener("click", () => document.getElementById(button.dataset.opens).showModal());
}

// Single keys can be turned off (WCAG 2.1.4); the choice is this browser's.
const tick = keys.querySelector("input");
tick.checked = localStorage.getItem(SINGLE_KEYS) !== "off";
tick.addEventListener("change", () => localStorage.setItem(SINGLE_KEYS, tick.checked ? "on" : "off"));

function step(by) {
  const links = [...document.querySelectorAll("[data-rows] tbody th a")];
  const at = links.indexOf(document.activeElement);
  links[Math.min(Math.max(at + by, 0), links.length - 1)]?.focus();
}

const ACTS = {
  "?": () => keys.showModal(),
  "/": () => document.querySelector("[data-key='/']")?.focus(),
  j: () => step(1),
  k: () => step(-1),
  "]": () => document.querySelector("a[rel=next]")?.click(),
  "[": () => document.querySelector("a[rel=prev]")?.click(),
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, select, textarea, dialog");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !tick.checked) return;
  const act = ACTS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

// The slider says its month while it moves, and goes there when it is let go.
const months = document.querySelector(".slider input[type=range]");
months?.addEventListener("input", () => {
  const year = Number(months.dataset.since) + Math.floor(months.value / 12);
  const said = `${year}-${String((months.value % 12) + 1).padStart(2, "0")}`;
  months.form.querySelector("[data-month]").value = said;
  months.setAttribute("aria-valuetext", said);
});
months?.addEventListener("change", () => months.form.requestSubmit());
