"""The index module and what it contributes."""

from __future__ import annotations

from rustok.modules.contract import RustokModule


class IndexModule(RustokModule):
    """The read model and search."""

    slug = "index"
    name = "Index"
    description = "The read model and search."
    version = "1.0.0"
    core = True
