"""Shipping zones, methods and rates; what a basket can have delivered, and at what price."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import pytest

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import InvalidInput, StaleVersion
from rustok.events.catalog.selling import (
    ShippingMethodCreated,
    ShippingMethodDeleted,
    ShippingMethodUpdated,
    ShippingZoneCreated,
    ShippingZoneDeleted,
    ShippingZoneUpdated,
)
from rustok.ids import generate_id, to_ulid
from rustok_commerce import errors, models
from rustok_commerce.dto.channels import CreateChannelRequest
from rustok_commerce.dto.inventory import CreateStockLocationRequest, UpdateStockLocationRequest
from rustok_commerce.dto.shipping import (
    ShippingMethodResponse,
    ShippingZoneResponse,
    UpdateShippingMethodRequest,
    UpdateShippingZoneRequest,
)
from rustok_commerce.dto.totals import Basket, BasketShipping, Buyer, Destination
from rustok_commerce.selectors import shipping as selectors
from rustok_commerce.services import channels, delivery, inventory, shipping_methods, shipping_zones, stock_locations
from rustok_commerce.services.shipping_providers import Parcel
from tests.factories import selling
from tests.factories.baskets import basket, line
from tests.rustok_commerce.conftest import Heard

GERMANY = Destination(country="DE", postcode="10115")


def update_zone(ctx: RequestContext, zone_id: UUID, **changes: Any) -> ShippingZoneResponse:
    return shipping_zones.update_shipping_zone(ctx, zone_id, parse(UpdateShippingZoneRequest, changes))


def update_method(ctx: RequestContext, method_id: UUID, **changes: Any) -> ShippingMethodResponse:
    return shipping_methods.update_shipping_method(ctx, method_id, parse(UpdateShippingMethodRequest, changes))


def prices(sold: Basket, destination: Destination | None = GERMANY) -> dict[str, int]:
    options = delivery.options_for(dataclasses.replace(sold, destination=destination), locale="en")
    return {option.code: option.amount for option in options}


def location(ctx: RequestContext, code: str = "shop") -> UUID:
    # The first one is the default, which cannot be switched off.
    inventory.default_location()
    return inventory.create_location(ctx, parse(CreateStockLocationRequest, {"code": code, "name": "Shop"})).id


# --- Commands --------------------------------------------------------------------------------------------------------


def test_a_zone_and_its_methods(ctx: RequestContext, heard: Heard) -> None:
    zone = selling.shipping_zone("de", "DE", "AT")
    method = selling.method("post", zone, {"amount": 495, "free_from": 5000}, min_days=1, max_days=3)

    assert [area.country for area in zone.areas] == ["AT", "DE"]
    assert (method.zone_id, method.provider, method.translations[0].name) == (zone.id, "table", "Post")
    assert [(rate.amount, rate.free_from) for rate in method.rates] == [(495, 5000)]
    assert heard == [ShippingZoneCreated(shipping_zone_id=zone.id), ShippingMethodCreated(shipping_method_id=method.id)]
    assert selectors.list_shipping_methods(ctx) == (selectors.get_shipping_method(ctx, method.id),)


def test_changes_name_what_changed(ctx: RequestContext, heard: Heard) -> None:
    zone = selling.shipping_zone("de", "DE")
    method = selling.method("post", zone, {"amount": 495})
    heard.take()

    update_zone(ctx, zone.id, areas=[selling.area("*")], is_active=False, version=1)
    changed = update_method(
        ctx,
        method.id,
        translations=[{"locale": "ru", "name": "Почта"}],
        rates=[{"currency": "USD", "amount": 1}],
        max_days=2,
        version=1,
    )

    assert (changed.version, changed.max_days, changed.rates[0].currency) == (2, 2, "USD")
    assert heard == [
        ShippingZoneUpdated(shipping_zone_id=zone.id, fields=("areas", "is_active")),
        ShippingMethodUpdated(shipping_method_id=method.id, fields=("max_days", "rates", "translations")),
    ]
    for stale in (
        lambda: update_zone(ctx, zone.id, name="x", version=1),
        lambda: update_method(ctx, method.id, version=1),
    ):
        with pytest.raises(StaleVersion):
            stale()


def test_nothing_new_tells_nobody(ctx: RequestContext, heard: Heard) -> None:
    zone = selling.shipping_zone("de", "DE")
    method = selling.method("post", zone, {"amount": 495})
    heard.take()

    update_zone(ctx, zone.id, areas=[selling.area("DE")], code="de")
    same = update_method(
        ctx,
        method.id,
        kind="delivery",
        tax_class=None,
        channels=[],
        translations=[{"locale": "en", "name": "Post"}],
        rates=[{"currency": "EUR", "amount": 495}],
    )

    assert (heard, same.version) == ([], 1)


def test_a_zone_goes_with_its_methods(ctx: RequestContext, heard: Heard) -> None:
    zone, other = selling.shipping_zone("de", "DE"), selling.shipping_zone("fr", "FR")
    selling.method("post", zone, {"amount": 495})
    kept = selling.method("poste", other, {"amount": 495})
    heard.take()

    shipping_zones.delete_shipping_zone(ctx, zone.id)

    assert heard == [ShippingZoneDeleted(shipping_zone_id=zone.id)]
    assert [row.code for row in selectors.list_shipping_methods(ctx)] == ["poste"]
    shipping_methods.delete_shipping_method(ctx, kept.id)
    assert heard.pop() == ShippingMethodDeleted(shipping_method_id=kept.id)
    assert models.ShippingRate.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"kind": "pickup"}, errors.ShippingMethodUnfit),
        ({"zone_id": None}, errors.ShippingMethodUnfit),
        ({"min_days": 3, "max_days": 2}, errors.ShippingMethodUnfit),
        ({"zone_id": to_ulid(generate_id())}, errors.ShippingZoneNotFound),
        (
            {"kind": "pickup", "zone_id": None, "location_id": to_ulid(generate_id())},
            errors.StockLocationNotFound,
        ),
        ({"tax_class": "none"}, errors.TaxClassNotFound),
        ({"provider": "none"}, errors.ShippingProviderUnknown),
        ({"channels": ["none"]}, errors.ChannelNotFound),
        ({"translations": [{"locale": "de", "name": "Post"}]}, errors.LocaleNotEnabled),
        ({"translations": [{"locale": "en", "name": "A"}, {"locale": "en", "name": "B"}]}, errors.DuplicateLocale),
        ({"translations": []}, InvalidInput),
        ({"rates": [{"currency": "JPY", "amount": 1}]}, errors.CurrencyNotEnabled),
        ({"rates": [{"currency": "EUR", "amount": -1}]}, InvalidInput),
        ({"rates": [{"currency": "EUR", "amount": 1}] * 2}, errors.DuplicateShippingRate),
        ({"rates": [{"currency": "EUR", "amount": 1, "min_weight": 5, "max_weight": 5}]}, errors.ShippingMethodUnfit),
        (
            {"rates": [{"currency": "EUR", "amount": 1, "min_subtotal": 5, "max_subtotal": 4}]},
            errors.ShippingMethodUnfit,
        ),
    ],
)
def test_what_cannot_be_is_refused(ctx: RequestContext, changes: dict[str, Any], fault: type[Exception]) -> None:
    method = selling.method("post", selling.shipping_zone("de", "DE"), {"amount": 495})

    with pytest.raises(fault):
        update_method(ctx, method.id, **{"position": 7, **changes})

    assert selectors.get_shipping_method(ctx, method.id) == method


def test_codes_are_taken_once(ctx: RequestContext) -> None:
    zone = selling.shipping_zone("de", "DE")
    selling.method("post", zone)

    with pytest.raises(errors.DuplicateShippingZone):
        selling.shipping_zone("de")
    with pytest.raises(errors.DuplicateShippingMethod):
        selling.method("post", zone)

    assert (models.ShippingZone.objects.count(), models.ShippingMethod.objects.count()) == (1, 1)


def test_unknown_zones_and_methods_are_not_found(ctx: RequestContext) -> None:
    for call in (
        lambda: update_zone(ctx, generate_id(), name="x"),
        lambda: shipping_zones.delete_shipping_zone(ctx, generate_id()),
        lambda: selectors.get_shipping_zone(ctx, generate_id()),
    ):
        with pytest.raises(errors.ShippingZoneNotFound):
            call()
    for call in (
        lambda: update_method(ctx, generate_id(), position=1),
        lambda: shipping_methods.delete_shipping_method(ctx, generate_id()),
        lambda: selectors.get_shipping_method(ctx, generate_id()),
    ):
        with pytest.raises(errors.ShippingMethodNotFound):
            call()


def test_methods_are_listed_in_a_number_of_statements_that_does_not_grow(
    ctx: RequestContext, django_assert_num_queries: Any
) -> None:
    zone = selling.shipping_zone("de", "DE")
    for code in ("a", "b", "c"):
        selling.method(code, zone, {"amount": 1}, {"amount": 2, "min_weight": 1000})

    with django_assert_num_queries(3):
        assert len(selectors.list_shipping_methods(ctx)) == 3


# --- What a basket can have ------------------------------------------------------------------------------------------


def test_rates_go_by_value_and_weight(ctx: RequestContext) -> None:
    zone = selling.shipping_zone("de", "DE")
    selling.method(
        "post",
        zone,
        {"amount": 400, "max_weight": 1000},
        {"amount": 700, "min_weight": 1000, "max_weight": 5000},
        {"amount": 600, "min_subtotal": 2000, "min_weight": 1000, "max_weight": 5000, "free_from": 5000},
    )

    assert prices(basket(line(100, weight=999))) == {"post": 400}
    assert prices(basket(line(100, weight=500), line(100, weight=500))) == {"post": 700}
    assert prices(basket(line(1999, weight=4999))) == {"post": 700}
    assert prices(basket(line(1000, 2, weight=2499))) == {"post": 600}
    assert prices(basket(line(5000, weight=4999))) == {"post": 0}
    assert prices(basket(line(100, weight=5000))) == {}
    assert prices(basket(line(100, weight=1), currency="USD")) == {}


def test_the_zone_of_the_narrowest_place_delivers(ctx: RequestContext) -> None:
    world, germany, city = (
        selling.shipping_zone("world", "*"),
        selling.shipping_zone("de", "DE"),
        selling.shipping_zone("berlin", "DE:10-13"),
    )
    selling.method("air", world, {"amount": 3000})
    selling.method("post", germany, {"amount": 500}, position=2)
    selling.method("express", germany, {"amount": 900}, position=1)
    selling.method("bike", city, {"amount": 700})
    sold = basket(line(1000))

    assert list(prices(sold, Destination(country="DE", postcode="80331"))) == ["express", "post"]
    assert prices(sold, Destination(country="DE", postcode="13 599")) == {"bike": 700}
    assert prices(sold, Destination(country="FR")) == {"air": 3000}
    update_zone(ctx, city.id, is_active=False)
    assert prices(sold) == {"express": 900, "post": 500}


def test_goods_can_be_fetched_from_wherever_the_buyer_is(ctx: RequestContext) -> None:
    selling.method("post", selling.shipping_zone("de", "DE"), {"amount": 500})
    place = location(ctx)
    selling.method("shop", None, {"amount": 0}, kind="pickup", location_id=to_ulid(place), position=1)
    sold = basket(line(1000))

    assert prices(sold, None) == {"shop": 0}
    assert prices(sold, Destination(country="FR")) == {"shop": 0}
    assert prices(sold) == {"post": 500, "shop": 0}
    stock_locations.update_location(ctx, place, parse(UpdateStockLocationRequest, {"is_active": False}))
    assert prices(sold) == {"post": 500}


def test_a_method_can_be_of_some_channels(ctx: RequestContext) -> None:
    zone = selling.shipping_zone("de", "DE")
    method = selling.method("post", zone, {"amount": 500}, channels=["default"])
    selling.method("off", zone, {"amount": 500}, is_active=False)

    assert prices(basket(line(1000))) == {"post": 500}
    assert prices(basket(line(1000), channel="app")) == {}
    assert method.channels == ("default",)


def test_nothing_is_sent_to_a_country_that_the_channel_does_not_sell_to(ctx: RequestContext) -> None:
    zone = selling.shipping_zone("eu", "DE", "AT")
    method = selling.method("post", zone, {"amount": 500})
    selling.method("fetch", None, {"amount": 0}, kind="pickup", location_id=to_ulid(location(ctx)), position=1)
    channels.create_channel(
        ctx, parse(CreateChannelRequest, {"code": "app", "name": "App", "currencies": ["EUR"], "countries": ["AT"]})
    )
    sold = basket(line(1000), channel="app")

    assert prices(sold) == {"fetch": 0}
    assert prices(sold, Destination(country="AT", postcode="1010")) == {"post": 500, "fetch": 0}
    assert prices(sold, None) == {"fetch": 0}
    stored = models.ShippingMethod.objects.get(id=method.id)
    with pytest.raises(errors.ShippingNotAvailable):
        delivery.quote(dataclasses.replace(sold, destination=GERMANY), stored)


def test_an_option_is_named_in_the_language(ctx: RequestContext) -> None:
    zone = selling.shipping_zone("de", "DE")
    texts = [{"locale": "en", "name": "Post", "description": "By van"}, {"locale": "ru", "name": "Почта"}]
    selling.method("post", zone, {"amount": 123_456}, translations=texts, min_days=1)
    selling.method("van", zone, {"amount": 1}, translations=[texts[0]], position=1)
    sold = basket(line(1000), destination=GERMANY)

    post, van = delivery.options_for(sold, locale="ru")

    assert (post.name, post.description, post.min_days, post.max_days) == ("Почта", "", 1, None)
    assert post.formatted == "1\N{NO-BREAK SPACE}234,56\N{NO-BREAK SPACE}€"
    assert (van.name, van.description) == ("Post", "By van")


def test_a_quote_is_what_the_option_said(ctx: RequestContext) -> None:
    selling.tax_class("standard")
    selling.tax_class("reduced")
    zone = selling.shipping_zone("de", "DE")
    selling.method("post", zone, {"amount": 500}, tax_class="reduced")
    selling.method("van", zone, {"amount": 700})
    sold = basket(line(1000), destination=GERMANY)
    post, van = models.ShippingMethod.objects.order_by("code")

    assert delivery.quote(sold, post) == BasketShipping(code="post", amount=500, tax_class="reduced")
    assert delivery.quote(sold, van) == BasketShipping(code="van", amount=700, tax_class="")


def test_who_owes_no_tax_sees_the_net_price_of_a_delivery(ctx: RequestContext) -> None:
    selling.tax_class("standard")
    selling.tax_zone("de", ("DE",), (selling.rate("standard", 190_000),))
    zone = selling.shipping_zone("de", "DE")
    # The bounds are of prices as the channel shows them.
    selling.method("post", zone, {"amount": 595, "free_from": 5950})
    exempt = Buyer(tax_exempt=True)

    assert prices(basket(line(5949))) == {"post": 595}
    assert prices(basket(line(5949), buyer=exempt)) == {"post": 500}
    assert prices(basket(line(5950), buyer=exempt)) == {"post": 0}
    assert prices(basket(line(5949), buyer=exempt, prices_include_tax=False)) == {"post": 595}


def test_a_delivery_that_does_not_come_here_is_refused(ctx: RequestContext) -> None:
    made = selling.method("post", selling.shipping_zone("de", "DE"), {"amount": 500, "max_weight": 1000})
    method = models.ShippingMethod.objects.get(id=made.id)

    for sold in (
        basket(line(1000), destination=Destination(country="FR")),
        basket(line(1000)),
        basket(line(1000, weight=1000), destination=GERMANY),
        basket(line(1000), destination=GERMANY, currency="USD"),
    ):
        with pytest.raises(errors.ShippingNotAvailable):
            delivery.quote(sold, method)


def test_options_cost_few_statements(ctx: RequestContext, django_assert_max_num_queries: Any) -> None:
    zone = selling.shipping_zone("de", "DE")
    for number in range(20):
        selling.method(f"m{number}", zone, {"amount": 500})
    sold = basket(*(line(1000) for _ in range(50)), destination=GERMANY)

    # Of deliveries four, of promotions and of taxes three each; the others tell what the tenant is.
    with django_assert_max_num_queries(17):
        assert len(delivery.options_for(sold, locale="en")) == 20


# --- The port --------------------------------------------------------------------------------------------------------


class ByThePiece:
    """A provider of deliveries as an installation may bring one."""

    def amounts(self, parcel: Parcel, methods: Sequence[models.ShippingMethod]) -> Mapping[UUID, int]:
        pieces = sum(item.quantity for item in parcel.basket.lines)
        return {method.id: pieces * int(method.provider_settings["each"]) for method in methods if pieces < 10}


def test_a_method_can_be_of_another_provider(ctx: RequestContext, settings: Any) -> None:
    path = f"{ByThePiece.__module__}.{ByThePiece.__name__}"
    settings.RUSTOK = {**settings.RUSTOK, "commerce": {"shipping_providers": {"pieces": path}}}
    zone = selling.shipping_zone("de", "DE")
    selling.method("post", zone, {"amount": 500})
    selling.method("pieces", zone, provider="pieces", provider_settings={"each": 150})

    assert prices(basket(line(1000, 3))) == {"pieces": 450, "post": 500}
    assert prices(basket(line(1000, 10))) == {"post": 500}
