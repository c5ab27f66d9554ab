// What pages do more with scripts than without: nothing here is needed to use them.
document.body?.addEventListener("htmx:afterSwap", (event) => {
  const told = event.detail.target.dataset.told;
  if (told) document.getElementById("told").textContent = told;
});
