// Dialogs of a page. Everything works without this, too.
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
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) dialog.querySelector("button[type=submit]")?.click();
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
