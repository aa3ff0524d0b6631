"""The outbox module and what it contributes."""

from __future__ import annotations

from rustok.modules.contract import RustokModule


class OutboxModule(RustokModule):
    """Delivery of events."""

    slug = "outbox"
    name = "Outbox"
    description = "Delivery of events."
    version = "1.0.0"
    core = True
