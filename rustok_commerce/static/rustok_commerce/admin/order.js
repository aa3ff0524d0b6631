// Comforts of the order desk. Everything works without them too.
"use strict";

// Dialogs open on the page; without this they are opened by their address.
for (const link of document.querySelectorAll("[data-opens]")) {
  const dialog = document.getElementById(`do-${link.dataset.opens}`);
  if (!dialog) continue;
  link.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    dialog.showModal();
    dialog.querySelector("input:not([type=hidden]), select, textarea, button[type=submit]")?.focus();
  });
}

for (const dialog of document.querySelectorAll("dialog.rustok-dialog")) {
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("[data-closes]")) {
      event.preventDefault();
      dialog.close();
    }
  });
  if (dialog.dataset.opened !== undefined) {
    dialog.close();
    dialog.showModal();
    dialog.querySelector("[role=alert]")?.scrollIntoView({ block: "nearest" });
  }
}

// A form is sent once.
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent !== undefined) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "";
    form.querySelectorAll("button[type=submit]").forEach((button) => button.setAttribute("aria-busy", "true"));
  });
}
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-once]").forEach((form) => delete form.dataset.sent);
});

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
