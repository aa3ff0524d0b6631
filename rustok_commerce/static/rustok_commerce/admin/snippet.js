// How a search engine would show a product: its title, address and description, as they are typed.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  for (const snippet of document.querySelectorAll("[data-snippet]")) {
    const locale = snippet.dataset.snippet;
    const field = (name) => document.querySelector(`[name="${name}__${locale}"]`);
    const value = (name) => (field(name)?.value ?? "").trim();
    const part = (name) => snippet.querySelector(`[data-part="${name}"]`);
    const cut = (text, length) => (text.length > length ? `${text.slice(0, length - 1)}…` : text);
    const show = () => {
      const plain = value("description").replace(/[#*_>`[\]()]/g, "").replace(/\s+/g, " ");
      part("title").textContent = cut(value("meta_title") || value("title") || "—", 60);
      part("text").textContent = cut(value("meta_description") || plain, 160);
      const base = part("url").dataset.base;
      part("url").textContent = base && value("slug") ? base.replace(/[^/]*$/, value("slug")) : base;
    };
    for (const name of ["title", "slug", "description", "meta_title", "meta_description"]) {
      field(name)?.addEventListener("input", show);
    }
    show();
  }
});
