"""The pages module and what it contributes."""

from __future__ import annotations

from rustok.modules.contract import RustokModule


class PagesModule(RustokModule):
    """Static pages, menus, blocks."""

    slug = "pages"
    name = "Pages"
    description = "Static pages, menus, blocks."
    version = "1.0.0"
    dependencies = ("content",)
