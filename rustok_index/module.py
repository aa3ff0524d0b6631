"""The index module and what it contributes."""

from __future__ import annotations

from collections.abc import Sequence

from rustok.events.subscribers import Subscriber
from rustok.modules.contract import RustokModule
from rustok_index import handlers


class IndexModule(RustokModule):
    """The read model and search."""

    slug = "index"
    name = "Index"
    description = "The read model and search."
    version = "1.0.0"
    core = True

    def event_handlers(self) -> Sequence[Subscriber]:
        """One consumer per index."""
        return handlers.subscribers()
