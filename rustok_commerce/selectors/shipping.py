"""Shipping zones and methods of the shop."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from rustok.context import RequestContext
from rustok.ids import to_ulid
from rustok.rbac.policies import require
from rustok_commerce import errors, mappers, models
from rustok_commerce.dto.shipping import ShippingMethodResponse, ShippingZoneResponse


def list_shipping_zones(ctx: RequestContext) -> tuple[ShippingZoneResponse, ...]:
    """Return all zones with their areas, in order; in two statements."""
    require(ctx, "commerce.shipping:read")
    rows = models.ShippingZone.objects.prefetch_related("areas").order_by("position", "code")
    return tuple(mappers.shipping_zone_response(row) for row in rows)


def get_shipping_zone(ctx: RequestContext, shipping_zone_id: UUID) -> ShippingZoneResponse:
    """Return a zone.

    :raises ShippingZoneNotFound: no such zone in the shop.
    """
    require(ctx, "commerce.shipping:read")
    return present_shipping_zone(shipping_zone_id)


def present_shipping_zone(shipping_zone_id: UUID) -> ShippingZoneResponse:
    """Return a zone to whoever has just changed it, without asking for the right to read.

    :raises ShippingZoneNotFound: no such zone in the shop.
    """
    row = models.ShippingZone.objects.prefetch_related("areas").filter(id=shipping_zone_id).first()
    if row is None:
        raise errors.ShippingZoneNotFound(shipping_zone=to_ulid(shipping_zone_id))
    return mappers.shipping_zone_response(row)


def list_shipping_methods(ctx: RequestContext) -> tuple[ShippingMethodResponse, ...]:
    """Return all methods with their texts and rates, in order; in three statements."""
    require(ctx, "commerce.shipping:read")
    return tuple(mappers.shipping_method_response(row) for row in _methods().order_by("position", "code"))


def get_shipping_method(ctx: RequestContext, shipping_method_id: UUID) -> ShippingMethodResponse:
    """Return a method.

    :raises ShippingMethodNotFound: no such method in the shop.
    """
    require(ctx, "commerce.shipping:read")
    return present_shipping_method(shipping_method_id)


def present_shipping_method(shipping_method_id: UUID) -> ShippingMethodResponse:
    """Return a method to whoever has just changed it, without asking for the right to read.

    :raises ShippingMethodNotFound: no such method in the shop.
    """
    row = _methods().filter(id=shipping_method_id).first()
    if row is None:
        raise errors.ShippingMethodNotFound(shipping_method=to_ulid(shipping_method_id))
    return mappers.shipping_method_response(row)


def _methods() -> Any:
    return models.ShippingMethod.objects.select_related("tax_class").prefetch_related("translations", "rates")
