// Finds a page, a post, a picture: a dialog with a search, by keyboard or pointer.
"use strict";

rustok.pick = (() => {
  const { make, button, tool, ask, say, later } = rustok;
  const TITLES = { node: "Choose a page or a post", asset: "Choose a picture", block: "Choose a reusable block" };
  const places = () => document.getElementById("rustok-editor-places")?.dataset ?? {};

  const address = (asked) => `${places().find}?${new URLSearchParams(asked)}`;

  /** Take a file into the library; the answer is as found pictures are. */
  async function upload(file) {
    const form = new FormData();
    form.append("file", file);
    return ask(places().upload, { form });
  }

  /** Tell what ids stand for: `{id: {title, note, picture, address}}`; what is gone is left out. */
  async function named(what, ids, locale) {
    if (!ids.length) return {};
    const found = await ask(address({ what, ids: ids.join(","), locale }));
    return Object.fromEntries(found.items.map((each) => [each.id, each]));
  }

  /** Let somebody choose; `chosen` is told what was found. Nothing happens where they think better of it. */
  function open(what, { locale = "", chosen }) {
    const dialog = make("dialog", "rustok-dialog rustok-picker");
    const heading = make("h2", "", TITLES[what]);
    heading.id = "rustok-picker-title";
    dialog.setAttribute("aria-labelledby", heading.id);
    const head = make("header");
    head.append(heading, tool("close", "Close", () => dialog.close()));
    const body = make("div", "rustok-dialog-body");
    const search = make("input", "rustok-input is-wide");
    search.type = "search";
    search.placeholder = what === "asset" ? "Part of its name or of its text" : "Part of the title or the address";
    search.setAttribute("aria-label", "Search");
    search.setAttribute("role", "combobox");
    search.setAttribute("aria-expanded", "true");
    search.setAttribute("aria-controls", "rustok-picker-list");
    const list = make("ul", what === "asset" ? "rustok-found is-pictures" : "rustok-found");
    list.id = "rustok-picker-list";
    list.setAttribute("role", "listbox");
    const told = make("p", "rustok-note");
    told.setAttribute("role", "status");
    body.append(search, told, list);
    dialog.append(head, body);
    if (what === "asset" && places().upload) {
      const file = make("input");
      file.type = "file";
      file.accept = "image/*";
      file.hidden = true;
      file.addEventListener("change", async () => {
        told.textContent = "Being taken in …";
        try {
          take(await upload(file.files[0]));
        } catch (fault) {
          told.textContent = fault.message;
        }
      });
      const foot = make("footer");
      foot.append(file, button("Upload a picture", () => file.click(), { name: "upload" }));
      dialog.append(foot);
    }
    let items = [];
    let present = 0;
    let asked;

    function take(item) {
      dialog.close();
      chosen(item);
    }

    function mark(index) {
      present = Math.max(0, Math.min(index, items.length - 1));
      [...list.children].forEach((row, each) => row.setAttribute("aria-selected", String(each === present)));
      const row = list.children[present];
      if (row) {
        search.setAttribute("aria-activedescendant", row.id);
        row.scrollIntoView({ block: "nearest" });
      }
    }

    async function look() {
      asked?.abort();
      asked = new AbortController();
      list.setAttribute("aria-busy", "true");
      try {
        const found = await ask(address({ what, q: search.value, locale }), { signal: asked.signal });
        items = found.items;
        told.textContent = items.length ? (found.more ? "The first of many: type more of the name." : "") : "Nothing is called like that.";
      } catch (fault) {
        if (fault.name === "AbortError") return;
        items = [];
        told.textContent = fault.message;
      }
      list.removeAttribute("aria-busy");
      list.replaceChildren(...items.map((item, index) => {
        const row = make("li", "rustok-found-row");
        row.id = `rustok-picker-${index}`;
        row.setAttribute("role", "option");
        if (item.picture) {
          const image = make("img");
          image.src = item.picture;
          image.alt = "";
          image.loading = "lazy";
          row.append(image);
        }
        const words = make("span", "rustok-two");
        words.append(make("span", "", item.title), make("span", "rustok-note", item.note));
        row.append(words);
        row.addEventListener("click", () => take(item));
        return row;
      }));
      mark(0);
    }

    search.addEventListener("input", later(200, look));
    search.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) {
        event.preventDefault();
        mark(present + step);
      } else if (event.key === "Enter") {
        event.preventDefault();
        if (items[present]) take(items[present]);
      }
    });
    const opener = document.activeElement;
    dialog.addEventListener("close", () => {
      asked?.abort();
      dialog.remove();
      // Whoever was told what was chosen may have gone on to another field.
      if (document.activeElement === document.body) opener?.focus();
    });
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    });
    document.body.append(dialog);
    dialog.showModal();
    search.focus();
    look();
  }

  /** A field for the id of something: what it is called, and a button to choose another one. */
  function field(what, { value, locale, label, change, optional = false }) {
    const area = make("div", "rustok-chosen-one");
    area.setAttribute("role", "group");
    area.setAttribute("aria-label", label);
    const shown = make("span", "rustok-two");
    const image = make("img");
    image.alt = "";
    image.hidden = true;
    const choose = button("", () => open(what, { locale, chosen: (item) => { tell(item); change(item.id, item); choose.focus(); say(`Chosen: ${item.title}`); } }), { name: "search" });
    const words = choose.appendChild(document.createTextNode(value ? "Another one" : "Choose"));
    const clear = tool("close", `Choose none: ${label}`, () => { tell(null); change(null, null); choose.focus(); });

    function tell(item, id) {
      image.hidden = !item?.picture;
      if (item?.picture) image.src = item.picture;
      const given = Boolean(item) || Boolean(id);
      shown.replaceChildren(
        make("span", item || !id ? "" : "rustok-wrong", item ? item.title : id ? "It is no longer there." : "None chosen"),
        make("span", "rustok-note", item?.note ?? id ?? ""),
      );
      words.data = given ? "Another one" : "Choose";
      clear.hidden = !optional || !given;
    }

    tell(null);
    if (value) {
      shown.replaceChildren(make("span", "rustok-note", "…"));
      named(what, [value], locale).then((found) => tell(found[value] ?? null, value), (fault) => tell(null, fault.message));
    }
    area.append(image, shown, choose, clear);
    return area;
  }

  return Object.freeze({ open, field, named, upload, places });
})();
