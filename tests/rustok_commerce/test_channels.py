"""Channels: one default, currencies and languages of the shop, where products are offered."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import StaleVersion
from rustok.events.catalog.commerce import ChannelCreated, ChannelDeleted, ChannelUpdated, ProductUpdated
from rustok.ids import generate_id, to_ulid
from rustok.search.sources import LocaleChain
from rustok_commerce import errors, models
from rustok_commerce.dto.channels import (
    ChannelResponse,
    CreateChannelRequest,
    SetProductChannelsRequest,
    UpdateChannelRequest,
)
from rustok_commerce.search_source import ChannelSource, ProductSource
from rustok_commerce.search_source.channels import changes_products
from rustok_commerce.selectors import channels as selectors
from rustok_commerce.services import channels
from tests.factories import commerce
from tests.rustok_commerce.conftest import Heard

EN = LocaleChain(locale="en")


def channel(ctx: RequestContext, code: str, **changes: Any) -> ChannelResponse:
    data = {"code": code, "name": code.title(), "currencies": ["USD", "EUR"], **changes}
    return channels.create_channel(ctx, parse(CreateChannelRequest, data))


def update(ctx: RequestContext, channel_id: UUID, **changes: Any) -> ChannelResponse:
    return channels.update_channel(ctx, channel_id, parse(UpdateChannelRequest, changes))


def offer(ctx: RequestContext, product_id: UUID, *links: dict[str, Any]) -> Any:
    return channels.set_product_channels(ctx, product_id, parse(SetProductChannelsRequest, {"channels": list(links)}))


def test_the_first_channel_is_the_default_one(ctx: RequestContext, heard: Heard) -> None:
    first = channel(ctx, "web", currencies=["EUR", "USD", "EUR"], locales=["ru"], countries=["DE", "AT"])
    second = channel(ctx, "app")

    assert (first.is_default, second.is_default) == (True, False)
    assert (first.currencies, first.locales, first.countries) == (("EUR", "USD"), ("ru",), ("DE", "AT"))
    assert heard == [ChannelCreated(channel_id=first.id), ChannelCreated(channel_id=second.id)]
    assert [row.code for row in selectors.list_channels(ctx)] == ["web", "app"]


def test_a_new_default_takes_the_place_of_the_former(ctx: RequestContext, heard: Heard) -> None:
    first, second = channel(ctx, "web"), channel(ctx, "app")
    heard.clear()

    channels.set_default_channel(ctx, second.id)
    channels.set_default_channel(ctx, second.id)
    third = channel(ctx, "kiosk", is_default=True)

    assert heard == [
        ChannelUpdated(channel_id=first.id, fields=("is_default",)),
        ChannelUpdated(channel_id=second.id, fields=("is_default",)),
        ChannelUpdated(channel_id=second.id, fields=("is_default",)),
        ChannelCreated(channel_id=third.id),
    ]
    assert [(row.code, row.is_default) for row in selectors.list_channels(ctx)] == [
        ("kiosk", True),
        ("app", False),
        ("web", False),
    ]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"currencies": ["USD", "GBP"]}, errors.CurrencyNotEnabled),
        ({"locales": ["fr"]}, errors.LocaleNotEnabled),
        ({"countries": ["DE", "EU"]}, errors.CountryUnknown),
        ({"countries": ["ZZ"]}, errors.CountryUnknown),
        ({"code": "web"}, errors.DuplicateChannelCode),
        ({"is_default": True, "is_active": False}, errors.ChannelInactive),
    ],
)
def test_a_channel_that_the_shop_cannot_have_is_refused(
    ctx: RequestContext, heard: Heard, changes: dict[str, Any], fault: type[Exception]
) -> None:
    channel(ctx, "web")
    heard.clear()

    with pytest.raises(fault):
        channel(ctx, **{"code": "app", **changes})

    assert heard == []
    assert [(row.code, row.is_default) for row in models.Channel.objects.all()] == [("web", True)]


def test_a_change_names_its_fields_and_none_tells_nobody(ctx: RequestContext, heard: Heard) -> None:
    made = channel(ctx, "web", countries=["DE"])
    heard.clear()

    assert update(ctx, made.id, name="Web", countries=["DE"]).version == 1
    changed = update(ctx, made.id, name="Shop", currencies=["EUR"], version=1)
    with pytest.raises(StaleVersion):
        update(ctx, made.id, name="Other", version=1)

    assert (changed.name, changed.currencies, changed.version) == ("Shop", ("EUR",), 2)
    assert heard == [ChannelUpdated(channel_id=made.id, fields=("currencies", "name"))]
    assert changes_products(heard[0])
    assert not changes_products(ChannelUpdated(channel_id=made.id, fields=("countries", "name")))


def test_the_default_channel_neither_stops_nor_goes_while_there_are_others(ctx: RequestContext, heard: Heard) -> None:
    first, second = channel(ctx, "web"), channel(ctx, "app")
    heard.clear()

    with pytest.raises(errors.ChannelIsDefault):
        update(ctx, first.id, is_active=False)
    with pytest.raises(errors.ChannelIsDefault):
        channels.delete_channel(ctx, first.id)
    update(ctx, second.id, is_active=False)
    with pytest.raises(errors.ChannelInactive):
        channels.set_default_channel(ctx, second.id)

    assert heard == [ChannelUpdated(channel_id=second.id, fields=("is_active",))]
    channels.delete_channel(ctx, second.id)
    channels.delete_channel(ctx, first.id)
    with pytest.raises(errors.ChannelNotFound):
        channels.delete_channel(ctx, first.id)
    assert heard[1:] == [ChannelDeleted(channel_id=second.id), ChannelDeleted(channel_id=first.id)]
    assert [found.code for found in selectors.sales_channels()] == ["default"]


def test_the_database_holds_one_default_that_sells(ctx: RequestContext) -> None:
    channel(ctx, "web")

    with pytest.raises(IntegrityError), transaction.atomic():
        models.Channel.objects.create(code="app", name="App", currencies=["USD"], is_default=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Channel.objects.update(is_active=False)


def test_a_product_is_offered_where_and_when_it_is_said(ctx: RequestContext, heard: Heard) -> None:
    web, app, kiosk = channel(ctx, "web"), channel(ctx, "app"), channel(ctx, "kiosk")
    product = commerce.product(published=True)
    tomorrow = timezone.now() + dt.timedelta(days=1)
    heard.clear()

    links = (
        {"channel_id": to_ulid(app.id), "available_from": tomorrow.isoformat()},
        {"channel_id": to_ulid(kiosk.id), "is_available": False},
    )
    found = offer(ctx, product.id, *links)
    offer(ctx, product.id, *links)

    assert [(row.channel_code, row.is_offered) for row in found] == [("web", True), ("app", False), ("kiosk", False)]
    assert heard == [ProductUpdated(product_id=product.id, fields=("channels",))]
    (document,) = ProductSource().load([product.id], [EN])
    assert list(document.prices) == ["web"]
    assert document.document["channels"] == ["web"]
    offer(ctx, product.id)
    (document,) = ProductSource().load([product.id], [EN])
    assert list(document.prices) == ["web", "app", "kiosk"]
    assert web.id == found[0].channel_id


def test_an_offer_that_cannot_be_is_refused(ctx: RequestContext, heard: Heard) -> None:
    web = channel(ctx, "web")
    product = commerce.product()
    heard.clear()
    here = {"channel_id": to_ulid(web.id)}
    now = timezone.now()

    with pytest.raises(errors.ChannelNotFound):
        offer(ctx, product.id, {"channel_id": to_ulid(generate_id())})
    with pytest.raises(errors.DuplicateChannel):
        offer(ctx, product.id, here, here)
    with pytest.raises(errors.WindowEmpty):
        offer(ctx, product.id, {**here, "available_from": now.isoformat(), "available_until": now.isoformat()})

    assert heard == []
    assert not models.ProductChannel.objects.exists()


def test_documents_are_of_the_channels_that_sell(ctx: RequestContext) -> None:
    web = channel(ctx, "web", currencies=["EUR"], locales=["ru"])
    app = channel(ctx, "app")
    update(ctx, app.id, is_active=False)

    (document,) = ChannelSource().load([app.id, web.id], [EN])

    assert (document.slug, document.currencies, document.is_default) == ("web", ("EUR",), True)
    assert document.document == {
        "id": to_ulid(web.id),
        "code": "web",
        "name": "Web",
        "currencies": ["EUR"],
        "locales": ["ru"],
        "countries": [],
        "prices_include_tax": True,
        "is_default": True,
    }
    assert ChannelSource().versions([web.id, app.id]) == {web.id: 1}
    assert ChannelSource().page(None, 10) == [web.id, app.id]
