"""Stock: places, quantities, the ledger.

A quantity changes by one conditional UPDATE, never by a value that was read before: two buyers of the last piece
cannot both get it. Every change adds a line to the ledger in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Q, Sum
from django.utils import timezone

from rustok.commands import command
from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.commerce import InventoryLow, InventoryUpdated
from rustok.ids import to_ulid
from rustok.rbac.policies import require
from rustok.tenancy.context import require_tenant_id
from rustok_commerce import errors, mappers, models
from rustok_commerce.dto.inventory import (
    MAX_STOCK,
    AdjustStockRequest,
    CreateStockLocationRequest,
    MovementReason,
    SetStockRequest,
    StockLocationResponse,
)
from rustok_commerce.dto.variants import VariantResponse
from rustok_commerce.selectors.products import present_variant
from rustok_commerce.services.constraints import violated
from rustok_commerce.services.revisions import lock_variant, touch

_DEFAULT_CODE = "main"
_DEFAULT_NAME = "Main warehouse"


@command()
def adjust_stock(ctx: RequestContext, request: AdjustStockRequest) -> VariantResponse:
    """Add pieces to a variant's stock, or take them away.

    :raises VariantNotFound: no such variant in the shop.
    :raises StockLocationNotFound: no such location in the shop.
    :raises InsufficientStock: there are not as many pieces to take that are promised to nobody.
    :raises StockOverflow: more than a location can hold.
    """
    require(ctx, "commerce.inventory:adjust")
    product, variant = lock_variant(request.variant_id)
    location = find_location(request.location_id)
    if request.delta == 0:
        return present_variant(ctx, variant.id)
    before = available_of(variant)
    move(ctx, variant, level_of(variant, location), request.delta, request.reason, request.note)
    tell(ctx, product, variant, location, request.delta, before)
    return present_variant(ctx, variant.id)


@command()
def set_stock(ctx: RequestContext, request: SetStockRequest) -> VariantResponse:
    """Say how many pieces of a variant there are. As many as there were changes nothing and tells nobody.

    :raises VariantNotFound: no such variant in the shop.
    :raises StockLocationNotFound: no such location in the shop.
    :raises StockReserved: more pieces are promised than would be left.
    """
    require(ctx, "commerce.inventory:adjust")
    product, variant = lock_variant(request.variant_id)
    location = find_location(request.location_id)
    before = available_of(variant)
    delta = put_stock(
        ctx, variant, location=location, on_hand=request.on_hand, reason=request.reason, note=request.note
    )
    if delta:
        tell(ctx, product, variant, location, delta, before)
    return present_variant(ctx, variant.id)


@command(silent=True)
def create_location(ctx: RequestContext, request: CreateStockLocationRequest) -> StockLocationResponse:
    """Make a place that holds stock; the first one is the default. Silent: nothing that is shown depends on it.

    :raises DuplicateLocation: the code is taken.
    """
    require(ctx, "commerce.inventory:adjust")
    is_default = request.is_default or not models.StockLocation.objects.exists()
    try:
        with transaction.atomic():
            if is_default:
                models.StockLocation.objects.filter(is_default=True).update(is_default=False)
            location = models.StockLocation.objects.create(code=request.code, name=request.name, is_default=is_default)
    except IntegrityError as exc:
        raise errors.DuplicateLocation(location=request.code) from exc
    return mappers.location_response(location)


def default_location() -> models.StockLocation:
    """Return the shop's default location, held still; made on the first use."""
    location = next(iter(_held("is_default")), None)
    if location is None:
        try:
            with transaction.atomic():
                location = models.StockLocation.objects.create(code=_DEFAULT_CODE, name=_DEFAULT_NAME, is_default=True)
        except IntegrityError:
            # Another transaction has just made it.
            location = models.StockLocation.objects.get(is_default=True)
    return location


def put_first_stock(ctx: RequestContext, wanted: Mapping[models.Variant, int]) -> None:
    """Write the stock that new variants begin with, at the default location, in two statements. Publishes nothing."""
    location = default_location()
    models.StockLevel.objects.bulk_create(
        models.StockLevel(variant=variant, location=location, on_hand=on_hand, backorder=variant.allow_backorder)
        for variant, on_hand in wanted.items()
    )
    models.StockMovement.objects.bulk_create(
        models.StockMovement(
            product_id=variant.product_id,
            variant_id=variant.id,
            location_id=location.id,
            sku=variant.sku,
            delta=on_hand,
            on_hand_after=on_hand,
            reason=MovementReason.INITIAL,
            actor_id=ctx.actor_id,
        )
        for variant, on_hand in wanted.items()
        if on_hand
    )


def put_stock(
    ctx: RequestContext,
    variant: models.Variant,
    *,
    location: models.StockLocation,
    on_hand: int,
    reason: MovementReason,
    note: str | None = None,
) -> int:
    """Bring a level to a quantity; return by how much it changed. Publishes nothing.

    :raises StockReserved: more pieces are promised than would be left.
    """
    if on_hand == 0 and not models.StockLevel.objects.filter(variant=variant, location=location).exists():
        # Nothing where nothing has ever been: no row, and nothing to tell.
        return 0
    level = models.StockLevel.objects.for_update().get(id=level_of(variant, location).id)
    delta: int = on_hand - level.on_hand
    if delta:
        try:
            move(ctx, variant, level, delta, reason, note)
        except errors.InsufficientStock as exc:
            raise errors.StockReserved() from exc
    return delta


