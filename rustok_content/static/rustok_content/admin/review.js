// Entries of the queue one after the other, by keys.
"use strict";

(() => {
  const KEYS = { a: "approve", r: "reject", i: "ignore", c: "claim" };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, dialog, [contenteditable]")) return;
    const key = event.key.toLowerCase();
    const found = document.querySelector(KEYS[key] ? `[data-opens="${KEYS[key]}"]` : `[data-key="${CSS.escape(key)}"]`);
    if (!found) return;
    event.preventDefault();
    found.click();
  });
})();
