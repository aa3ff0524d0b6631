"""Taxes and deliveries of the demo shops, so that a checkout works: Fernholt in Germany, Acme in Austria."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.ids import to_ulid
from rustok_commerce.demo.records import Catalog, Names
from rustok_commerce.dto.sales_settings import UpdateSalesSettingsRequest
from rustok_commerce.dto.shipping import CreateShippingMethodRequest, CreateShippingZoneRequest
from rustok_commerce.dto.taxes import CreateTaxClassRequest, CreateTaxZoneRequest
from rustok_commerce.selectors import inventory as inventory_selectors
from rustok_commerce.selectors import shipping as shipping_selectors
from rustok_commerce.selectors import taxes as tax_selectors
from rustok_commerce.selectors.sales_settings import sales_settings as present_settings
from rustok_commerce.services import sales_settings, shipping_methods, shipping_zones, tax_classes, tax_zones

# Standard and reduced rates, in parts per million.
_VAT: Final = {
    "DE": (190_000, 70_000),
    "AT": (200_000, 100_000),
    "NL": (210_000, 90_000),
    "BE": (210_000, 60_000),
    "LU": (170_000, 80_000),
    "FR": (200_000, 55_000),
}
_SELLERS: Final[dict[str, dict[str, Any]]] = {
    "demo": {
        "country": "DE",
        "order_prefix": "F-",
        "seller": {
            "name": "Fernholt GmbH",
            "line1": "Lindenallee 7",
            "postcode": "10115",
            "city": "Berlin",
            "country": "DE",
            "email": "hello@fernholt.example",
        },
    },
    "acme": {
        "country": "AT",
        "order_prefix": "A-",
        "seller": {
            "name": "Acme Workshop Supply GmbH",
            "line1": "Werkgasse 12",
            "postcode": "1100",
            "city": "Wien",
            "country": "AT",
            "email": "hello@acme.example",
        },
    },
}
_POST: Final[Names] = {"en": "Standard delivery", "ru": "Обычная доставка", "de": "Standardversand"}
_EXPRESS: Final[Names] = {"en": "Express delivery", "ru": "Экспресс-доставка", "de": "Expressversand"}
_PICKUP: Final[Names] = {"en": "Fetch it in our store", "ru": "Самовывоз", "de": "Abholung im Laden"}
# By shop: the zone with its countries, then what is offered there: code, names, amount, free from, heaviest, days.
_ZONES: Final[dict[str, tuple[tuple[str, str, tuple[str, ...], tuple[Any, ...]], ...]]] = {
    "demo": (
        (
            "de",
            "Germany",
            ("DE",),
            (("post", _POST, 490, 5900, 31_500, 1, 3), ("express", _EXPRESS, 1290, None, 20_000, 1, 1)),
        ),
        ("eu", "Europe", ("AT", "NL", "BE", "LU", "FR"), (("post-eu", _POST, 990, 12_000, 31_500, 3, 6),)),
        ("world", "Rest of the world", ("*",), (("air", _POST, 2490, None, 20_000, 5, 14),)),
    ),
    "acme": (
        (
            "at",
            "Austria",
            ("AT",),
            (("post", _POST, 690, 15_000, 31_500, 1, 3), ("express", _EXPRESS, 1890, None, 31_500, 1, 1)),
        ),
        ("eu", "Europe", ("DE", "NL", "BE", "LU", "FR"), (("post-eu", _POST, 1490, 30_000, 31_500, 3, 6),)),
        ("world", "Rest of the world", ("*",), (("air", _POST, 4990, None, 20_000, 6, 15),)),
    ),
}


def seed_taxes(ctx: RequestContext, wanted: Catalog) -> None:
    """Make tax classes, zones and the seller of a data set where there are none at all."""
    seller = _SELLERS.get(wanted.tenant)
    if seller is None or tax_selectors.list_tax_classes(ctx):
        return
    with transaction.atomic():
        for code, name in (("standard", "Standard rate"), ("reduced", "Reduced rate")):
            tax_classes.create_tax_class(ctx, parse(CreateTaxClassRequest, {"code": code, "name": name}))
        zones = _european(seller["country"])
        for zone in zones:
            tax_zones.create_tax_zone(ctx, parse(CreateTaxZoneRequest, zone))
        if not present_settings().version:
            sales_settings.update_sales_settings(ctx, parse(UpdateSalesSettingsRequest, seller))


def seed_deliveries(ctx: RequestContext, wanted: Catalog) -> None:
    """Make the ways of delivery of a data set where there are no zones at all."""
    zones = _ZONES.get(wanted.tenant, ())
    if not zones or shipping_selectors.list_shipping_zones(ctx):
        return
    with transaction.atomic():
        for place, (code, name, countries, methods) in enumerate(zones):
            data = {"code": code, "name": name, "position": place, "areas": [{"country": each} for each in countries]}
            zone = shipping_zones.create_shipping_zone(ctx, parse(CreateShippingZoneRequest, data))
            for position, (method, names, amount, free_from, heaviest, fastest, slowest) in enumerate(methods):
                terms = {"amount": amount, "free_from": free_from, "max_weight": heaviest}
                _make(
                    ctx,
                    wanted,
                    names,
                    [terms],
                    code=method,
                    zone_id=to_ulid(zone.id),
                    min_days=fastest,
                    max_days=slowest,
                    position=position,
                )
        places = inventory_selectors.list_locations(ctx)
        if places:
            # The store in town, where there is one.
            place_id = to_ulid(next((row for row in places if not row.is_default), places[0]).id)
            _make(ctx, wanted, _PICKUP, [{"amount": 0}], code="pickup", kind="pickup", location_id=place_id, position=9)


def _make(ctx: RequestContext, wanted: Catalog, names: Names, rates: list[Mapping[str, Any]], **changes: Any) -> None:
    data = {
        "translations": [{"locale": locale, "name": names[locale]} for locale in wanted.locales if locale in names],
        "rates": [{"currency": currency, **rate} for currency in wanted.currencies for rate in rates],
        **changes,
    }
    shipping_methods.create_shipping_method(ctx, parse(CreateShippingMethodRequest, data))


def _european(home: str) -> list[dict[str, Any]]:
    return [
        {
            "code": country.lower(),
            "name": f"VAT {country}",
            "position": position,
            "reverse_charge": country != home,
            "areas": [{"country": country}],
            "rates": [
                {"tax_class": "standard", "name": "VAT", "rate_ppm": standard},
                {"tax_class": "reduced", "name": "VAT", "rate_ppm": reduced},
            ],
        }
        for position, (country, (standard, reduced)) in enumerate(_VAT.items())
    ]
