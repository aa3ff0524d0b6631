"""The pages module and what it contributes."""

from __future__ import annotations

from rustok.modules.contract import RustokModule
from rustok_content.facade import NodeKind, register_kind


class PagesModule(RustokModule):
    """Static pages, menus, blocks."""

    slug = "pages"
    name = "Pages"
    description = "Static pages, menus, blocks."
    version = "1.0.0"
    dependencies = ("content",)

    def ready(self) -> None:
        """Register what a page may be."""
        register_kind(
            NodeKind(name="page", module=self.slug, label="Page", parents=frozenset({None, "page"}), addressed=False)
        )
