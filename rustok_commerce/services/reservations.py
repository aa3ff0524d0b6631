"""Which pieces of stock are promised: to a cart that is being paid, then to an order's lines, until they are sent.

The rows of reservations add up to their level's ``reserved``, always (:mod:`rustok_commerce.services.stock_plans`).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.carts import AvailabilityChanged
from rustok.events.catalog.commerce import InventoryLow
from rustok.ids import to_ulid
from rustok.tenancy.context import require_tenant_id
from rustok.tenancy.info import current_tenant
from rustok.tenancy.prepared import Read, insert, rows
from rustok_commerce import errors, models
from rustok_commerce.dto.inventory import MovementReason
from rustok_commerce.services import inventory
from rustok_commerce.services.stock_plans import Pieces, Plan, change_levels, settle

_SWEEP: Final = 200
"""Expired reservations that are given back in one transaction."""

_OF_CART: Final = Read(
    models.StockReservation,
    "r",
    "commerce_stock_reservations r WHERE r.tenant_id = %s AND r.cart_id = %s ORDER BY r.id FOR NO KEY UPDATE",
)
_LEFT: Final = """
SELECT variant_id, sum(on_hand - reserved) FROM commerce_stock_levels
 WHERE tenant_id = %s AND variant_id = ANY(%s) GROUP BY variant_id
