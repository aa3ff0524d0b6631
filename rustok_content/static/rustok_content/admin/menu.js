// A menu's entries: moved up and down, in and out, each leading to a node, to an address, or only holding others.
"use strict";

(() => {
  const PROBLEMS = { gone: "what it leads to is gone", trashed: "in the trash", unpublished: "not published" };

  const make = (tag, className = "", text = "") => {
    const element = document.createElement(tag);
    element.className = className;
    element.textContent = text;
    return element;
  };

  function tool(name, label, enabled, onClick) {
    const button = make("button", "rustok-block-tool");
    button.type = "button";
    button.title = label;
    button.disabled = !enabled;
    button.setAttribute("aria-label", label);
    button.append(make("span", "material-symbols-outlined", name));
    button.addEventListener("click", onClick);
    return button;
  }

  function labelled(name, input) {
    const label = make("label", "rustok-block-field");
    label.append(make("span", "rustok-block-label", name), input);
    return label;
  }

  function typed(value, change) {
    const input = make("input", "rustok-block-input");
    input.value = value ?? "";
    input.addEventListener("input", () => change(input.value));
    return input;
  }

  function menu(place, hidden, data) {
    const entries = JSON.parse(hidden.value || "[]");
    // In a browser without script there would be nothing to see: the row of the hidden value itself is not shown.
    hidden.closest(".form-row, .field-row, [class*=field-entries]")?.classList.add("rustok-menu-value");

    const tell = () => {
      hidden.value = JSON.stringify(entries);
      hidden.dispatchEvent(new Event("change", { bubbles: true }));
    };
    const end = (index) => {
      let last = index + 1;
      while (last < entries.length && entries[last].level > entries[index].level) last += 1;
      return last;
    };
    function move(index, to) {
      const branch = entries.splice(index, end(index) - index);
      entries.splice(to > index ? to - branch.length : to, 0, ...branch);
      tell();
      draw();
    }
    function shift(index, by) {
      const last = end(index);
      for (let each = index; each < last; each += 1) entries[each].level += by;
      tell();
      draw();
    }
    const before = (index) => {
      for (let each = index - 1; each >= 0 && entries[each].level >= entries[index].level; each -= 1) {
        if (entries[each].level === entries[index].level) return each;
      }
      return -1;
    };

    function card(entry, index) {
      const box = make("section", "rustok-block");
      box.style.marginLeft = `${entry.level * 2}rem`;
      const bar = make("header", "rustok-block-bar");
      const name = Object.values(entry.labels).find(Boolean) ?? entry.title ?? entry.url ?? "";
      bar.append(make("strong", "", name || "New entry"));
      if (entry.problem) bar.append(make("span", "rustok-preview-removed", PROBLEMS[entry.problem]));
      const tools = make("span", "rustok-block-tools");
      const above = before(index);
      const next = end(index);
      const follows = next < entries.length && entries[next].level === entry.level;
      const deepest = Math.max(...entries.slice(index, next).map((each) => each.level));
      tools.append(
        tool("arrow_upward", "Move up", above >= 0, () => move(index, above)),
        tool("arrow_downward", "Move down", follows, () => move(index, end(next))),
        tool("format_indent_decrease", "Move out", entry.level > 0, () => shift(index, -1)),
        tool("format_indent_increase", "Move in", above >= 0 && deepest < data.levels - 1, () => shift(index, 1)),
        tool("delete", "Remove", true, () => { entries.splice(index, next - index); tell(); draw(); }),
      );
      bar.append(tools);
      const fields = make("div", "rustok-block-fields");
      const target = make("select", "rustok-block-input");
      target.append(new Option("An address, or nothing", ""));
      for (const each of data.targets) target.append(new Option(`${each.title} (${each.kind})`, each.id));
      if (entry.node_id && !data.targets.some((each) => each.id === entry.node_id)) {
        target.append(new Option(entry.title ?? entry.node_id, entry.node_id));
      }
      target.value = entry.node_id ?? "";
      target.addEventListener("change", () => {
        entry.node_id = target.value || null;
        entry.title = data.targets.find((each) => each.id === target.value)?.title ?? null;
        entry.problem = null;
        if (entry.node_id) entry.url = "";
        tell();
        draw();
      });
      fields.append(labelled("Leads to", target));
      if (!entry.node_id) fields.append(labelled("Address", typed(entry.url, (value) => { entry.url = value; tell(); })));
      for (const [code, language] of data.locales) {
        fields.append(labelled(`Label, ${language}`, typed(entry.labels[code], (value) => {
          if (value) entry.labels[code] = value;
          else delete entry.labels[code];
          tell();
        })));
      }
      const tab = make("input");
      tab.type = "checkbox";
      tab.checked = entry.opens_new_tab;
      tab.addEventListener("change", () => { entry.opens_new_tab = tab.checked; tell(); });
      const newTab = make("label", "rustok-block-switch");
      newTab.append(tab, make("span", "rustok-block-label", "Opens in a new tab"));
      fields.append(newTab);
      box.append(bar, fields);
      return box;
    }

    function draw() {
      const list = make("div", "rustok-blocks");
      entries.forEach((entry, index) => list.append(card(entry, index)));
      const add = make("button", "rustok-block-add", "Add an entry");
      add.type = "button";
      add.addEventListener("click", () => {
        entries.push({ level: 0, labels: {}, node_id: null, url: "", opens_new_tab: false });
        tell();
        draw();
      });
      list.append(add);
      place.replaceChildren(list);
    }

    draw();
  }

  document.addEventListener("DOMContentLoaded", () => {
    const place = document.querySelector("[data-menu-entries]");
    const hidden = document.querySelector("input[data-menu]");
    if (place && hidden) menu(place, hidden, JSON.parse(document.getElementById("rustok-menu-data").textContent));
  });
})();
