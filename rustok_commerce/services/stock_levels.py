"""Stock of many variants at once, and from one location to another.

All of a command's changes or none: a delivery that was half booked is worse than one that was refused. Statements on
stock do not grow with the number of variants; each change is a line of the ledger, and told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from rustok.commands import command
from rustok.context import RequestContext
from rustok.errors import FieldError, InvalidInput, RustokError
from rustok.events.bus import publish
from rustok.events.catalog.commerce import InventoryLow, InventoryUpdated
from rustok.ids import to_ulid
from rustok.rbac.policies import require
from rustok.tenancy.context import require_tenant_id
from rustok_commerce import errors, models
from rustok_commerce.dto.inventory import (
    MAX_STOCK,
    ChangeStockLevelsRequest,
    MovementReason,
    SetStockLevelsRequest,
    StockLevelsResponse,
    TransferStockRequest,
)
from rustok_commerce.dto.variants import VariantResponse
from rustok_commerce.selectors.products import present_variant
from rustok_commerce.services import inventory
from rustok_commerce.services.revisions import lock_variant, lock_variants, touch, touch_products

_UPDATE = (
    "UPDATE commerce_stock_levels l SET on_hand = l.on_hand + c.delta, updated_at = now()"
    " FROM unnest(%s::uuid[], %s::int[]) AS c(id, delta) WHERE l.tenant_id = %s AND l.id = c.id"
    " AND l.on_hand + c.delta BETWEEN 0 AND %s AND (l.backorder OR l.on_hand + c.delta >= l.reserved)"
)


@command()
def transfer_stock(ctx: RequestContext, request: TransferStockRequest) -> VariantResponse:
    """Take pieces of a variant from one location to another: two lines in the ledger, all or nothing.

    :raises VariantNotFound: no such variant in the shop.
    :raises StockLocationNotFound: no such location in the shop.
    :raises LocationInactive: one of the locations is switched off.
    :raises SameLocation: it is one location.
    :raises InsufficientStock: there are not as many pieces to take that are promised to nobody.
    :raises StockOverflow: more than a location can hold.
    """
    require(ctx, "commerce.inventory:adjust")
    if request.from_location_id == request.to_location_id:
        raise errors.SameLocation()
    product, variant = lock_variant(request.variant_id)
    ends = (request.from_location_id, request.to_location_id)
    # Held in id order, as everybody does who holds several.
    places = {location_id: inventory.find_location(location_id) for location_id in sorted(ends)}
    moves = [
        (inventory.level_of(variant, places[location_id]), delta)
        for location_id, delta in zip(ends, (-request.quantity, request.quantity), strict=True)
    ]
    # Rows in id order, as everybody does who changes several.
    for level, delta in sorted(moves, key=lambda move: move[0].id):
        inventory.move(ctx, variant, level, delta, MovementReason.TRANSFER, request.note)
    touch(product, edited=False)
    for level, delta in moves:
        publish(
            ctx,
            InventoryUpdated(product_id=product.id, variant_id=variant.id, location_id=level.location_id, delta=delta),
        )
    return present_variant(ctx, variant.id)


@command()
def set_stock_levels(ctx: RequestContext, request: SetStockLevelsRequest) -> StockLevelsResponse:
    """Say how many pieces there are of many variants. What is so already changes nothing.

    :raises InvalidInput: with an error per level that cannot be; then none is set.
    """
    require(ctx, "commerce.inventory:adjust")
    asked = [_Asked(row.variant_id, row.location_id, on_hand=row.on_hand) for row in request.levels]
    return _change(ctx, asked, "levels", "on_hand", request.reason, request.note)


@command()
def change_stock_levels(ctx: RequestContext, request: ChangeStockLevelsRequest) -> StockLevelsResponse:
    """Add pieces to the stock of many variants, or take them away.

    :raises InvalidInput: with an error per change that cannot be; then none is made.
    """
    require(ctx, "commerce.inventory:adjust")
    asked = [_Asked(row.variant_id, row.location_id, delta=row.delta) for row in request.changes]
    return _change(ctx, asked, "changes", "delta", request.reason, request.note)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A row of a request: what is to be, or what is to be added."""

    variant_id: UUID
    location_id: UUID | None
    on_hand: int | None = None
    delta: int = 0


@dataclass(frozen=True, slots=True)
class _Change:
    variant: models.Variant
    level: models.StockLevel
    delta: int


