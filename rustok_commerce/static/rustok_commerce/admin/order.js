// Comforts of the order desk. Everything works without them too.
"use strict";

// Pieces of a line suggest their share of its price; what is typed into the amount counts.
for (const pieces of document.querySelectorAll("[data-gross][data-pieces]")) {
  const amount = pieces.closest("tr").querySelector("[data-left]:not([data-pieces])");
  const decimals = Number(pieces.form.dataset.decimals);
  pieces.addEventListener("input", () => {
    const wanted = Number(pieces.value);
    const share = Math.floor((Number(pieces.dataset.gross) * wanted) / Number(pieces.dataset.pieces));
    const minor = Math.min(share, Number(pieces.dataset.left));
    amount.value = wanted ? (minor / 10 ** decimals).toFixed(decimals) : "";
  });
}

// What can be copied is copied by a click.
for (const button of document.querySelectorAll("[data-copies]")) {
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.querySelector(button.dataset.copies).value);
    button.classList.add("is-done");
  });
}
