"""Why a product is not for sale, with the way to where it can be mended."""

from __future__ import annotations

from typing import Any, Final

from rustok_commerce.admin.product_pages import ProductPage, tab_url
from rustok_commerce.dto.sellability import SellabilityProblemResponse, SellabilityReason
from rustok_commerce.selectors import sellability

_PLACES: Final = {
    SellabilityReason.DRAFT: "sales",
    SellabilityReason.SCHEDULED: "sales",
    SellabilityReason.ARCHIVED: "sales",
    SellabilityReason.NOT_IN_CHANNEL: "sales",
    SellabilityReason.NOT_YET_IN_CHANNEL: "sales",
    SellabilityReason.NO_LONGER_IN_CHANNEL: "sales",
    SellabilityReason.ATTRIBUTE_MISSING: "attributes",
    SellabilityReason.NO_VARIANT: "variants",
    SellabilityReason.NO_PRICE: "prices",
    SellabilityReason.OUT_OF_STOCK: "stock",
}


class SellabilityPage(ProductPage):
    """What stands in the way of a sale."""

    tab = "sellability"
    template = "rustok_commerce/admin/sellability.html"

    def context(self) -> dict[str, Any]:
        """Return the reasons, each with the page where it is mended."""
        found = sellability.explain(self.ctx, self.product.pk)
        return {
            "is_for_sale": found.is_for_sale,
            "problems": self._entries(found.problems),
            "channels": [
                {
                    "channel": channel,
                    "is_for_sale": channel.is_for_sale,
                    "problems": self._entries(channel.problems),
                }
                for channel in found.channels
            ],
        }

    def _entries(self, problems: tuple[SellabilityProblemResponse, ...]) -> list[dict[str, Any]]:
        return [
            {"problem": problem, "url": tab_url(self.product, _PLACES.get(problem.reason, "change"))}
            for problem in problems
        ]