def _change(
    ctx: RequestContext, asked: Sequence[_Asked], rows: str, field: str, reason: MovementReason, note: str | None
) -> StockLevelsResponse:
    default = inventory.default_location()
    locations = inventory.find_locations({row.location_id for row in asked if row.location_id is not None})
    places = [default if row.location_id is None else locations.get(row.location_id) for row in asked]
    known = set(models.Variant.objects.filter(id__in={row.variant_id for row in asked}).values_list("id", flat=True))
    _refuse(rows, _unknown(asked, places, known))
    variants = lock_variants(known)
    levels = _levels(variants, {(row.variant_id, place.id) for row, place in zip(asked, places, strict=True) if place})
    changes: list[_Change] = []
    refused: list[tuple[int, str, RustokError]] = []
    for number, (row, place) in enumerate(zip(asked, places, strict=True)):
        assert place is not None
        level = levels[row.variant_id, place.id]
        delta = row.delta if row.on_hand is None else row.on_hand - level.on_hand
        error = _fault(level, delta, is_set=row.on_hand is not None)
        if error is not None:
            refused.append((number, field, error))
        elif delta:
            changes.append(_Change(variants[row.variant_id], level, delta))
    _refuse(rows, refused)
    if not changes:
        return StockLevelsResponse(changed=0, product_ids=())
    before = _available(levels.values())
    models.StockLevel.objects.bulk_create(change.level for change in changes if change.level._state.adding)
    with connection.cursor() as cursor:
        ids, deltas = [change.level.id for change in changes], [change.delta for change in changes]
        cursor.execute(_UPDATE, [ids, deltas, require_tenant_id(), MAX_STOCK])
        # The rows are locked, so nothing can have come in between.
        assert cursor.rowcount == len(changes)
    _write_down(ctx, changes, reason, note)
    product_ids = tuple(touch_products({change.variant.product_id for change in changes}))
    _tell(ctx, changes, before)
    return StockLevelsResponse(changed=len(changes), product_ids=tuple(sorted(product_ids)))


def _unknown(
    asked: Sequence[_Asked], places: Sequence[models.StockLocation | None], known: set[UUID]
) -> list[tuple[int, str, RustokError]]:
    """Return the rows that name what is not there, or what another row names."""
    found: list[tuple[int, str, RustokError]] = []
    seen: set[tuple[UUID, UUID]] = set()
    for number, (row, place) in enumerate(zip(asked, places, strict=True)):
        if row.variant_id not in known:
            found.append((number, "variant_id", errors.VariantNotFound(variant=to_ulid(row.variant_id))))
        elif place is None:
            error = errors.StockLocationNotFound(location=to_ulid(row.location_id or row.variant_id))
            found.append((number, "location_id", error))
        elif not place.is_active:
            found.append((number, "location_id", errors.LocationInactive(location=place.code)))
        elif (row.variant_id, place.id) in seen:
            found.append((number, "variant_id", errors.DuplicateLevel()))
        else:
            seen.add((row.variant_id, place.id))
    return found


def _refuse(rows: str, found: Sequence[tuple[int, str, RustokError]]) -> None:
    if found:
        raise InvalidInput(
            [FieldError((rows, number, field), error.code, str(error)) for number, field, error in found]
        )


def _levels(
    variants: Mapping[UUID, models.Variant], wanted: set[tuple[UUID, UUID]]
) -> dict[tuple[UUID, UUID], models.StockLevel]:
    """Return all levels of the variants, locked; new ones, not written yet, where there are none that are wanted."""
    rows = models.StockLevel.objects.for_update().filter(variant_id__in=list(variants))
    found = {(row.variant_id, row.location_id): row for row in rows}
    for variant_id, location_id in sorted(wanted - found.keys()):
        variant = variants[variant_id]
        found[variant_id, location_id] = models.StockLevel(
            variant=variant, location_id=location_id, backorder=variant.allow_backorder
        )
    return found


def _fault(level: models.StockLevel, delta: int, *, is_set: bool) -> RustokError | None:
    after = level.on_hand + delta
    if after > MAX_STOCK:
        return errors.StockOverflow(limit=MAX_STOCK)
    if delta < 0 and (after < 0 or (not level.backorder and after < level.reserved)):
        if is_set:
            return errors.StockReserved()
        return errors.InsufficientStock(available=max(0, level.on_hand - level.reserved))
    return None


def _available(levels: Iterable[models.StockLevel]) -> dict[UUID, int]:
    found: dict[UUID, int] = {}
    for level in levels:
        found[level.variant_id] = found.get(level.variant_id, 0) + level.on_hand - level.reserved
    return found


def _write_down(ctx: RequestContext, changes: Sequence[_Change], reason: MovementReason, note: str | None) -> None:
    models.StockMovement.objects.bulk_create(
        models.StockMovement(
            product_id=change.variant.product_id,
            variant_id=change.variant.id,
            location_id=change.level.location_id,
            sku=change.variant.sku,
            delta=change.delta,
            on_hand_after=change.level.on_hand + change.delta,
            reason=reason,
            note=note,
            actor_id=ctx.actor_id,
        )
        for change in changes
    )


def _tell(ctx: RequestContext, changes: Sequence[_Change], before: Mapping[UUID, int]) -> None:
    after = dict(before)
    for change in changes:
        after[change.variant.id] += change.delta
        publish(
            ctx,
            InventoryUpdated(
                product_id=change.variant.product_id,
                variant_id=change.variant.id,
                location_id=change.level.location_id,
                delta=change.delta,
            ),
        )
    for variant in {change.variant.id: change.variant for change in changes}.values():
        left = after[variant.id]
        if variant.manage_inventory and left <= variant.low_stock_threshold < before[variant.id]:
            publish(ctx, InventoryLow(product_id=variant.product_id, variant_id=variant.id, available=left))
