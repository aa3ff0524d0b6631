"""The content module and what it contributes."""

from __future__ import annotations

from rustok.modules.contract import RustokModule


class ContentModule(RustokModule):
    """Nodes, translations, bodies, categories, tags."""

    slug = "content"
    name = "Content"
    description = "Nodes, translations, bodies, categories, tags."
    version = "1.0.0"
    core = True
