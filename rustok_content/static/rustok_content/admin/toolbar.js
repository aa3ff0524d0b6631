// Above a body or a long text: what is written often, by button or by keys; pictures and rich text that are pasted.
"use strict";

rustok.dress = (() => {
  const { make, icon, pick, pasted, say } = rustok;
  const isMac = navigator.platform.startsWith("Mac");
  const KEY = isMac ? "⌘" : "Ctrl+";
  const MARKS = {
    markdown: { bold: ["**", "**"], italic: ["*", "*"], code: ["`", "`"], heading: ["## ", ""], list: ["- ", ""], numbered: ["1. ", ""], quote: ["> ", ""] },
    html: {
      bold: ["<strong>", "</strong>"], italic: ["<em>", "</em>"], code: ["<code>", "</code>"], heading: ["<h2>", "</h2>"],
      list: ["<li>", "</li>"], numbered: ["<li>", "</li>"], quote: ["<blockquote>", "</blockquote>"],
    },
  };
  const LINES = new Set(["heading", "list", "numbered", "quote"]);
  const TOOLS = [
    ["bold", "format_bold", "Bold", "b"], ["italic", "format_italic", "Italic", "i"], ["heading", "format_h2", "Heading", ""],
    ["list", "format_list_bulleted", "List", ""], ["numbered", "format_list_numbered", "Numbered list", ""],
    ["quote", "format_quote", "Quotation", ""], ["code", "code", "Code", ""], ["link", "link", "Link", "k"], ["picture", "image", "Picture", ""],
  ];
  const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");

  /** Write at the cursor as if it were typed: the browser can undo it. */
  function insert(area, text) {
    area.focus();
    if (!document.execCommand("insertText", false, text)) {
      area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  function mark(area, format, name) {
    const [before, after] = MARKS[format][name];
    let { selectionStart: from, selectionEnd: to } = area;
    if (LINES.has(name)) {
      from = area.value.lastIndexOf("\n", from - 1) + 1;
      const end = area.value.indexOf("\n", to);
      to = end === -1 ? area.value.length : end;
      area.setSelectionRange(from, to);
      const lines = area.value.slice(from, to).split("\n");
      const isOn = format === "markdown" && lines.every((line) => line.startsWith(before));
      insert(area, lines.map((line, at) => {
        if (isOn) return line.slice(before.length);
        return (name === "numbered" && format === "markdown" ? `${at + 1}. ` : before) + line + after;
      }).join("\n"));
      return;
    }
    const chosen = area.value.slice(from, to);
    insert(area, before + chosen + after);
    area.setSelectionRange(from + before.length, from + before.length + chosen.length);
  }

  const linked = (format, words, address) =>
    format === "html" ? `<a href="${escaped(address)}">${escaped(words)}</a>` : `[${words.replace(/[[\]]/g, "\\$&")}](${rustok.bracketed(address)})`;
  const shown = (format, alt, address) =>
    format === "html" ? `<img src="${escaped(address)}" alt="${escaped(alt)}">` : `![${alt.replace(/[[\]]/g, "\\$&")}](${rustok.bracketed(address)})`;

  function link(area, format, locale) {
    const { selectionStart: from, selectionEnd: to } = area;
    const words = area.value.slice(from, to);
    const write = (item) => {
      area.focus();
      area.setSelectionRange(from, to);
      insert(area, linked(format, words || item.title, item.address ?? ""));
    };
    // An address that was chosen in the text is one already.
    if (/^https?:\/\/\S+$/.test(words)) write({ title: words, address: words });
    else pick.open("node", { locale, chosen: write });
  }

  function place(area, format, picture) {
    const alt = picture.alt || picture.title.replace(/\.\w+$/, "");
    // A picture is a paragraph of its own.
    const before = area.value.slice(0, area.selectionStart);
    const apart = before && !before.endsWith("\n\n") ? (before.endsWith("\n") ? "\n" : "\n\n") : "";
    insert(area, `${apart}${shown(format, alt, picture.address)}\n\n`);
  }

  async function take(area, format, files) {
    const at = area.selectionEnd;
    for (const file of files) {
      say(`${file.name} is being taken in.`);
      area.setAttribute("aria-busy", "true");
      try {
        const picture = await pick.upload(file);
        area.setSelectionRange(Math.max(at, area.selectionStart), Math.max(at, area.selectionEnd));
        place(area, format, picture);
        say(`${picture.title} is in the text. Say in its brackets what it shows.`);
      } catch (fault) {
        complain(area, `${file.name}: ${fault.message}`);
      }
      area.removeAttribute("aria-busy");
    }
  }

  function complain(area, text) {
    let told = area.parentElement.querySelector(":scope > .rustok-wrong");
    if (!told) {
      told = make("p", "rustok-wrong");
      told.setAttribute("role", "alert");
      area.after(told);
    }
    told.textContent = text;
  }

  const pictures = (transfer) => [...(transfer?.files ?? [])].filter((file) => file.type.startsWith("image/"));

  /** Give a text its bar. `format` tells whether it is `markdown` or `html` now. */
  return function dress(area, format, { locale = "" } = {}) {
    const bar = make("div", "rustok-toolbar");
    bar.setAttribute("role", "toolbar");
    bar.setAttribute("aria-label", "Writing");
    const act = (name) => {
      if (name === "link") link(area, format(), locale);
      else if (name === "picture") pick.open("asset", { locale, chosen: (item) => place(area, format(), item) });
      else mark(area, format(), name);
    };
    for (const [name, picture, label, key] of TOOLS) {
      const button = make("button", "rustok-block-tool");
      button.type = "button";
      button.title = key ? `${label} (${KEY}${key.toUpperCase()})` : label;
      button.setAttribute("aria-label", label);
      button.tabIndex = bar.children.length ? -1 : 0;
      button.append(icon(picture));
      button.addEventListener("click", () => act(name));
      bar.append(button);
    }
    // One stop for the tab key; the arrows go on within.
    bar.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const all = [...bar.children];
      const next = all[(all.indexOf(document.activeElement) + step + all.length) % all.length];
      all.forEach((each) => { each.tabIndex = each === next ? 0 : -1; });
      next.focus();
    });
    area.before(bar);
    area.addEventListener("keydown", (event) => {
      if (!(isMac ? event.metaKey : event.ctrlKey) || event.shiftKey || event.altKey) return;
      const found = TOOLS.find(([, , , key]) => key && key === event.key.toLowerCase());
      if (!found) return;
      event.preventDefault();
      event.stopPropagation();
      act(found[0]);
    });
    area.addEventListener("paste", (event) => {
      const files = pictures(event.clipboardData);
      const html = event.clipboardData?.getData("text/html");
      // Word sends a picture of the text along with the text.
      const said = html ? pasted.convert(html, format()) : null;
      if (said) {
        event.preventDefault();
        insert(area, said);
      } else if (files.length) {
        event.preventDefault();
        take(area, format(), files);
      }
    });
    area.addEventListener("dragover", (event) => {
      if ([...(event.dataTransfer?.items ?? [])].some((item) => item.kind === "file")) {
        event.preventDefault();
        area.classList.add("is-over");
      }
    });
    area.addEventListener("dragleave", () => area.classList.remove("is-over"));
    area.addEventListener("drop", (event) => {
      area.classList.remove("is-over");
      const files = pictures(event.dataTransfer);
      if (!files.length) return;
      event.preventDefault();
      take(area, format(), files);
    });
    return bar;
  };
})();
