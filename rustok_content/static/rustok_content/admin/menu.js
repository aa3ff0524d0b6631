// A menu's entries: moved up and down, in and out, each leading to a node, to an address, or only holding others.
"use strict";

(() => {
  const { make, tool, button, labelled, line, pick, say, write } = rustok;
  const PROBLEMS = { gone: "what it leads to is gone", trashed: "in the trash", unpublished: "not published" };
  const KEYS = { ArrowUp: "Move up", ArrowDown: "Move down", ArrowLeft: "Move out", ArrowRight: "Move in" };

  function menu(place, hidden, data) {
    const entries = JSON.parse(hidden.value || "[]");
    const former = [];
    // In a browser without script there would be nothing to see: the row of the hidden value itself is not shown.
    hidden.closest(".form-row, .field-row, [class*=field-entries]")?.classList.add("rustok-menu-value");

    const tell = () => write(hidden, JSON.stringify(entries));
    const nameOf = (entry) => Object.values(entry.labels).find(Boolean) || entry.title || entry.url || "New entry";
    const end = (index) => {
      let last = index + 1;
      while (last < entries.length && entries[last].level > entries[index].level) last += 1;
      return last;
    };
    const before = (index) => {
      for (let each = index - 1; each >= 0 && entries[each].level >= entries[index].level; each -= 1) {
        if (entries[each].level === entries[index].level) return each;
      }
      return -1;
    };

    /** Change the order; the keys stay with the entry, at the button that was pressed. */
    function rearrange(alter, at = "") {
      former.push(JSON.stringify(entries));
      const index = alter();
      tell();
      draw();
      const shown = place.querySelectorAll("section")[Math.min(index, entries.length - 1)];
      const found = shown?.querySelector(at ? `[data-tool="${at}"]:not(:disabled)` : "input, button:not([data-tool])") ?? shown ?? place.querySelector(".rustok-block-add");
      found.focus();
      found.scrollIntoView({ block: "nearest" });
    }

    function move(index, to, at) {
      rearrange(() => {
        const branch = entries.splice(index, end(index) - index);
        const there = to > index ? to - branch.length : to;
        entries.splice(there, 0, ...branch);
        return there;
      }, at);
    }

    function shift(index, by, at) {
      rearrange(() => {
        const last = end(index);
        for (let each = index; each < last; each += 1) entries[each].level += by;
        return index;
      }, at);
    }

    function target(entry) {
      const area = make("div", "rustok-block-field");
      area.append(make("span", "rustok-block-label", "Leads to"));
      const chosen = make("div", "rustok-chosen-one");
      const name = make("span", entry.node_id ? "" : "rustok-note", entry.node_id ? (entry.title ?? entry.node_id) : "An address, or nothing");
      const choose = button(entry.node_id ? "Another page" : "Choose a page", () => pick.open("node", {
        locale: data.locales[0]?.[0],
        chosen: (item) => {
          Object.assign(entry, { node_id: item.id, title: item.title, url: "", problem: item.status === "published" ? null : "unpublished" });
          tell();
          draw();
        },
      }), { name: "search" });
      chosen.append(name, choose);
      if (entry.node_id) {
        chosen.append(tool("close", "No page: an address, or nothing", () => {
          Object.assign(entry, { node_id: null, title: null, problem: null });
          tell();
          draw();
        }));
      }
      area.append(chosen);
      return area;
    }

    function card(entry, index) {
      const box = make("section", "rustok-block");
      box.style.marginLeft = `min(${entry.level * 2}rem, ${entry.level * 6}vw)`;
      box.tabIndex = -1;
      box.setAttribute("aria-label", `${nameOf(entry)}, level ${entry.level + 1}, ${index + 1} of ${entries.length}`);
      const bar = make("header", "rustok-block-bar");
      const title = make("strong", "", nameOf(entry));
      bar.append(title);
      if (entry.problem) bar.append(make("span", "rustok-preview-removed", PROBLEMS[entry.problem]));
      const tools = make("span", "rustok-block-tools");
      const above = before(index);
      const next = end(index);
      const follows = next < entries.length && entries[next].level === entry.level;
      const deepest = Math.max(...entries.slice(index, next).map((each) => each.level));
      tools.append(
        tool("arrow_upward", "Move up", () => move(index, above, "Move up"), { enabled: above >= 0, keys: "Alt+↑" }),
        tool("arrow_downward", "Move down", () => move(index, end(next), "Move down"), { enabled: follows, keys: "Alt+↓" }),
        tool("format_indent_decrease", "Move out", () => shift(index, -1, "Move out"), { enabled: entry.level > 0, keys: "Alt+←" }),
        tool("format_indent_increase", "Move in", () => shift(index, 1, "Move in"), { enabled: above >= 0 && deepest < data.levels - 1, keys: "Alt+→" }),
        tool("delete", "Remove", () => {
          rearrange(() => { entries.splice(index, next - index); return index; }, "Remove");
          say("Removed, with what was below it. It can be undone.");
        }),
      );
      bar.append(tools);
      box.addEventListener("keydown", (event) => {
        const wanted = event.altKey && KEYS[event.key];
        if (!wanted) return;
        event.preventDefault();
        tools.querySelector(`[data-tool="${wanted}"]:not(:disabled)`)?.click();
      });
      const fields = make("div", "rustok-block-fields rustok-menu-fields");
      fields.append(target(entry));
      if (!entry.node_id) {
        const address = line(entry.url, (value) => { entry.url = value; title.textContent = nameOf(entry); tell(); });
        address.placeholder = "/path or https://…; empty: it only holds others";
        fields.append(labelled("Address", address));
      }
      for (const [code, language] of data.locales) {
        const label = line(entry.labels[code], (value) => {
          if (value) entry.labels[code] = value;
          else delete entry.labels[code];
          title.textContent = nameOf(entry);
          tell();
        });
        if (entry.node_id) label.placeholder = "As the page is called";
        fields.append(labelled(`Label, ${language}`, label));
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
      const undo = button("Undo", () => {
        entries.splice(0, entries.length, ...JSON.parse(former.pop()));
        tell();
        draw();
        say("Undone.");
        place.querySelector(".rustok-button:not(:disabled), .rustok-block-add").focus();
      }, { name: "undo" });
      undo.disabled = !former.length;
      undo.classList.add("rustok-menu-undo");
      if (!entries.length) list.append(make("p", "rustok-note", "Nothing is in this menu yet."));
      entries.forEach((entry, index) => list.append(card(entry, index)));
      list.append(button("Add an entry", () => rearrange(() => {
        entries.push({ level: 0, labels: {}, node_id: null, url: "", opens_new_tab: false });
        return entries.length - 1;
      }), { name: "add", className: "rustok-block-add" }));
      place.replaceChildren(undo, list);
    }

    draw();
  }

  document.addEventListener("DOMContentLoaded", () => {
    const place = document.querySelector("[data-menu-entries]");
    const hidden = document.querySelector("input[data-menu]");
    if (place && hidden) menu(place, hidden, JSON.parse(document.getElementById("rustok-menu-data").textContent));
  });
})();