"""


def reserve_for_cart(
    ctx: RequestContext, cart_id: UUID, pieces: Pieces, until: dt.datetime, *, location_id: UUID | None = None
) -> None:
    """Promise pieces to a cart that is being paid, in place of what was promised to it before.

    :param location_id: only pieces of this location, where the buyer fetches them.
    :raises SoldOut: there are not enough; then what was promised before still is.
    """
    present = {row.level_id: row.quantity for row in _OF_CART.all(cart_id)}
    plan, variants = settle(present, pieces, location_id)
    wanted = plan.levels
    models.StockReservation.objects.filter(cart_id=cart_id).delete()
    models.StockReservation.objects.bulk_create(
        models.StockReservation(level_id=level_id, quantity=quantity, cart_id=cart_id, expires_at=until)
        for level_id, quantity in wanted.items()
    )
    _tell(ctx, cart_id, variants, present, plan)


class Promised(Protocol):
    """A line of an order, saved or not: what is promised to it."""

    @property
    def id(self) -> UUID: ...
    @property
    def variant_id(self) -> UUID: ...
    @property
    def quantity(self) -> int: ...
    @property
    def manage_inventory(self) -> bool: ...


def take_for_order(
    ctx: RequestContext,
    order_id: UUID,
    lines: Sequence[Promised],
    *,
    cart_id: UUID | None = None,
    location_id: UUID | None = None,
    known: Mapping[UUID, models.Variant] | None = None,
) -> None:
    """Promise the pieces of an order's lines, out of what is promised to its cart and else anew.

    :param location_id: only pieces of this location, where the buyer fetches them.
    :param known: the lines' variants, where the caller has read them in this transaction.
    :raises SoldOut: there are not enough.
    """
    present: dict[UUID, int] = {}
    if cart_id is not None:
        present = {row.level_id: row.quantity for row in _OF_CART.all(cart_id)}
        if present:
            models.StockReservation.objects.filter(cart_id=cart_id).delete()
    pieces: dict[UUID, int] = defaultdict(int)
    for line in lines:
        if line.manage_inventory:
            pieces[line.variant_id] += line.quantity
    plan, variants = settle(present, pieces, location_id, known)
    insert(_rows(order_id, lines, plan))
    _tell(ctx, order_id, variants, present, plan)


def release_cart(cart_id: UUID, *, ctx: RequestContext | None = None) -> int:
    """Give back what is promised to a cart; return how many pieces."""
    return _give_back(ctx or _system(), cart_id, _OF_CART.all(cart_id))


def release_carts(cart_ids: Sequence[UUID], *, ctx: RequestContext) -> int:
    """Give back what is promised to several carts, every level in its turn; return how many pieces."""
    rows = list(models.StockReservation.objects.for_update().filter(cart_id__in=cart_ids))
    return _give_back(ctx, rows[0].cart_id, rows) if rows else 0


def release_lines(order_id: UUID, line_ids: Iterable[UUID], *, ctx: RequestContext) -> int:
    """Give back all that is promised to lines of an order, every level in its turn; return how many pieces."""
    rows = list(models.StockReservation.objects.for_update().filter(order_line_id__in=list(line_ids)))
    return _give_back(ctx, order_id, rows)


def ship(ctx: RequestContext, line: models.OrderLine, location: models.StockLocation, quantity: int) -> None:
    """Take the sent pieces of an order's line out of a location's stock, and write it down as a sale.

    Pieces that were promised at this location go first; where the goods come from another place than was promised, the
    promise there is taken back, and the pieces here must be promised to nobody else.

    :raises InsufficientStock: there are not as many pieces at the location.
    """
    if not line.manage_inventory or quantity <= 0:
        return
    variant = models.Variant.objects.filter(id=line.variant_id).first()
    if variant is None:
        return
    level = inventory.level_of(variant, location)
    rows = list(models.StockReservation.objects.for_update().filter(order_line_id=line.id))
    rows.sort(key=lambda row: (row.level_id != level.id, row.id))
    chosen, left = [], quantity
    for row in rows:
        if left <= 0:
            break
        taken = min(left, row.quantity)
        chosen.append((row, taken))
        left -= taken
    here = sum(taken for row, taken in chosen if row.level_id == level.id)
    elsewhere = {row.level_id: -taken for row, taken in chosen if row.level_id != level.id}
    _reduce(chosen)
    # All levels in id order, as everybody does who changes several.
    for level_id in sorted({level.id, *elsewhere}):
        if level_id == level.id:
            _send(ctx, variant, level, quantity, here, line)
        else:
            change_levels({level_id: elsewhere[level_id]})
    if elsewhere or here < quantity:
        _tell_levels(ctx, line.order_id, {level.id, *elsewhere})


def restock(
    ctx: RequestContext,
    line: models.OrderLine,
    location: models.StockLocation,
    quantity: int,
    *,
    note: str | None = None,
) -> bool:
    """Put pieces of an order's line that came back into a location's stock; False where the variant is gone.

    :raises StockOverflow: more than a location can hold.
    """
    variant = models.Variant.objects.filter(id=line.variant_id).first()
    if variant is None or not line.manage_inventory or quantity <= 0:
        return False
    level = inventory.level_of(variant, location)
    inventory.move(ctx, variant, level, quantity, MovementReason.RETURN, note)
    _tell_levels(ctx, line.order_id, {level.id})
    return True


def sweep(now: dt.datetime | None = None) -> int:
    """Give back what was promised to carts that were not paid in time; return how many reservations."""
    at = now or timezone.now()
    swept = 0
    while True:
        with transaction.atomic():
            rows = list(
                models.StockReservation.objects.filter(expires_at__lte=at)
                .select_for_update(of=("self",), skip_locked=True)
                .order_by("pk")[:_SWEEP]
            )
            if rows:
                _give_back(_system(), rows[0].cart_id or rows[0].id, rows)
        swept += len(rows)
        if len(rows) < _SWEEP:
            return swept


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """A level whose counters do not agree with the rows behind them."""

    level_id: UUID
    variant_id: UUID
    location_id: UUID
    on_hand: int
    moved: int
    reserved: int
    promised: int


def check() -> list[Drift]:
    """Compare every level with its reservations and its movements; return those that differ, none if all is well."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.id, l.variant_id, l.location_id, l.on_hand, coalesce(m.moved, 0), l.reserved,"
            " coalesce(r.promised, 0) FROM commerce_stock_levels l"
            " LEFT JOIN (SELECT variant_id, location_id, sum(delta) AS moved FROM commerce_stock_movements"
            "  WHERE tenant_id = %(tenant)s GROUP BY 1, 2) m USING (variant_id, location_id)"
            " LEFT JOIN (SELECT level_id, sum(quantity) AS promised FROM commerce_stock_reservations"
            "  WHERE tenant_id = %(tenant)s GROUP BY 1) r ON r.level_id = l.id"
            " WHERE l.tenant_id = %(tenant)s"
            " AND (l.on_hand <> coalesce(m.moved, 0) OR l.reserved <> coalesce(r.promised, 0)) ORDER BY l.id",
            {"tenant": require_tenant_id()},
        )
        rows = cursor.fetchall()
    return [
        Drift(
            level_id=level_id,
            variant_id=variant_id,
            location_id=location_id,
            on_hand=on_hand,
            moved=int(moved),
            reserved=reserved,
            promised=int(promised),
        )
        for level_id, variant_id, location_id, on_hand, moved, reserved, promised in rows
    ]


