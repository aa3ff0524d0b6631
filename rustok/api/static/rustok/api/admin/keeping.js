// Where one was: after saving the same tab, the same field, the same height. And: nothing typed is lost by another button.
"use strict";

(() => {
  // Read in the head of a page or at its end.
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();

  function begin() {
    const KEPT = "rustok.kept";
    const FRESH = 60_000;
    // What is said behind a tab's name changes with the text.
    const plain = (tab) => tab?.dataset.tab.split(" · ")[0];
    // Of an object that was new its own address comes next.
    const follows = (path) => path === location.pathname
      || (path.endsWith("/add/") && location.pathname.startsWith(path.slice(0, -4)) && location.pathname.endsWith("/change/"));
    const form = () => document.querySelector("form.warn-unsaved-form");

    function named(element) {
      if (!element?.name || !element.form) return null;
      const row = element.closest("[data-node]")?.dataset.node;
      const selector = `[name="${CSS.escape(element.name)}"]${element.type === "submit" ? `[value="${CSS.escape(element.value)}"]` : ""}`;
      return row ? `[data-node="${CSS.escape(row)}"] ${selector}` : selector;
    }

    function keep(event) {
      const focused = event.submitter && event.submitter.closest("[data-node]") ? event.submitter : document.activeElement;
      sessionStorage.setItem(KEPT, JSON.stringify({
        path: location.pathname,
        at: Date.now(),
        top: document.scrollingElement.scrollTop,
        tab: plain(document.querySelector("[role=tab][aria-selected=true]")),
        field: lastField ?? named(focused),
      }));
    }

    let lastField = null;

    function restore() {
      const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
      sessionStorage.removeItem(KEPT);
      if (!kept || !follows(kept.path) || Date.now() - kept.at > FRESH) return;
      // Where something is wrong the page itself leads there.
      const wrong = document.querySelector("[data-testid=error-count]");
      if (wrong) return;
      const tab = kept.tab && [...document.querySelectorAll("[role=tab]")].find((each) => plain(each) === kept.tab);
      tab?.click();
      // A tab shows its fields some frames later.
      const back = (left) => {
        const field = kept.field ? document.querySelector(kept.field) : null;
        if (field && !field.offsetParent && left) {
          requestAnimationFrame(() => back(left - 1));
          return;
        }
        if (field?.offsetParent && !field.disabled) field.focus({ preventScroll: true });
        else field?.closest("[data-node]")?.querySelector("a")?.focus({ preventScroll: true });
        document.scrollingElement.scrollTop = kept.top;
      };
      requestAnimationFrame(() => back(20));
    }

    // Tabs are gone through by the arrows.
    document.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step || event.target.role !== "tab") return;
      event.preventDefault();
      const all = [...event.target.closest("[role=tablist]").querySelectorAll("[role=tab]")];
      const next = all[(all.indexOf(event.target) + step + all.length) % all.length];
      next.focus();
      next.click();
    });

    document.addEventListener("submit", keep);
    window.addEventListener("load", restore);

    const edited = form();
    if (!edited) {
      document.addEventListener("focusin", () => { lastField = null; });
      return;
    }
    let isDirty = false;
    edited.addEventListener("focusin", (event) => {
      if (event.target.name && !["submit", "button"].includes(event.target.type)) lastField = named(event.target);
    });
    edited.addEventListener("input", () => { isDirty = true; });
    edited.addEventListener("change", () => { isDirty = true; });

    const saving = () => document.querySelector("[name=_continue]") ?? document.querySelector("[name=_save]");

    document.addEventListener("keydown", (event) => {
      if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
      event.preventDefault();
      if (!document.querySelector("dialog[open]")) saving()?.click();
    });

    // What a dialog does it does with what is stored.
    for (const opener of document.querySelectorAll("[data-opens]")) {
      opener.addEventListener("click", () => {
        const body = document.querySelector(`#do-${CSS.escape(opener.dataset.opens)} .rustok-dialog-body`);
        body?.querySelector(":scope > .rustok-unsaved")?.remove();
        if (!body || !isDirty) return;
        const told = document.createElement("p");
        told.className = "rustok-refusal rustok-unsaved";
        told.setAttribute("role", "alert");
        told.append("What you have typed on the page is not saved yet, and would be lost. ");
        const save = document.createElement("button");
        save.type = "button";
        save.className = "rustok-button";
        save.textContent = "Save it first";
        save.addEventListener("click", () => {
          body.closest("dialog").close();
          saving()?.click();
        });
        told.append(save);
        body.prepend(told);
      });
    }
  }
})();
