"""Tax classes and tax zones of the shop."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from rustok.context import RequestContext
from rustok.ids import to_ulid
from rustok.rbac.policies import require
from rustok_commerce import errors, mappers, models
from rustok_commerce.dto.taxes import TaxClassResponse, TaxZoneResponse


def list_tax_classes(ctx: RequestContext) -> tuple[TaxClassResponse, ...]:
    """Return all classes, the default one first."""
    require(ctx, "commerce.tax:read")
    rows = models.TaxClass.objects.order_by("-is_default", "code")
    return tuple(mappers.tax_class_response(row) for row in rows)


def get_tax_class(ctx: RequestContext, tax_class_id: UUID) -> TaxClassResponse:
    """Return a class.

    :raises TaxClassNotFound: no such class in the shop.
    """
    require(ctx, "commerce.tax:read")
    row = models.TaxClass.objects.filter(id=tax_class_id).first()
    if row is None:
        raise errors.TaxClassNotFound(tax_class=to_ulid(tax_class_id))
    return mappers.tax_class_response(row)


def list_tax_zones(ctx: RequestContext) -> tuple[TaxZoneResponse, ...]:
    """Return all zones with their areas and rates, in order; in four statements."""
    require(ctx, "commerce.tax:read")
    return tuple(mappers.tax_zone_response(row) for row in _zones().order_by("position", "code"))


def get_tax_zone(ctx: RequestContext, tax_zone_id: UUID) -> TaxZoneResponse:
    """Return a zone.

    :raises TaxZoneNotFound: no such zone in the shop.
    """
    require(ctx, "commerce.tax:read")
    return present_tax_zone(tax_zone_id)


def present_tax_zone(tax_zone_id: UUID) -> TaxZoneResponse:
    """Return a zone to whoever has just changed it, without asking for the right to read.

    :raises TaxZoneNotFound: no such zone in the shop.
    """
    row = _zones().filter(id=tax_zone_id).first()
    if row is None:
        raise errors.TaxZoneNotFound(tax_zone=to_ulid(tax_zone_id))
    return mappers.tax_zone_response(row)


def _zones() -> Any:
    return models.TaxZone.objects.prefetch_related("areas", "rates__tax_class")
