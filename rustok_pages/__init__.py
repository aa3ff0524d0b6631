"""Pages: static pages, menus, blocks."""
