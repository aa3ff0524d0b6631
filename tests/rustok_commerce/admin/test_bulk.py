"""Changing many products from the list: chosen, asked once more, done or refused one by one."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from rustok.events.catalog.commerce import ProductPublished
from rustok.rbac.roles import Role
from rustok.tenancy.models import Tenant
from rustok_commerce import models
from rustok_commerce.admin import chosen
from rustok_commerce.services import running
from tests.factories import commerce
from tests.rustok_commerce.admin.operator import LIST, signed_in
from tests.rustok_commerce.conftest import Heard


def bulk(name: str, *products: Any, **filters: str) -> str:
    """Return the address of a change's page."""
    ids = {"ids": ",".join(str(product.id) for product in products)} if products else {}
    return f"{LIST}bulk/{name}/?{urlencode({**ids, **filters})}"


def sent(client: Client, url: str, **data: Any) -> Any:
    """Send a change's form as it is shown, with what is typed; return the page that the browser comes to."""
    shown = client.get(url)
    assert shown.status_code == 200
    form = shown.context["form"]
    fields = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    return client.post(url, {**fields, **data}, follow=True)


def told(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def statuses() -> list[str]:
    return list(models.Product.objects.order_by("id").values_list("status", flat=True))


def amounts(**which: Any) -> list[int]:
    rows = models.Price.objects.filter(**which).order_by("variant__product_id", "currency")
    return list(rows.values_list("amount", flat=True))


def test_the_list_leads_to_a_question_about_what_was_ticked(admin: Client, heard: Heard) -> None:
    first, second = commerce.product(title="First"), commerce.product(title="Second")
    commerce.product(title="Third")
    heard.clear()
    ticked = [str(first.id), str(second.id)]

    answer = admin.post(f"{LIST}?status__exact=draft", {"action": "bulk_publish", "_selected_action": ticked})

    assert answer.status_code == 302
    shown = admin.get(answer["Location"])
    content = shown.content.decode()
    assert "First" in content
    assert "Second" in content
    assert "Third" not in content
    assert statuses() == ["draft"] * 3
    done = sent(admin, answer["Location"])
    assert done.redirect_chain == [(f"{LIST}?status__exact=draft", 302)]
    assert told(done) == ["Publish: 2 done, 0 were so already, 0 refused."]
    assert heard == [ProductPublished(product_id=first.id), ProductPublished(product_id=second.id)]
    assert statuses() == ["active", "active", "draft"]


def test_all_that_the_filter_leaves_are_changed(admin: Client) -> None:
    lamp, other = commerce.product(title="Lamp", tags=["night"]), commerce.product(title="Other", tags=["day"])
    ticked = {"action": "bulk_archive", "_selected_action": [str(lamp.id)], "select_across": "1"}

    for query in ("tag=night", "q=Lamp", "translation=ru%3Amissing&tag=night"):
        models.Product.objects.update(status="draft")
        answer = admin.post(f"{LIST}?{query}", ticked)
        assert answer["Location"] == f"{LIST}bulk/archive/?{query}"
        sent(admin, answer["Location"])
        assert list(models.Product.objects.filter(status="archived").values_list("pk", flat=True)) == [lamp.id]
    assert models.Product.objects.get(pk=other.id).status == "draft"
    everything = admin.post(LIST, ticked)
    assert everything["Location"] == f"{LIST}bulk/archive/?"
    assert told(sent(admin, everything["Location"])) == ["Archive: 1 done, 1 were so already, 0 refused."]
    assert statuses() == ["archived", "archived"]


def test_a_filter_that_leaves_others_meanwhile_is_asked_about_again(admin: Client) -> None:
    commerce.product(tags=["old"])
    url = bulk("delete", tag="old")
    shown = admin.get(url).context["form"]["expected"].value()
    commerce.product(tags=["old"])

    answer = admin.post(url, {"expected": shown})

    assert answer.status_code == 200
    assert "2 products meanwhile" in answer.content.decode()
    assert models.Product.objects.count() == 2
    assert answer.context["form"]["expected"].value() == "2"
    sent(admin, url)
    assert models.Product.objects.count() == 0


def test_what_is_refused_is_named_and_the_rest_is_done(admin: Client) -> None:
    good, bare = commerce.product(), commerce.product(title="Bare <b>", variants=[])

    answer = sent(admin, bulk("publish", good, bare))

    (message,) = told(answer)
    assert message.startswith("Publish: 1 done, 0 were so already, 1 refused.<br>Bare &lt;b&gt;: ")
    job = models.Job.objects.get()
    assert f"/admin/rustok_commerce/job/{job.pk}/change/" in message
    assert statuses() == ["active", "draft"]
    page = admin.get(f"/admin/rustok_commerce/job/{job.pk}/change/").content.decode()
    assert "Bare &lt;b&gt;" in page
    assert "Changed</dt><dd>1" in page


def test_tags_and_categories_are_changed(admin: Client) -> None:
    lamp, chair = commerce.product(tags=["old", "kept"]), commerce.product()
    category = commerce.category(name="Rooms")

    sent(admin, bulk("tags", lamp, chair), add_tags="New, sale", remove_tags="old")
    sent(admin, bulk("categories", lamp), how="add_categories", category_ids=[str(category.id)])

    tags = models.ProductTag.objects.order_by("tag")
    assert list(tags.filter(product=lamp.id).values_list("tag", flat=True)) == ["kept", "new", "sale"]
    assert list(tags.filter(product=chair.id).values_list("tag", flat=True)) == ["new", "sale"]
    assert list(models.ProductCategory.objects.values_list("product_id", "category_id")) == [(lamp.id, category.id)]
    refused = sent(admin, bulk("categories", lamp), how="remove_categories")
    assert "category_ids" in refused.context["form"].errors
    nothing = sent(admin, bulk("tags", lamp))
    assert "add_tags" in nothing.context["form"].errors
    sent(admin, bulk("categories", lamp), how="set_categories")
    assert models.ProductCategory.objects.count() == 0


def test_prices_are_changed_by_percent_amount_rounding_and_list(admin: Client) -> None:
    product = commerce.product()
    models.Price.objects.all().delete()
    variant = models.Variant.objects.get(product_id=product.id)
    sale = models.PriceList.objects.create(code="sale", name="Sale", kind="sale", status="draft")
    channel = models.Channel.objects.create(code="app", name="App", currencies=["USD"])
    for price_list, where, currency, amount in (
        (None, None, "EUR", 1000),
        (None, None, "USD", 1234),
        (None, channel, "USD", 900),
        (sale, None, "USD", 800),
    ):
        models.Price.objects.create(
            variant=variant, price_list=price_list, channel=where, currency=currency, amount=amount
        )
    usual: Any = {"price_list": None, "channel": None}

    sent(admin, bulk("prices", product), change="-12.5", unit="%", currency="USD", rounding="ninety_nine")
    assert amounts(**usual) == [1000, 1099]
    assert amounts(channel=channel) == [799]
    sent(admin, bulk("prices", product), change="1.5", unit="EUR")
    assert amounts(**usual) == [1150, 1099]
    sent(admin, bulk("prices", product), change="10", unit="%", price_list_id=str(sale.pk))
    assert amounts(price_list=sale) == [880]
    sent(admin, bulk("prices", product), change="1", unit="USD", channel_id=str(channel.pk))
    assert amounts(channel=channel) == [899]
    assert amounts(**usual) == [1150, 1099]

    for wrong, field in (
        ({"change": "1.005", "unit": "USD"}, "change"),
        ({"change": "1", "unit": "USD", "currency": "EUR"}, "currency"),
        ({"change": "x", "unit": "%"}, "change"),
    ):
        assert field in sent(admin, bulk("prices", product), **wrong).context["form"].errors
    assert amounts(**usual) == [1150, 1099]


def test_a_channel_stops_offering_products(admin: Client) -> None:
    product = commerce.product()
    channel = models.Channel.objects.create(code="app", name="App", currencies=["USD"])

    sent(admin, bulk("channel", product), channel_id=str(channel.pk), is_available="no")

    assert list(models.ProductChannel.objects.values_list("channel_id", "is_available")) == [(channel.pk, False)]


def test_more_than_are_done_at_once_are_a_job_of_their_own(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "AT_ONCE", 1)
    products = [commerce.product() for _ in range(2)]

    answer = sent(admin, bulk("archive", *products))

    job = models.Job.objects.get()
    assert answer.redirect_chain == [(f"/admin/rustok_commerce/job/{job.pk}/change/", 302)]
    assert '<meta http-equiv="refresh"' in answer.content.decode()
    assert statuses() == ["draft", "draft"]
    assert running.run_job(job.id) is False
    assert statuses() == ["archived", "archived"]
    page = admin.get(f"/admin/rustok_commerce/job/{job.pk}/change/").content.decode()
    assert '<meta http-equiv="refresh"' not in page
    assert "2 of 2" in page


def test_too_many_by_another_filter_are_not_begun(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chosen, "MAX_CHOSEN", 1)
    for _ in range(2):
        commerce.product(title="Lamp")

    shown = admin.get(bulk("archive", q="Lamp"))

    assert shown.context["chosen"].is_too_many
    admin.post(bulk("archive", q="Lamp"), {"expected": 2})
    assert models.Job.objects.count() == 0
    assert not admin.get(bulk("archive")).context["chosen"].is_too_many


def test_who_has_no_right_to_a_change_is_not_asked(shop: Tenant) -> None:
    product = commerce.product()
    moderator = signed_in(shop, Role.MODERATOR)

    listed = moderator.get(LIST)
    assert listed.status_code == 200
    assert "bulk_publish" not in listed.content.decode()
    for name in ("publish", "unpublish", "archive", "tags", "categories", "prices", "channel", "delete"):
        assert moderator.get(bulk(name, product)).status_code == 403
        assert moderator.post(bulk(name, product), {"expected": 1}).status_code == 403
    assert statuses() == ["draft"]
    assert models.Job.objects.count() == 0


@pytest.mark.parametrize("query", ["ids=nonsense", "ids=", "status__exact=nonsense", "category=nonsense", "nope=1"])
def test_what_means_nothing_changes_nothing(admin: Client, query: str) -> None:
    commerce.product()

    answer = admin.post(f"{LIST}bulk/archive/?{query}", {"expected": 1})

    assert answer.status_code in (302, 404)
    assert statuses() == ["draft"]
    assert admin.get(f"{LIST}bulk/nonsense/").status_code == 404
