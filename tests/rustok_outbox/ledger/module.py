"""The books as a module with two consumers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from rustok.events.subscribers import Subscriber
from rustok.modules.contract import RustokModule
from tests.rustok_outbox.ledger import books


class LedgerModule(RustokModule):
    """Writes every event of products into the books, once per consumer."""

    slug = "ledger"
    name = "Ledger"
    description = "Keeps books of deliveries."
    version = "1.0.0"
    core = True

    def event_handlers(self) -> Sequence[Subscriber]:
        """Two consumers of the same events."""
        return [
            Subscriber(name=name, events=("product.*",), handle=partial(books.note, name)) for name in books.SUBSCRIBERS
        ]