def allow_backorder(variant: models.Variant) -> None:
    """Repeat a variant's rule about backorders on its levels.

    :raises StockReserved: backorders end, and more is promised than there is.
    """
    try:
        with transaction.atomic():
            models.StockLevel.objects.filter(variant=variant).update(backorder=variant.allow_backorder)
    except IntegrityError as exc:
        if violated(exc) == "commerce_stock_levels_reserved_ck":
            raise errors.StockReserved() from exc
        raise


def find_location(location_id: UUID | None) -> models.StockLocation:
    """Return a location that takes stock, held still; the default one where none is named.

    :raises StockLocationNotFound: no such location in the shop.
    :raises LocationInactive: it is switched off.
    """
    if location_id is None:
        return default_location()
    location = find_locations([location_id]).get(location_id)
    if location is None:
        raise errors.StockLocationNotFound(location=to_ulid(location_id))
    if not location.is_active:
        raise errors.LocationInactive(location=location.code)
    return location


def find_locations(location_ids: Iterable[UUID]) -> dict[UUID, models.StockLocation]:
    """Return those of the locations that there are, held still, in id order."""
    wanted = list(location_ids)
    return {row.id: row for row in _held("id = ANY(%s)", wanted)} if wanted else {}


def _held(condition: str, *params: object) -> list[models.StockLocation]:
    """Return locations that are neither deleted nor switched off until the transaction ends.

    Who puts stock there waits for nobody else who does.
    """
    rows = models.StockLocation.objects.raw(
        f"SELECT * FROM commerce_stock_locations WHERE tenant_id = %s AND {condition} ORDER BY id FOR KEY SHARE",
        [require_tenant_id(), *params],
    )
    return list(rows)


def hold_levels(variant_ids: Iterable[UUID], *, keys: bool = False) -> list[models.StockLevel]:
    """Lock all levels of variants, in id order; with ``keys`` they are going to be deleted."""
    wanted = list(variant_ids)
    return list(models.StockLevel.objects.for_update(keys=keys).filter(variant_id__in=wanted)) if wanted else []


def refuse_promised(variant_ids: Iterable[UUID]) -> None:
    """Refuse to delete variants of which pieces are promised; from now on nobody can promise any.

    :raises StockReserved: pieces are promised to somebody.
    """
    if any(level.reserved > 0 for level in hold_levels(variant_ids, keys=True)):
        raise errors.StockReserved()


def level_of(variant: models.Variant, location: models.StockLocation) -> models.StockLevel:
    """Return the level of a variant at a location; made on the first use."""
    level: models.StockLevel = models.StockLevel.objects.get_or_create(
        variant=variant, location=location, defaults={"backorder": variant.allow_backorder}
    )[0]
    return level


def move(
    ctx: RequestContext,
    variant: models.Variant,
    level: models.StockLevel,
    delta: int,
    reason: MovementReason,
    note: str | None,
) -> None:
    """Change a level by one conditional statement, and write it down.

    :raises InsufficientStock: there are not as many pieces to take that are promised to nobody.
    :raises StockOverflow: more than a location can hold.
    """
    rows = models.StockLevel.objects.filter(id=level.id)
    changed = (
        rows.filter(on_hand__gte=-delta, on_hand__lte=MAX_STOCK - delta)
        .filter(Q(backorder=True) | Q(on_hand__gte=F("reserved") - delta))
        .update(on_hand=F("on_hand") + delta, updated_at=timezone.now())
    )
    on_hand, reserved = rows.values_list("on_hand", "reserved").get()
    if not changed:
        if delta > 0:
            raise errors.StockOverflow(limit=MAX_STOCK)
        raise errors.InsufficientStock(available=max(0, on_hand - reserved))
    models.StockMovement.objects.create(
        product_id=variant.product_id,
        variant_id=variant.id,
        location_id=level.location_id,
        sku=variant.sku,
        delta=delta,
        on_hand_after=on_hand,
        reason=reason,
        note=note,
        actor_id=ctx.actor_id,
    )


def tell(
    ctx: RequestContext,
    product: models.Product,
    variant: models.Variant,
    location: models.StockLocation,
    delta: int,
    before: int,
) -> None:
    """Publish a change; and, where it took the available pieces to the threshold or below it, that too."""
    touch(product, edited=False)
    publish(
        ctx,
        InventoryUpdated(product_id=product.id, variant_id=variant.id, location_id=location.id, delta=delta),
    )
    after = available_of(variant)
    if variant.manage_inventory and after <= variant.low_stock_threshold < before:
        publish(ctx, InventoryLow(product_id=product.id, variant_id=variant.id, available=after))


def available_of(variant: models.Variant) -> int:
    """Count the pieces of a variant that are promised to nobody, at all locations."""
    found = models.StockLevel.objects.filter(variant=variant).aggregate(pieces=Sum(F("on_hand") - F("reserved")))
    return int(found["pieces"] or 0)
