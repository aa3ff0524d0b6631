"""Money that comes by itself, or by hand: bank transfer, cash. Staff says when it came."""

from __future__ import annotations

from typing import ClassVar

from rustok_commerce.services.payments.providers.uncalled import UncalledProvider


class ManualProvider(UncalledProvider):
    """An order is placed unpaid; staff marks the payment as paid, and refunds as made."""

    name: ClassVar[str] = "manual"
    deferred: ClassVar[bool] = True
