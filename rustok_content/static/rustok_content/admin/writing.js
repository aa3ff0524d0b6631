// Around a text: the address that it will have, how search engines will show it, how long it may be.
"use strict";

(() => {
  const { make, ask, later, pick } = rustok;
  // What search engines show before they cut.
  const BEST = { meta_title: 60, meta_description: 160 };
  const field = (name, locale) => document.querySelector(`[name="${name}__${locale}"]`);
  const value = (name) => document.querySelector(`[name="${name}"]`)?.value ?? "";

  function counter(input, best) {
    const told = make("p", "rustok-note rustok-count-signs");
    told.id = `${input.id}-count`;
    input.setAttribute("aria-describedby", [input.getAttribute("aria-describedby"), told.id].filter(Boolean).join(" "));
    const tell = () => {
      const count = [...input.value].length;
      const most = best ?? input.maxLength;
      told.textContent = best
        ? `${count} of about ${best} characters${count > best ? ": search engines will cut it" : ""}`
        : `${count} of ${most} characters`;
      told.classList.toggle("is-bad", count > most);
    };
    input.addEventListener("input", tell);
    (input.closest(".rustok-editor") ?? input).after(told);
    tell();
  }

  function snippet(locale) {
    const [title, metaTitle, excerpt, description] = ["title", "meta_title", "excerpt", "meta_description"].map((name) => field(name, locale));
    if (!metaTitle || !description) return () => {};
    const box = make("div", "rustok-snippet");
    box.setAttribute("aria-label", "As search engines may show it");
    box.setAttribute("role", "group");
    const [url, head, text] = [make("span", "rustok-snippet-url"), make("span", "rustok-snippet-title"), make("span", "rustok-snippet-text")];
    box.append(url, head, text);
    const cut = (words, most) => ([...words].length > most ? `${[...words].slice(0, most - 1).join("")}…` : words);
    const tell = (address) => {
      if (address !== undefined) url.textContent = `${pick.places().site ?? ""}${address ?? ""}`;
      head.textContent = cut(metaTitle.value || title?.value || "Without a title", BEST.meta_title);
      text.textContent = cut(description.value || excerpt?.value || "Search engines choose a piece of the text.", BEST.meta_description);
    };
    for (const input of [title, metaTitle, excerpt, description]) input?.addEventListener("input", () => tell());
    document.getElementById(`${description.id}-count`).after(box);
    return tell;
  }

  function address(locale) {
    const [title, slug] = [field("title", locale), field("slug", locale)];
    if (!title || !slug) return;
    const told = make("p", "rustok-note rustok-address-told");
    told.setAttribute("role", "status");
    slug.after(told);
    const tell = snippet(locale);
    const look = async () => {
      if (!title.value && !slug.value) {
        told.textContent = "";
        tell("");
        return;
      }
      const asked = { kind: value("kind"), node: pick.places().node ?? "", parent: value("parent"), locale, title: title.value, slug: slug.value };
      try {
        const found = await ask(pick.places().address, { data: asked });
        slug.placeholder = found.slug;
        told.classList.toggle("is-bad", Boolean(found.taken));
        told.textContent = found.taken
          ? `${found.path ?? found.slug} is taken by “${found.taken}”${slug.value ? "" : ": a number will follow it"}.`
          : found.path ? `Readers will find it at ${found.path}` : "It has no address of its own.";
        tell(found.path ?? "");
      } catch (fault) {
        told.textContent = fault.message;
      }
    };
    const soon = later(300, look);
    title.addEventListener("input", soon);
    slug.addEventListener("input", soon);
    for (const name of ["kind", "parent"]) document.querySelector(`[name="${name}"]`)?.addEventListener("change", soon);
    look();
  }

  document.addEventListener("DOMContentLoaded", () => {
    for (const slug of document.querySelectorAll("input[name^='slug__']")) {
      const locale = slug.name.split("__")[1];
      for (const [name, best] of Object.entries(BEST)) {
        const input = field(name, locale);
        if (input) counter(input, best);
      }
      address(locale);
    }
  });
})();
