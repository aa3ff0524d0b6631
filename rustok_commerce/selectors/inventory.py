"""Stock, for staff."""

from __future__ import annotations

from uuid import UUID

from rustok.context import RequestContext
from rustok.dto import Page
from rustok.rbac.policies import require
from rustok_commerce import errors, mappers, models
from rustok_commerce.dto.inventory import StockLocationResponse, StockMovementResponse
from rustok_commerce.selectors import keyset

_ORDER = "movements"


def list_locations(ctx: RequestContext) -> tuple[StockLocationResponse, ...]:
    """Return the places that hold stock, the default one first."""
    require(ctx, "commerce.inventory:read")
    rows = models.StockLocation.objects.order_by("-is_default", "code")
    return tuple(mappers.location_response(row) for row in rows)


def list_movements(
    ctx: RequestContext, variant_id: UUID, *, after: str | None = None, limit: int = 24
) -> Page[StockMovementResponse]:
    """Return one page of a variant's ledger, newest first; a deleted variant's is kept.

    :raises VariantNotFound: the shop never had such a variant.
    :raises InvalidCursor: ``after`` is not a cursor of this list.
    """
    require(ctx, "commerce.inventory:read")
    rows = models.StockMovement.objects.filter(variant_id=variant_id).order_by("-id")
    if after is not None:
        rows = rows.filter(id__lt=keyset.decode(_ORDER, after)[1])
    found = list(rows[: limit + 1])
    if not found and not _known(variant_id):
        raise errors.VariantNotFound(variant=str(variant_id))
    return Page(
        items=tuple(mappers.movement_response(row) for row in found[:limit]),
        next=keyset.encode(_ORDER, None, found[limit - 1].id) if len(found) > limit else None,
    )


def _known(variant_id: UUID) -> bool:
    return bool(
        models.Variant.objects.filter(pk=variant_id).exists()
        or models.StockMovement.objects.filter(variant_id=variant_id).exists()
    )
