// Bodies: written beside how they will look, by our own renderer; how long they are.
"use strict";

(() => {
  const { make, button, ask, later } = rustok;
  const PAUSE = 350;
  const SHOWN = "rustok.preview";
  const WORDS_A_MINUTE = 220;

  /** Say where in a body something is wrong as editors see it: `Block 3, picture`. */
  const place = (path) => path
    .replace(/^body\.(?:regions\.(\w+)|blocks)\.(\d+)\.?(?:props\.)?/, (_, region, at) => `Block ${Number(at) + 1}${region ? ` of ${region}` : ""}, `)
    .replace("asset_id", "picture").replace("node_id", "block").replaceAll("_", " ").replace(/, $/, "");

  function words(text, locale) {
    const trimmed = text.trim();
    if (!trimmed) return 0;
    if (!Intl.Segmenter) return trimmed.split(/\s+/).length;
    let count = 0;
    for (const each of new Intl.Segmenter(locale || undefined, { granularity: "word" }).segment(trimmed)) {
      if (each.isWordLike) count += 1;
    }
    return count;
  }

  function editor(source, types) {
    const format = document.querySelector(`select[name="${source.dataset.format}"]`);
    const locale = source.name.split("__")[1] ?? "";
    const sides = make("div", "rustok-editor");
    const writing = make("div", "rustok-editor-side");
    const looking = make("section", "rustok-editor-side rustok-preview");
    const shown = make("div", "rustok-preview-body");
    const removed = make("p", "rustok-preview-removed");
    const count = make("p", "rustok-note rustok-count-words");
    removed.setAttribute("role", "status");
    looking.setAttribute("aria-label", "Preview");
    // What does not fit is scrolled, by the keyboard too.
    looking.tabIndex = 0;
    looking.append(make("p", "rustok-preview-name", "Preview"), removed, shown);
    source.before(sides);
    const form = make("div", "rustok-editor-blocks");
    writing.append(source, form, count);
    sides.append(writing, looking);
    const bar = rustok.dress(source, () => format.value, { locale });
    const toggle = button("Preview", () => show(!isShown()), { name: "preview", className: "rustok-block-tool rustok-preview-toggle" });
    const top = make("div", "rustok-editor-top");
    bar.before(top);
    top.append(bar, toggle);
    let asked;

    const isShown = () => localStorage.getItem(SHOWN) !== "off";
    function show(on) {
      localStorage.setItem(SHOWN, on ? "on" : "off");
      arrangeSides();
      if (on) look();
    }
    function arrangeSides() {
      looking.hidden = !isShown();
      sides.classList.toggle("is-alone", looking.hidden);
      toggle.setAttribute("aria-pressed", String(!looking.hidden));
    }

    async function look() {
      asked?.abort();
      asked = new AbortController();
      looking.setAttribute("aria-busy", "true");
      let found;
      try {
        found = await ask(source.dataset.render, { data: { body: source.value, format: format.value }, signal: asked.signal });
      } catch (fault) {
        // An earlier question that is answered late is not what stands there now.
        if (fault.name === "AbortError") return;
        found = { errors: [{ path: "", message: fault.message }] };
      }
      looking.removeAttribute("aria-busy");
      looking.classList.toggle("rustok-preview-refused", Boolean(found.errors));
      if (found.errors) {
        removed.textContent = found.errors.map((each) => [place(each.path), each.message].filter(Boolean).join(": ")).join(" · ");
        return;
      }
      const at = looking.scrollTop;
      // Safe: what the server sends has passed the sanitiser that readers are protected by.
      shown.innerHTML = found.html;
      looking.scrollTop = at;
      removed.textContent = found.removed.length ? `Taken out for the safety of readers: ${found.removed.join(", ")}` : "";
      const said = words(shown.textContent, locale);
      const minutes = Math.max(1, Math.round(said / WORDS_A_MINUTE));
      count.textContent = said ? `${said} ${said === 1 ? "word" : "words"} · ${minutes} min to read` : "No words yet";
    }

    const soon = later(PAUSE, look);

    function arrange() {
      const isBlocks = format.value === "blocks";
      source.hidden = isBlocks;
      bar.hidden = isBlocks;
      form.replaceChildren();
      if (isBlocks) rustok.blocks(source, form, types, locale);
      soon();
    }

    // What is written stands beside how it looks, wherever one has scrolled to.
    source.addEventListener("scroll", () => {
      const rest = source.scrollHeight - source.clientHeight;
      if (rest > 0) looking.scrollTop = (source.scrollTop / rest) * (looking.scrollHeight - looking.clientHeight);
    });
    source.addEventListener("input", soon);
    format.addEventListener("change", arrange);
    arrangeSides();
    arrange();
  }

  document.addEventListener("DOMContentLoaded", () => {
    const known = document.getElementById("rustok-block-types");
    const types = new Map((known ? JSON.parse(known.textContent) : []).map((each) => [each.name, each]));
    for (const source of document.querySelectorAll("textarea[data-body-editor]")) editor(source, types);
  });
})();
