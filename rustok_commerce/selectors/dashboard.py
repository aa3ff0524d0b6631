"""The module's figures on the admin's front page; each leads to the list of what it counts."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from rustok.context import RequestContext
from rustok.modules.contract import Card
from rustok.rbac.policies import allowed
from rustok_commerce.selectors import attention, low_stock, products


def dashboard_cards(ctx: RequestContext) -> list[Card]:
    """Return the cards that somebody who sees products may see."""
    active, drafts, sold_out = products.count_products()
    cards = [
        Card(
            title="Products on sale",
            value=active,
            detail=f"{drafts} in draft",
            url=_products(status__exact="active"),
            icon="sell",
        ),
        Card(
            title="Sold out",
            value=sold_out,
            detail="variants on sale without stock",
            url=_products(status__exact="active", stock="out"),
            icon="production_quantity_limits",
        ),
    ]
    if allowed(ctx, "commerce.inventory:read"):
        low = low_stock.count_low_stock()
        url = reverse("admin:commerce_low_stock")
        cards.append(
            Card(
                title="Low stock", value=low, detail="variants at or below their threshold", url=url, icon="inventory_2"
            )
        )
    if (lacking := attention.least_translated()) is not None:
        locale, count = lacking
        cards.append(
            Card(
                title="Not translated",
                value=count,
                detail=f"products without a text in {locale}",
                url=_products(translation=f"{locale}:missing"),
                icon="translate",
            )
        )
    cards.append(
        Card(
            title="Scheduled",
            value=attention.count_scheduled(),
            detail=f"products that appear or go within {attention.SOON.days} days",
            url=_products(schedule="soon"),
            icon="schedule",
        )
    )
    if allowed(ctx, "commerce.job:read"):
        failed = attention.count_failed_jobs()
        query = urlencode({"status__exact": "failed", "begun": "lately"})
        cards.append(
            Card(
                title="Failed jobs",
                value=failed,
                detail=f"in the last {attention.SOON.days} days",
                url=f"{reverse('admin:rustok_commerce_job_changelist')}?{query}",
                icon="pending_actions",
                alert=failed > 0,
            )
        )
    return cards


def _products(**filters: str) -> str:
    return f"{reverse('admin:rustok_commerce_product_changelist')}?{urlencode(filters)}"
