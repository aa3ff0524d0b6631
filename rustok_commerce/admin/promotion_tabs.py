"""The tabs above the pages of a promotion."""

from __future__ import annotations

from typing import Any, Final

from django.urls import reverse

from rustok_commerce.admin.product_pages import ProductPage

_TABS: Final = (
    ("change", "Details", "edit_note", "rustok_commerce_promotion_change"),
    ("coupons", "Coupons", "confirmation_number", "promotion_coupons"),
    ("trial", "Why does it not apply?", "troubleshoot", "promotion_trial"),
)


def promotion_tabs(promotion: Any, present: str) -> dict[str, Any]:
    """Return the tabs above a promotion's pages."""
    return {
        "product_tabs": [
            {
                "tab": {"title": title, "icon": icon},
                "url": reverse(f"admin:{view}", args=(promotion.pk,)),
                "active": name == present,
            }
            for name, title, icon, view in _TABS
        ]
    }


class PromotionPage(ProductPage):
    """A page of a promotion beside its form."""

    right = "commerce.promotion:update"
    product: Any

    def frame(self) -> dict[str, Any]:
        """Return the promotion's tabs and name."""
        return {
            **promotion_tabs(self.product, self.tab),
            "title": self.page.object_label(self.product),
            "history_url": reverse("admin:rustok_commerce_promotion_history", args=(self.product.pk,)),
        }
