"""Gift cards and store credit: money that the shop itself holds for a buyer."""

from __future__ import annotations

from typing import ClassVar

from rustok_commerce.services.payments.providers.uncalled import UncalledProvider


class CreditProvider(UncalledProvider):
    """A credit is spent in the transaction that places the order, and comes back in the one of the refund."""

    name: ClassVar[str] = "credit"
    local: ClassVar[bool] = True

    def available(self, currency: str) -> bool:
        """Be no payment method: a cart takes credits by their codes."""
        return False
