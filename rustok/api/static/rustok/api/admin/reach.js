// What the theme leaves to the pointer is reached by the keyboard as well, and called by a name for those who listen.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const REACHED = "a[href], button, summary, label, input, select, textarea, [tabindex]";
  const NAMES = [
    ["#searchbar", "Search"], ["#searchbar-submit", "Search"], ["a.addlink", "Add"], ["a.sortremove", "Do not sort by this"],
    ["thead a[href^='?o=']", "Sort by this"], ["[x-on\\:click*=sidebarDesktopOpen]", "Show or hide the menu"],
    ["[x-on\\:click*=sidebarMobileOpen]", "Show the menu"], ["[x-on\\:click*=openUserLinks]", "Your account"],
  ];

  const said = (element) => [...element.childNodes].some((node) =>
    node.nodeType === Node.TEXT_NODE ? node.data.trim() : node.nodeType === Node.ELEMENT_NODE && !node.classList.contains("material-symbols-outlined") && node.textContent.trim());

  for (const [selector, name] of NAMES) {
    for (const element of document.querySelectorAll(selector)) {
      if (!element.hasAttribute("aria-label") && (element.matches("input") || !said(element))) element.setAttribute("aria-label", name);
    }
  }
  for (const link of document.querySelectorAll("a[href]:not([aria-label])")) {
    if (said(link)) continue;
    const name = link.title || link.querySelector("img")?.alt || (link.pathname.endsWith("/admin/") ? "Dashboard" : "");
    if (name) link.setAttribute("aria-label", name);
  }
  for (const element of document.querySelectorAll("[x-on\\:click]")) {
    if (element.matches(REACHED) || element.closest("a[href], button, summary, label")) continue;
    element.tabIndex = 0;
    element.setAttribute("role", "button");
    element.addEventListener("keydown", (event) => {
      if (event.target !== element || (event.key !== "Enter" && event.key !== " ")) return;
      event.preventDefault();
      element.click();
    });
  }
});
