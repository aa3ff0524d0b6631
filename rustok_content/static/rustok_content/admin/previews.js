// Copies the link of a preview. Without this it is marked in its field and copied by hand.
"use strict";

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copies]");
  if (!button) return;
  const field = button.parentElement.querySelector("input");
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    // The clipboard is for pages over TLS alone: the old way has no such rule.
    document.execCommand("copy");
  }
  button.textContent = "Copied";
});
