"""The cards of the front page lead to lists of exactly what they count."""

from __future__ import annotations

import datetime as dt

from django.test import Client
from django.utils import timezone

from rustok.dto import parse
from rustok_commerce import models
from rustok_commerce.dto.products import ScheduleProductRequest
from rustok_commerce.module import CommerceModule
from rustok_commerce.services import schedule
from tests.factories import commerce


def test_every_card_leads_to_what_it_counts(admin: Client) -> None:
    commerce.product(published=True, variants=[commerce.variant(stock=0)])
    commerce.product(published=True, variants=[commerce.variant(stock=2, low_stock_threshold=2)])
    planned = commerce.coloured_product()
    later = commerce.product()
    for product, days in ((planned, 3), (later, 30)):
        moment = (timezone.now() + dt.timedelta(days=days)).isoformat()
        schedule.schedule_product(commerce.system(), product.id, parse(ScheduleProductRequest, {"publish_at": moment}))
    for status in ("failed", "failed", "finished"):
        models.Job.objects.create(kind="import", status=status, locale="en", filename=f"{status}.csv")
    models.Job.objects.filter(pk=models.Job.objects.earliest("id").pk).update(
        created_at=timezone.now() - dt.timedelta(days=8)
    )
    assert admin.get("/admin/").status_code == 200

    counted, listed = {}, {}
    for card in CommerceModule().dashboard(commerce.system()):
        if isinstance(card.value, str):
            continue
        answer = admin.get(str(card.url))
        assert answer.status_code == 200
        rows = answer.context["rows"] if "rows" in answer.context else answer.context["cl"].result_list
        counted[card.title], listed[card.title] = card.value, len(rows)

    assert listed == counted
    assert counted["Scheduled"] == 1
    assert counted["Failed jobs"] == 1


def test_products_are_found_by_their_schedule(admin: Client) -> None:
    soon, late, refused = commerce.product(), commerce.product(), commerce.product()
    commerce.product()
    for product, days in ((soon, 3), (late, 30)):
        moment = (timezone.now() + dt.timedelta(days=days)).isoformat()
        schedule.schedule_product(commerce.system(), product.id, parse(ScheduleProductRequest, {"publish_at": moment}))
    models.Product.objects.filter(pk=refused.id).update(schedule_error="It has no price.")

    def found(value: str) -> set[object]:
        answer = admin.get(f"/admin/rustok_commerce/product/?schedule={value}")
        return {row.pk for row in answer.context["cl"].result_list}

    assert found("soon") == {soon.id}
    assert found("any") == {soon.id, late.id}
    assert found("refused") == {refused.id}
