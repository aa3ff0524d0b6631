// Bodies: written beside how they will look, or put together of typed blocks whose forms are made of their schemas.
"use strict";

(() => {
  const PAUSE = 350;

  const make = (tag, className = "", text = "") => {
    const element = document.createElement(tag);
    element.className = className;
    element.textContent = text;
    return element;
  };

  const icon = (name, label, onClick) => {
    const button = make("button", "rustok-block-tool");
    button.type = "button";
    button.title = label;
    button.setAttribute("aria-label", label);
    button.append(make("span", "material-symbols-outlined", name));
    button.addEventListener("click", onClick);
    return button;
  };

  const heading = (name) => (name.charAt(0).toUpperCase() + name.slice(1)).replaceAll("_", " ");

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
  function field(name, given, root, value, change, types) {
    const schema = plain(given, root);
    const label = make("label", "rustok-block-field");
    label.append(make("span", "rustok-block-label", heading(name)));
    const keep = (next) => change(next === "" && schema.nullable ? null : next);
    if (schema.type === "boolean") {
      const box = make("input");
      box.type = "checkbox";
      box.checked = Boolean(value ?? schema.default);
      box.addEventListener("change", () => change(box.checked));
      label.prepend(box);
      label.classList.add("rustok-block-switch");
      return label;
    }
    if (schema.enum) {
      const list = make("select", "rustok-block-input");
      for (const each of schema.enum) list.append(new Option(heading(String(each)), each));
      list.value = value ?? schema.default ?? schema.enum[0];
      list.addEventListener("change", () => change(list.value));
      label.append(list);
      return label;
    }
    if (schema.type === "integer") {
      const input = make("input", "rustok-block-input");
      input.type = "number";
      input.min = schema.minimum ?? "";
      input.max = schema.maximum ?? "";
      input.value = value ?? schema.default ?? "";
      input.addEventListener("input", () => change(input.value === "" ? null : Number(input.value)));
      label.append(input);
      return label;
    }
    if (schema.type === "array" || schema.type === "object") {
      const group = make("div", "rustok-block-field");
      group.append(make("span", "rustok-block-label", heading(name)), several(schema, root, value, change, types));
      return group;
    }
    const long = (schema.maxLength ?? 0) > 500 && !schema.pattern;
    const input = make(long ? "textarea" : "input", "rustok-block-input");
    if (long) input.rows = 6;
    input.value = value ?? schema.default ?? "";
    input.placeholder = name.endsWith("_id") ? "Its id, as its address in the admin shows it" : "";
    input.addEventListener("input", () => keep(input.value));
    label.append(input);
    return label;
  }

  /** Fields of a list: of blocks, of objects, of rows, or of plain values a line each. */
  function several(schema, root, given, change, types) {
    const area = make("div", "rustok-block-list");
    const values = Array.isArray(given) ? structuredClone(given) : [];
    const item = plain(schema.items ?? {}, root);
    const tell = () => change(structuredClone(values));
    const draw = () => {
      area.replaceChildren();
      values.forEach((value, index) => {
        const row = make("div", "rustok-block-row");
        if (isBlocks(item)) row.append(blockList(value, types, (next) => { values[index] = next; tell(); }));
        else if (item.type === "object") {
          row.append(fields(item, root, value, (next) => { values[index] = next; tell(); }, types));
        } else if (item.type === "array") {
          const cells = make("input", "rustok-block-input");
          cells.value = (value ?? []).join(" | ");
          cells.placeholder = "Cells, separated by |";
          cells.addEventListener("input", () => { values[index] = cells.value.split("|").map((each) => each.trim()); tell(); });
          row.append(cells);
        } else {
          const line = make("input", "rustok-block-input");
          line.value = value;
          line.addEventListener("input", () => { values[index] = line.value; tell(); });
          row.append(line);
        }
        row.append(icon("close", "Remove", () => { values.splice(index, 1); tell(); draw(); }));
        area.append(row);
      });
      const add = make("button", "rustok-block-add", "Add");
      add.type = "button";
      add.addEventListener("click", () => {
        values.push(item.type === "array" ? [] : item.type === "object" ? {} : "");
        tell();
        draw();
      });
      area.append(add);
    };
    draw();
    return area;
  }

  function fields(schema, root, given, change, types) {
    const area = make("div", "rustok-block-fields");
    const values = { ...given };
    for (const [name, each] of Object.entries(schema.properties ?? {})) {
      area.append(field(name, each, root, values[name], (next) => {
        if (next === null || next === undefined) delete values[name];
        else values[name] = next;
        change({ ...values });
      }, types));
    }
    return area;
  }

  /** The blocks of one place: each with its form, moved, doubled and removed by buttons. */
  function blockList(given, types, change) {
    const area = make("div", "rustok-blocks");
    const blocks = structuredClone(given ?? []);
    const tell = () => change(structuredClone(blocks));
    const move = (index, by) => {
      const [block] = blocks.splice(index, 1);
      blocks.splice(index + by, 0, block);
      tell();
      draw();
    };
    function draw() {
      area.replaceChildren();
      blocks.forEach((block, index) => {
        const type = types.get(block.type);
        const card = make("section", "rustok-block");
        card.dataset.block = block.type;
        const bar = make("header", "rustok-block-bar");
        bar.append(make("span", "material-symbols-outlined", type?.icon ?? "help"), make("strong", "", type?.label ?? block.type));
        const tools = make("span", "rustok-block-tools");
        if (index > 0) tools.append(icon("arrow_upward", "Move up", () => move(index, -1)));
        if (index < blocks.length - 1) tools.append(icon("arrow_downward", "Move down", () => move(index, 1)));
        tools.append(
          icon("content_copy", "Double", () => {
            blocks.splice(index + 1, 0, { ...structuredClone(block), id: undefined });
            tell();
            draw();
          }),
          icon("delete", "Remove", () => { blocks.splice(index, 1); tell(); draw(); }),
        );
        bar.append(tools);
        card.append(bar);
        if (type) {
          card.append(fields(type.schema, type.schema, block.props, (next) => { block.props = next; tell(); }, types));
        }
        area.append(card);
      });
      const add = make("select", "rustok-block-add");
      add.append(new Option("Add a block…", ""));
      for (const type of types.values()) add.append(new Option(type.label, type.name));
      add.addEventListener("change", () => {
        if (!add.value) return;
        blocks.push({ type: add.value, props: {} });
        tell();
        draw();
        area.querySelector(":scope > section:last-of-type input, :scope > section:last-of-type textarea")?.focus();
      });
      area.append(add);
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

  function editor(source) {
    const format = document.querySelector(`select[name="${source.dataset.format}"]`);
    const types = new Map(JSON.parse(document.getElementById("rustok-block-types").textContent).map((each) => [each.name, each]));
    const token = document.querySelector("input[name=csrfmiddlewaretoken]").value;
    const sides = make("div", "rustok-editor");
    const writing = make("div", "rustok-editor-side");
    const looking = make("div", "rustok-editor-side rustok-preview");
    const shown = make("div", "rustok-preview-body");
    const removed = make("p", "rustok-preview-removed");
    looking.append(make("p", "rustok-preview-name", "Preview"), removed, shown);
    looking.setAttribute("aria-live", "polite");
    source.before(sides);
    const form = make("div", "rustok-editor-blocks");
    writing.append(source, form);
    sides.append(writing, looking);
    let asked = 0;
    let waiting;

    async function look() {
      const turn = ++asked;
      const answer = await fetch(source.dataset.render, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token },
        body: JSON.stringify({ body: source.value, format: format.value }),
      });
      const found = await answer.json();
      // An earlier question that is answered late is not what stands there now.
      if (turn !== asked) return;
      const refused = !answer.ok || found.errors;
      looking.classList.toggle("rustok-preview-refused", Boolean(refused));
      // Safe: what the server sends has passed the sanitiser that readers are protected by.
      if (!refused) shown.innerHTML = found.html;
      removed.textContent = refused
        ? (found.errors ?? []).map((each) => `${each.path}: ${each.message}`).join(" · ") || "The preview is not to be had now."
        : found.removed.length ? `Taken out for the safety of readers: ${found.removed.join(", ")}` : "";
    }

    const soon = () => {
      clearTimeout(waiting);
      waiting = setTimeout(look, PAUSE);
    };

    function write(body) {
      source.value = JSON.stringify(body);
      source.dispatchEvent(new Event("input", { bubbles: true }));
    }

    function arrange() {
      const isBlocksFormat = format.value === "blocks";
      source.hidden = isBlocksFormat;
      form.replaceChildren();
      if (isBlocksFormat) {
        const body = read(source.value);
        if (body.regions) {
          for (const [name, blocks] of Object.entries(body.regions)) {
            form.append(make("h4", "rustok-block-region", heading(name)), blockList(blocks, types, (next) => { body.regions[name] = next; write(body); }));
          }
        } else {
          form.append(blockList(body.blocks, types, (next) => { body.blocks = next; write(body); }));
        }
      }
      soon();
    }

    source.addEventListener("input", soon);
    format.addEventListener("change", arrange);
    arrange();
  }

  document.addEventListener("DOMContentLoaded", () => {
    for (const source of document.querySelectorAll("textarea[data-body-editor]")) editor(source);
  });
})();
