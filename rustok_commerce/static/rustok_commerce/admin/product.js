// Comforts of the pages of a product. Everything works without them too.
"use strict";

// Pictures are dragged; their places are numbered anew.
for (const strip of document.querySelectorAll("[data-sortable], [data-sortable-rows]")) {
  let dragged = null;
  const renumber = () => {
    strip.querySelectorAll("[name$='-position']").forEach((input, place) => {
      input.value = place + 1;
    });
    strip.dispatchEvent(new Event("input", { bubbles: true }));
  };
  strip.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("li, tr");
    dragged?.classList.add("is-dragged");
    event.dataTransfer.effectAllowed = "move";
  });
  strip.addEventListener("dragover", (event) => {
    const over = event.target.closest("li, tr");
    if (!dragged || !over || over === dragged) return;
    event.preventDefault();
    const after = [...strip.children].indexOf(dragged) < [...strip.children].indexOf(over);
    strip.insertBefore(dragged, after ? over.nextSibling : over);
  });
  strip.addEventListener("drop", (event) => event.preventDefault());
  strip.addEventListener("dragend", () => {
    dragged?.classList.remove("is-dragged");
    dragged = null;
    renumber();
  });
}

// Files are shown before they are sent.
for (const input of document.querySelectorAll("input[type=file][multiple]")) {
  input.addEventListener("change", () => {
    const target = input.parentElement.querySelector("[data-previews]");
    target?.replaceChildren(
      ...[...input.files].map((file) => {
        const image = document.createElement("img");
        image.src = URL.createObjectURL(file);
        image.alt = file.name;
        image.title = file.name;
        image.addEventListener("load", () => URL.revokeObjectURL(image.src));
        return image;
      }),
    );
  });
}

// One value for a whole column of a table: typed above it, written into every row.
for (const source of document.querySelectorAll("[data-fill]")) {
  source.addEventListener("change", () => {
    const cells = source.closest("table").querySelectorAll(`[data-column="${source.dataset.fill}"]`);
    cells.forEach((cell) => {
      if (cell.disabled) return;
      if (cell.type === "checkbox") cell.checked = source.value === "1";
      else cell.value = source.value;
      cell.classList.add("is-changed");
    });
    source.value = "";
  });
}

// Arrow keys and Enter go from row to row in a table of fields.
document.addEventListener("keydown", (event) => {
  const cell = event.target.closest?.("table[data-grid] td input:not([type=checkbox])");
  const step = { ArrowDown: 1, ArrowUp: -1, Enter: 1 }[event.key];
  if (!cell || !step || event.ctrlKey || event.metaKey || event.altKey) return;
  const place = [...cell.closest("tr").querySelectorAll("input, select")].indexOf(cell);
  let row = cell.closest("tr");
  do {
    row = step > 0 ? row.nextElementSibling : row.previousElementSibling;
  } while (row && !row.querySelector("td input"));
  event.preventDefault();
  const target = row?.querySelectorAll("input, select")[place];
  target?.focus();
  target?.select?.();
});

// Ctrl+S saves; leaving what was typed asks first.
const warned = document.querySelector("form[data-warn]");
if (warned) {
  let dirty = false;
  warned.addEventListener("input", (event) => {
    dirty = true;
    event.target.classList?.add("is-changed");
  });
  warned.addEventListener("submit", () => {
    dirty = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (dirty) event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "s") {
      event.preventDefault();
      warned.requestSubmit(warned.querySelector("[name=_save]"));
    }
  });
}
