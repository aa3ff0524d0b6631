"""Makes what a shop sells by: tax classes and zones, shipping zones and methods, settings. Through the commands."""

from __future__ import annotations

from typing import Any

from rustok.dto import parse
from rustok.ids import to_ulid
from rustok_commerce.dto.sales_settings import SalesSettingsResponse, UpdateSalesSettingsRequest
from rustok_commerce.dto.shipping import (
    CreateShippingMethodRequest,
    CreateShippingZoneRequest,
    ShippingMethodResponse,
    ShippingZoneResponse,
)
from rustok_commerce.dto.taxes import (
    CreateTaxClassRequest,
    CreateTaxZoneRequest,
    TaxClassResponse,
    TaxZoneResponse,
)
from rustok_commerce.services import sales_settings, shipping_methods, shipping_zones, tax_classes, tax_zones
from tests.factories.commerce import system


def settings(**changes: Any) -> SalesSettingsResponse:
    """Say how the shop sells."""
    return sales_settings.update_sales_settings(system(), parse(UpdateSalesSettingsRequest, changes))


def tax_class(code: str = "standard", **changes: Any) -> TaxClassResponse:
    """Make a tax class; the first one is the default."""
    data = {"code": code, "name": code.title(), **changes}
    return tax_classes.create_tax_class(system(), parse(CreateTaxClassRequest, data))


def area(text: str) -> dict[str, str]:
    """Read an area: ``DE``, ``US-CA``, ``DE:10-13``, ``*``."""
    place, _, codes = text.partition(":")
    country, _, region = place.partition("-")
    first, _, last = codes.partition("-")
    return {"country": country, "region": region, "postcode_from": first, "postcode_to": last or first}


def rate(tax_class: str, rate_ppm: int, name: str = "VAT", *, compound: bool = False) -> dict[str, Any]:
    """Return the input of a rate."""
    return {"tax_class": tax_class, "rate_ppm": rate_ppm, "name": name, "compound": compound}


def tax_zone(code: str, areas: tuple[str, ...] = (), rates: tuple[Any, ...] = (), **changes: Any) -> TaxZoneResponse:
    """Make a tax zone."""
    data = {"code": code, "name": code.title(), "areas": [area(text) for text in areas], "rates": rates, **changes}
    return tax_zones.create_tax_zone(system(), parse(CreateTaxZoneRequest, data))


def shipping_zone(code: str, *areas: str, **changes: Any) -> ShippingZoneResponse:
    """Make a shipping zone."""
    data = {"code": code, "name": code.title(), "areas": [area(text) for text in areas], **changes}
    return shipping_zones.create_shipping_zone(system(), parse(CreateShippingZoneRequest, data))


def method(
    code: str, zone: ShippingZoneResponse | None, *rates: dict[str, Any], **changes: Any
) -> ShippingMethodResponse:
    """Make a way of delivery in a zone, with rates in EUR."""
    data = {
        "code": code,
        "zone_id": None if zone is None else to_ulid(zone.id),
        "translations": [{"locale": "en", "name": code.title()}],
        "rates": [{"currency": "EUR", **rate} for rate in rates],
        **changes,
    }
    return shipping_methods.create_shipping_method(system(), parse(CreateShippingMethodRequest, data))