def _rows(order_id: UUID, lines: Iterable[Promised], plan: Plan) -> list[models.StockReservation]:
    """Share what was taken of each variant out to the order's lines."""
    pool = {variant_id: list(parts.items()) for variant_id, parts in plan.by_variant.items()}
    found: list[models.StockReservation] = []
    for line in lines:
        left = line.quantity
        parts = pool.get(line.variant_id, [])
        while left and parts:
            level_id, pieces = parts[0]
            taken = min(left, pieces)
            found.append(
                models.StockReservation(level_id=level_id, quantity=taken, order_id=order_id, order_line_id=line.id)
            )
            left -= taken
            if taken == pieces:
                parts.pop(0)
            else:
                parts[0] = (level_id, pieces - taken)
    return found


def _send(
    ctx: RequestContext,
    variant: models.Variant,
    level: models.StockLevel,
    quantity: int,
    promised: int,
    line: models.OrderLine,
) -> None:
    rows = models.StockLevel.objects.filter(id=level.id)
    free = quantity - promised
    done = (
        rows.filter(on_hand__gte=quantity)
        .filter(Q(backorder=True) | Q(on_hand__gte=F("reserved") + free))
        .update(on_hand=F("on_hand") - quantity, reserved=F("reserved") - promised, updated_at=timezone.now())
    )
    on_hand, reserved = rows.values_list("on_hand", "reserved").get()
    if not done:
        raise errors.InsufficientStock(available=max(0, min(on_hand, on_hand - reserved + promised)))
    models.StockMovement.objects.create(
        product_id=variant.product_id,
        variant_id=variant.id,
        location_id=level.location_id,
        sku=variant.sku,
        delta=-quantity,
        on_hand_after=on_hand,
        reason=MovementReason.SALE,
        note=to_ulid(line.order_id),
        actor_id=ctx.actor_id,
    )


def _reduce(chosen: Iterable[tuple[models.StockReservation, int]]) -> None:
    """Take pieces off locked reservations; one that is empty goes."""
    gone = []
    for row, taken in chosen:
        if taken == row.quantity:
            gone.append(row.id)
        else:
            models.StockReservation.objects.filter(id=row.id).update(quantity=F("quantity") - taken)
    if gone:
        models.StockReservation.objects.filter(id__in=gone).delete()


def _give_back(ctx: RequestContext, source_id: UUID, rows: Sequence[models.StockReservation]) -> int:
    if not rows:
        return 0
    deltas: dict[UUID, int] = defaultdict(int)
    for row in rows:
        deltas[row.level_id] -= row.quantity
    models.StockReservation.objects.filter(id__in=[row.id for row in rows]).delete()
    change_levels(deltas)
    _tell_levels(ctx, source_id, set(deltas))
    return -sum(deltas.values())


def _tell(
    ctx: RequestContext,
    source_id: UUID,
    variants: Mapping[UUID, models.Variant],
    before: Pieces,
    plan: Plan,
) -> None:
    """Tell of what can be bought now, and of what has come to its threshold or below by this."""
    after = plan.levels
    deltas = {level_id: after.get(level_id, 0) - before.get(level_id, 0) for level_id in {*before, *after}}
    moved = {level_id: delta for level_id, delta in deltas.items() if delta}
    if not moved:
        return
    taken: dict[UUID, int] = defaultdict(int)
    for level_id, delta in moved.items():
        if level_id in plan.owners:
            taken[plan.owners[level_id]] += delta
    products = {variants[variant_id].product_id for variant_id in taken if variant_id in variants}
    # What was promised before may be of a variant that is not wanted any more.
    if others := taken.keys() - variants.keys():
        products.update(models.Variant.objects.filter(id__in=others).values_list("product_id", flat=True))
    found = rows(_LEFT, require_tenant_id(), list(taken))
    counted = [(variants[variant_id], left) for variant_id, left in found if variant_id in variants]
    # An event holds the place of its product in the log until the commit: in order, as rows are locked.
    for variant, left in sorted(counted, key=lambda each: (each[0].product_id, each[0].id)):
        if left <= variant.low_stock_threshold < left + taken[variant.id]:
            publish(ctx, InventoryLow(product_id=variant.product_id, variant_id=variant.id, available=left))
    publish(ctx, AvailabilityChanged(source_id=source_id, product_ids=tuple(sorted(products))))


def _tell_levels(ctx: RequestContext, source_id: UUID, level_ids: set[UUID]) -> None:
    rows = models.StockLevel.objects.filter(id__in=level_ids).values_list("variant__product_id", flat=True)
    publish(ctx, AvailabilityChanged(source_id=source_id, product_ids=tuple(sorted(set(rows)))))


def _system() -> RequestContext:
    return RequestContext.system(require_tenant_id(), locale=current_tenant().default_locale)
