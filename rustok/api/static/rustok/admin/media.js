// The media library: a point is set by clicking on the picture, and chosen files are shown before they are sent.
"use strict";

(() => {
  const WHOLE = 1000;

  const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

  /** Return how far the part that is shown is moved, as the server cuts: the point as near to the middle as it goes. */
  function position(point, full, shown) {
    const over = full - shown;
    return over <= 0 ? 50 : (100 * clamp((point / WHOLE) * full - shown / 2, 0, over)) / over;
  }

  function picker(root) {
    const picture = root.querySelector("[data-focal-picture]");
    const marker = root.querySelector("[data-focal-point]");
    const crops = root.querySelectorAll("[data-focal-crop]");
    const inputs = ["focal_x", "focal_y"].map((name) => document.querySelector(`input[name="${name}"]`));
    const editable = inputs.every(Boolean);
    const size = [Number(root.dataset.width), Number(root.dataset.height)];
    let point = [Number(root.dataset.focalX), Number(root.dataset.focalY)];

    function show() {
      marker.style.left = `${point[0] / 10}%`;
      marker.style.top = `${point[1] / 10}%`;
      for (const crop of crops) {
        const box = [crop.clientWidth, crop.clientHeight];
        const scale = Math.max(box[0] / size[0], box[1] / size[1]);
        const [x, y] = [0, 1].map((axis) => position(point[axis], size[axis] * scale, box[axis]));
        crop.style.objectPosition = `${x}% ${y}%`;
      }
    }

    function set(x, y) {
      point = [clamp(Math.round(x), 0, WHOLE), clamp(Math.round(y), 0, WHOLE)];
      inputs.forEach((input, axis) => {
        input.value = String(point[axis]);
        // Whoever watches the form for unsaved changes hears of it.
        input.dispatchEvent(new Event("input", { bubbles: true }));
        input.dispatchEvent(new Event("change", { bubbles: true }));
      });
      show();
    }

    show();
    window.addEventListener("resize", show);
    for (const crop of crops) crop.addEventListener("load", show);
    if (!editable) return;

    const under = (event) => {
      const area = picture.getBoundingClientRect();
      set(((event.clientX - area.left) / area.width) * WHOLE, ((event.clientY - area.top) / area.height) * WHOLE);
    };
    const stage = picture.parentElement;
    stage.classList.add("focal-editable");
    stage.tabIndex = 0;
    stage.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      stage.focus({ preventScroll: true });
      stage.setPointerCapture(event.pointerId);
      under(event);
    });
    stage.addEventListener("pointermove", (event) => {
      if (stage.hasPointerCapture(event.pointerId)) under(event);
    });
    stage.addEventListener("keydown", (event) => {
      const step = event.shiftKey ? 100 : 10;
      const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
      const move = moves[event.key];
      if (!move) return;
      event.preventDefault();
      set(point[0] + move[0], point[1] + move[1]);
    });
    inputs.forEach((input, axis) =>
      input.addEventListener("input", () => {
        const value = Number(input.value);
        if (input.value === "" || !Number.isFinite(value)) return;
        point[axis] = clamp(value, 0, WHOLE);
        show();
      }),
    );
  }

  function chosen(input) {
    const list = document.createElement("ul");
    list.className = "chosen-files";
    list.setAttribute("aria-live", "polite");
    // The field is drawn by a box around the input, which itself is not seen.
    const box = input.parentElement.parentElement.parentElement;
    const label = box.querySelector("input[type=text]");
    box.parentElement.after(list);
    let addresses = [];
    input.addEventListener("change", () => {
      addresses.forEach((address) => URL.revokeObjectURL(address));
      addresses = [];
      // After the theme has written the name of the first one there.
      if (label && input.files.length > 1) setTimeout(() => (label.value = `${input.files.length} files`));
      list.replaceChildren(
        ...[...input.files].map((file) => {
          const entry = document.createElement("li");
          const image = document.createElement("img");
          const name = document.createElement("span");
          const address = URL.createObjectURL(file);
          addresses.push(address);
          image.src = address;
          image.alt = "";
          // What is no picture is a grey square with a name.
          image.addEventListener("error", () => image.replaceWith(document.createElement("i")));
          name.textContent = file.name;
          entry.append(image, name);
          return entry;
        }),
      );
    });
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-focal-picker]").forEach(picker);
    document.querySelectorAll("input[type=file][data-several-files]").forEach(chosen);
  });
})();
