"""What the module shows on the admin's front page."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.modules.contract import Card
from rustok.tenancy.context import tenant_scope
from rustok.testing.tenants import make_tenant
from rustok_commerce import models
from rustok_commerce.dto.products import ScheduleProductRequest
from rustok_commerce.module import CommerceModule
from rustok_commerce.services import schedule
from tests.factories.commerce import product, system, variant

pytestmark = pytest.mark.django_db


def cards(ctx: RequestContext) -> dict[str, Card]:
    return {card.title: card for card in CommerceModule().dashboard(ctx)}


def test_dashboard_counts_what_is_on_sale_and_sold_out(ctx: RequestContext) -> None:
    product(ctx, published=True, variants=[variant(stock=3)])
    product(ctx, published=True, variants=[variant(stock=0)])
    product(ctx, published=True, variants=[variant(stock=0, allow_backorder=True)])
    product(ctx)

    shown = cards(ctx)

    on_sale, sold_out = shown["Products on sale"], shown["Sold out"]
    assert (on_sale.value, on_sale.detail, sold_out.value) == (3, "1 in draft", 1)
    assert CommerceModule().dashboard(RequestContext(tenant_id=ctx.tenant_id)) == ()


def test_dashboard_counts_what_asks_for_attention() -> None:
    with tenant_scope(make_tenant("attentive", locales=("en", "ru", "de"))):
        ctx = system()
        low = product(ctx, variants=[variant(stock=2, low_stock_threshold=2)])
        product(ctx, translations=[{"locale": "ru", "title": "Лампа"}])
        far = product(ctx, translations=[{"locale": "ru", "title": "Стул"}, {"locale": "de", "title": "Stuhl"}])
        for made, days in ((low, 3), (far, 30)):
            moment = (timezone.now() + dt.timedelta(days=days)).isoformat()
            schedule.schedule_product(ctx, made.id, parse(ScheduleProductRequest, {"publish_at": moment}))
        for status in ("failed", "failed", "finished"):
            models.Job.objects.create(kind="import", status=status, locale="en")
        oldest = models.Job.objects.order_by("id").values("id")[:1]
        models.Job.objects.filter(id__in=oldest).update(created_at=timezone.now() - dt.timedelta(days=8))

        shown = cards(ctx)

        assert {title: card.value for title, card in shown.items()} == {
            "Sales": "—",
            "Average order": "—",
            "Conversion": "—",
            "To send": 0,
            "To capture": 0,
            "Failed payments": 0,
            "To refund": 0,
            "Returns": 0,
            "Products on sale": 0,
            "Sold out": 0,
            "Low stock": 1,
            "Not translated": 2,
            "Scheduled": 1,
            "Failed jobs": 1,
        }
        assert shown["Not translated"].detail == "products without a text in de"
        assert shown["Failed jobs"].alert


def test_a_shop_of_one_language_has_nothing_to_translate() -> None:
    with tenant_scope(make_tenant("plain", locales=("en",))):
        product(system())

        shown = cards(system())

        assert "Not translated" not in shown
        assert not shown["Failed jobs"].alert
