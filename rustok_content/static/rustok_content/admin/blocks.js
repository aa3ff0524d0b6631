// A body of typed blocks: each with a form made of its schema; added, moved, doubled, removed, and all that undone.
"use strict";

rustok.blocks = (() => {
  const { make, icon, tool, button, labelled, line, heading, pick, say } = rustok;
  // What fields are called whose value is the id of something that can be chosen.
  const CHOSEN = [[/(^|_)asset_id$/, "asset"], [/(^|_)node_id$/, "block"], [/(^|_)(page|post)_id$/, "node"]];

  /** Follow a schema's references, and leave out that a value may also be missing. */
  function plain(schema, root) {
    if (schema.$ref) return plain({ ...root.$defs[schema.$ref.split("/").pop()], default: schema.default }, root);
    if (schema.anyOf) {
      const one = schema.anyOf.find((each) => each.type !== "null");
      return { ...plain(one, root), nullable: true };
    }
    if (schema.allOf) return plain({ ...schema, ...schema.allOf[0], allOf: undefined }, root);
    return schema;
  }

  const isBlocks = (schema) => schema.type === "array" && schema.items?.$ref?.endsWith("/BlockInput");

  /** A field for one value; `change` is told the new one. */
  function field(name, given, root, value, change, desk) {
    const schema = plain(given, root);
    const keep = (next) => change(next === "" && schema.nullable ? null : next);
    if (schema.type === "boolean") {
      const box = make("input");
      box.type = "checkbox";
      box.checked = Boolean(value ?? schema.default);
      box.addEventListener("change", () => change(box.checked));
      const label = make("label", "rustok-block-switch");
      label.append(box, make("span", "rustok-block-label", heading(name)));
      return label;
    }
    if (schema.enum) {
      const list = make("select", "rustok-block-input");
      for (const each of schema.enum) list.append(new Option(heading(String(each)), each));
      list.value = value ?? schema.default ?? schema.enum[0];
      list.addEventListener("change", () => change(list.value));
      return labelled(heading(name), list);
    }
    if (schema.type === "integer") {
      const input = make("input", "rustok-block-input");
      input.type = "number";
      input.min = schema.minimum ?? "";
      input.max = schema.maximum ?? "";
      input.value = value ?? schema.default ?? "";
      input.addEventListener("input", () => change(input.value === "" ? null : Number(input.value)));
      return labelled(heading(name), input);
    }
    if (schema.type === "array" || schema.type === "object") {
      const group = make("div", "rustok-block-field");
      group.setAttribute("role", "group");
      group.setAttribute("aria-label", heading(name));
      group.append(make("span", "rustok-block-label", heading(name)), several(schema, root, value, change, desk));
      return group;
    }
    const [, what] = CHOSEN.find(([pattern]) => pattern.test(name)) ?? [];
    if (what) {
      const label = heading(name.replace(/_id$/, "").replace("asset", "picture").replace("node", "block"));
      const area = make("div", "rustok-block-field");
      area.append(
        make("span", "rustok-block-label", label),
        pick.field(what, { value, label, change: keep, locale: desk.locale, optional: schema.nullable }),
      );
      return area;
    }
    const long = (schema.maxLength ?? 0) > 500 && !schema.pattern;
    const input = make(long ? "textarea" : "input", "rustok-block-input");
    if (long) input.rows = 6;
    input.value = value ?? schema.default ?? "";
    input.addEventListener("input", () => keep(input.value));
    if (name === "html" || name === "markdown") {
      // No label around it: of what is in a label the first button would be meant.
      const area = make("div", "rustok-block-field");
      area.append(make("span", "rustok-block-label", heading(name)), input);
      input.setAttribute("aria-label", heading(name));
      rustok.dress(input, () => name, { locale: desk.locale });
      return area;
    }
    const found = labelled(heading(name), input);
    if (name === "url") {
      const choose = button("Choose a page", () => pick.open("node", {
        locale: desk.locale,
        chosen: (item) => { input.value = item.address; keep(item.address); input.focus(); },
      }), { name: "search" });
      const area = make("div", "rustok-block-field");
      area.append(found, choose);
      return area;
    }
    return found;
  }

  /** Fields of a list: of blocks, of objects, of rows, or of plain values a line each. */
  function several(schema, root, given, change, desk) {
    const area = make("div", "rustok-block-list");
    const values = Array.isArray(given) ? structuredClone(given) : [];
    const item = plain(schema.items ?? {}, root);
    const tell = () => change(structuredClone(values));
    const draw = () => {
      area.replaceChildren();
      values.forEach((value, index) => {
        const row = make("div", "rustok-block-row");
        if (isBlocks(item)) row.append(blockList(value, desk, (next) => { values[index] = next; tell(); }));
        else if (item.type === "object") {
          row.append(fields(item, root, value, (next) => { values[index] = next; tell(); }, desk));
        } else if (item.type === "array") {
          const cells = line((value ?? []).join(" | "), (text) => { values[index] = text.split("|").map((each) => each.trim()); tell(); });
          cells.placeholder = "Cells, separated by |";
          cells.setAttribute("aria-label", `Row ${index + 1}, cells separated by |`);
          row.append(cells);
        } else {
          const input = line(value, (text) => { values[index] = text; tell(); });
          input.setAttribute("aria-label", `Line ${index + 1}`);
          row.append(input);
        }
        row.append(tool("close", `Remove ${index + 1}`, () => {
          desk.remember();
          values.splice(index, 1);
          tell();
          draw();
          (area.children[Math.min(index, values.length - 1)]?.querySelector("[data-tool^=Remove]") ?? area.lastElementChild).focus();
        }));
        area.append(row);
      });
      area.append(button("Add", () => {
        desk.remember();
        values.push(item.type === "array" ? [] : item.type === "object" ? {} : "");
        tell();
        draw();
        area.children[values.length - 1].querySelector("input, textarea, select, button")?.focus();
      }, { className: "rustok-block-add" }));
    };
    draw();
    return area;
  }

  function fields(schema, root, given, change, desk) {
    const area = make("div", "rustok-block-fields");
    const values = { ...given };
    for (const [name, each] of Object.entries(schema.properties ?? {})) {
      area.append(field(name, each, root, values[name], (next) => {
        if (next === null || next === undefined) delete values[name];
        else values[name] = next;
        change({ ...values });
      }, desk));
    }
    if (!area.children.length) area.append(make("p", "rustok-note", "Nothing to fill in."));
    return area;
  }

  /** Let somebody choose what is added, by its name. */
  function palette(types, chosen) {
    const dialog = make("dialog", "rustok-dialog rustok-palette");
    const title = make("h2", "", "Add a block");
    title.id = "rustok-palette-title";
    dialog.setAttribute("aria-labelledby", title.id);
    const head = make("header");
    head.append(title, tool("close", "Close", () => dialog.close()));
    const body = make("div", "rustok-dialog-body");
    const search = make("input", "rustok-input is-wide");
    search.type = "search";
    search.placeholder = "Which one?";
    search.setAttribute("aria-label", "Find a block");
    const list = make("div", "rustok-palette-list");
    const all = [...types.values()].map((type) => {
      const found = button(type.label, () => { dialog.close(); chosen(type.name); }, { name: type.icon });
      found.dataset.type = type.name;
      list.append(found);
      return found;
    });
    const seen = () => all.filter((each) => !each.hidden);
    search.addEventListener("input", () => {
      const wanted = search.value.trim().toLowerCase();
      all.forEach((each) => { each.hidden = !each.textContent.toLowerCase().includes(wanted) && !each.dataset.type.includes(wanted); });
    });
    dialog.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
      if (event.key === "Enter" && event.target === search) {
        event.preventDefault();
        seen()[0]?.click();
      } else if (step && !(event.target === search && event.key.match(/Left|Right/))) {
        event.preventDefault();
        const shown = seen();
        const at = shown.indexOf(document.activeElement) + step;
        (at < 0 ? search : shown[Math.min(at, shown.length - 1)])?.focus();
      }
    });
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    const opener = document.activeElement;
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (document.activeElement === document.body) opener?.focus();
    });
    body.append(search, list);
    dialog.append(head, body);
    document.body.append(dialog);
    dialog.showModal();
    search.focus();
  }

  /** The blocks of one place. `desk` is what all places of a body share: types, language, and what can be undone. */
  function blockList(given, desk, change) {
    const area = make("div", "rustok-blocks");
    const blocks = structuredClone(given ?? []);
    const tell = () => change(structuredClone(blocks));
    const label = (block) => desk.types.get(block.type)?.label ?? block.type;
    const card = (index) => area.querySelectorAll(":scope > section")[index];

    /** Change which blocks there are; the eyes and the keys stay with the block in question. */
    function rearrange(alter, index, at = "") {
      desk.remember();
      alter();
      tell();
      draw();
      const shown = card(Math.min(index, blocks.length - 1));
      const wanted = at ? `[data-tool="${at}"]:not(:disabled)` : ":scope > .rustok-block-fields :is(input, textarea, select, button):not(.rustok-toolbar *)";
      const found = shown?.querySelector(wanted) ?? shown ?? area.querySelector(":scope > .rustok-block-add");
      found.focus();
      found.scrollIntoView({ block: "nearest" });
    }

    function move(index, by, at) {
      const to = index + by;
      if (to < 0 || to >= blocks.length) return;
      const inside = at ?? card(index).querySelector(":focus")?.dataset.tool;
      rearrange(() => blocks.splice(to, 0, ...blocks.splice(index, 1)), to, inside ?? (by < 0 ? "Move up" : "Move down"));
      say(`${label(blocks[to])} is number ${to + 1} of ${blocks.length} now.`);
    }

    function add(index) {
      palette(desk.types, (type) => rearrange(() => blocks.splice(index, 0, { type, props: {} }), index));
    }

    function draw() {
      area.replaceChildren();
      blocks.forEach((block, index) => {
        const type = desk.types.get(block.type);
        const shown = make("section", "rustok-block");
        shown.dataset.block = block.type;
        shown.tabIndex = -1;
        shown.setAttribute("aria-label", `${label(block)}, ${index + 1} of ${blocks.length}`);
        const bar = make("header", "rustok-block-bar");
        bar.append(icon(type?.icon ?? "help"), make("strong", "", label(block)));
        const tools = make("span", "rustok-block-tools");
        tools.append(
          tool("arrow_upward", "Move up", () => move(index, -1, "Move up"), { enabled: index > 0, keys: "Alt+↑" }),
          tool("arrow_downward", "Move down", () => move(index, 1, "Move down"), { enabled: index < blocks.length - 1, keys: "Alt+↓" }),
          tool("add", "Add a block below", () => add(index + 1)),
          tool("content_copy", "Double", () => {
            rearrange(() => blocks.splice(index + 1, 0, { ...structuredClone(block), id: undefined }), index + 1);
            say(`${label(block)} was doubled.`);
          }),
          tool("delete", "Remove", () => {
            rearrange(() => blocks.splice(index, 1), index, "Remove");
            say(`${label(block)} was removed. It can be undone.`);
          }),
        );
        bar.append(tools);
        shown.append(bar);
        shown.addEventListener("keydown", (event) => {
          const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
          if (!by || !event.altKey || event.ctrlKey || event.metaKey) return;
          event.preventDefault();
          event.stopPropagation();
          move(index, by);
        });
        if (type) shown.append(fields(type.schema, type.schema, block.props, (next) => { block.props = next; tell(); }, desk));
        else shown.append(make("p", "rustok-wrong rustok-block-fields", "This block is of a module that is off. It stays as it is."));
        area.append(shown);
      });
      area.append(button("Add a block", () => add(blocks.length), { name: "add", className: "rustok-block-add" }));
    }

    draw();
    return area;
  }

  function read(source) {
    try {
      const body = JSON.parse(source);
      if (body && (Array.isArray(body.blocks) || body.regions)) return body;
    } catch {
      // Not a body of blocks yet: a new one begins.
    }
    return { blocks: [] };
  }

  /** Show the blocks of a source within a form, and write them back as they change. */
  return function edit(source, form, types, locale) {
    const former = [];
    const undo = button("Undo", () => back(), { name: "undo" });
    const desk = {
      types,
      locale,
      /** Keep what there is before blocks come, go or move. */
      remember() {
        former.push(source.value);
        if (former.length > 50) former.shift();
        undo.disabled = false;
      },
    };
    const place = make("div");
    undo.disabled = true;
    undo.title = "Take back what was added, moved or removed last (Ctrl+Z outside of a field)";
    form.append(undo, place);

    function back() {
      if (!former.length) return;
      rustok.write(source, former.pop());
      undo.disabled = !former.length;
      draw();
      say("Undone.");
      (undo.disabled ? place.querySelector("button") : undo)?.focus();
    }

    function draw() {
      const body = read(source.value);
      const write = () => rustok.write(source, JSON.stringify(body));
      place.replaceChildren();
      if (!body.regions) {
        place.append(blockList(body.blocks, desk, (next) => { body.blocks = next; write(); }));
        return;
      }
      for (const [name, blocks] of Object.entries(body.regions)) {
        place.append(make("h4", "rustok-block-region", heading(name)), blockList(blocks, desk, (next) => { body.regions[name] = next; write(); }));
      }
    }

    form.addEventListener("keydown", (event) => {
      if (event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey) return;
      // Within a field the browser undoes what was typed.
      if (event.target.closest("input, textarea, select")) return;
      event.preventDefault();
      back();
    });
    draw();
  };
})();
