// The tree of pages: narrowed by words, and lines dragged before, below or after another. Its arrows work without this.
"use strict";

(() => {
  const search = document.querySelector("[data-narrows]");
  const lines = [...document.querySelectorAll(".rustok-tree tbody tr[data-node]")];
  const told = document.querySelector("[data-narrowed]");

  search?.addEventListener("input", () => {
    const wanted = search.value.trim().toLowerCase();
    let count = 0;
    for (const line of lines) {
      line.hidden = !line.dataset.words.includes(wanted);
      if (!line.hidden) count += 1;
    }
    told.textContent = wanted ? `${count} of ${lines.length}` : "";
  });
  search?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    lines.find((line) => !line.hidden)?.querySelector("a")?.click();
  });

  const form = document.querySelector("form[data-drops]");
  if (!form) return;
  const PLACES = ["before", "into", "after"];
  let dragged = null;

  const clear = () => lines.forEach((line) => line.classList.remove("is-dragged", ...PLACES.map((place) => `drops-${place}`)));

  function place(line, event) {
    const box = line.getBoundingClientRect();
    const part = (event.clientY - box.top) / box.height;
    return part < 0.3 ? "before" : part > 0.7 ? "after" : "into";
  }

  for (const line of lines) {
    line.addEventListener("dragstart", (event) => {
      dragged = line;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", line.dataset.node);
      line.classList.add("is-dragged");
    });
    line.addEventListener("dragend", () => {
      dragged = null;
      clear();
    });
    line.addEventListener("dragover", (event) => {
      if (!dragged || dragged === line) return;
      event.preventDefault();
      PLACES.forEach((each) => line.classList.toggle(`drops-${each}`, each === place(line, event)));
    });
    line.addEventListener("dragleave", () => line.classList.remove(...PLACES.map((each) => `drops-${each}`)));
    line.addEventListener("drop", (event) => {
      if (!dragged || dragged === line) return;
      event.preventDefault();
      form.elements.node.value = dragged.dataset.node;
      form.elements.version.value = dragged.dataset.version;
      form.elements.other.value = line.dataset.node;
      form.elements.step.value = place(line, event);
      form.requestSubmit();
    });
  }
})();
