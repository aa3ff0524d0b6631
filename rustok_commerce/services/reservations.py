"""Which pieces of stock are promised: to a cart that is being paid, then to an order's lines, until they are sent.

A level changes by one conditional UPDATE each, in the order of ids, never by a value that was read before: of two
buyers of the last piece one is refused by the database itself. Where pieces lie is read first; only where somebody was
faster the levels are locked and read anew, so that pieces at another place are found. The rows of reservations add up
to their level's ``reserved``, always.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Q, Sum
from django.utils import timezone

from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.carts import AvailabilityChanged
from rustok.events.catalog.commerce import InventoryLow
from rustok.ids import to_ulid
from rustok.tenancy.context import require_tenant_id
from rustok.tenancy.info import current_tenant
from rustok_commerce import errors, models
from rustok_commerce.dto.inventory import MovementReason
from rustok_commerce.services import inventory

_SWEEP: Final = 200
"""Expired reservations that are given back in one transaction."""

CHANGE: Final = (
    "UPDATE commerce_stock_levels SET reserved = reserved + %s, updated_at = now() WHERE tenant_id = %s AND id = %s"
    " AND (%s <= 0 OR backorder OR on_hand - reserved >= %s)"
)
"""The one statement that promises stock or takes a promise back."""

Pieces = Mapping[UUID, int]
"""How many pieces, by variant or by level."""


@dataclass(slots=True)
class _Plan:
    """Where the pieces of each variant are taken from, and what is left of those that do not suffice."""

    by_variant: dict[UUID, dict[UUID, int]] = field(default_factory=dict)
    left: dict[UUID, int] = field(default_factory=dict)
    owners: dict[UUID, UUID] = field(default_factory=dict)
    """The variant of each level that was looked at."""

    @property
    def levels(self) -> dict[UUID, int]:
        return {level_id: pieces for parts in self.by_variant.values() for level_id, pieces in parts.items()}


def reserve_for_cart(
    ctx: RequestContext, cart_id: UUID, pieces: Pieces, until: dt.datetime, *, location_id: UUID | None = None
) -> None:
    """Promise pieces to a cart that is being paid, in place of what was promised to it before.

    :param location_id: only pieces of this location, where the buyer fetches them.
    :raises SoldOut: there are not enough; then what was promised before still is.
    """
    present = {
        row.level_id: row.quantity for row in models.StockReservation.objects.for_update().filter(cart_id=cart_id)
    }
    plan, variants = _settle(present, pieces, location_id)
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
        rows = models.StockReservation.objects.for_update().filter(cart_id=cart_id)
        present = {row.level_id: row.quantity for row in rows}
        if present:
            models.StockReservation.objects.filter(cart_id=cart_id).delete()
    pieces: dict[UUID, int] = defaultdict(int)
    for line in lines:
        if line.manage_inventory:
            pieces[line.variant_id] += line.quantity
    plan, variants = _settle(present, pieces, location_id, known)
    models.StockReservation.objects.bulk_create(_rows(order_id, lines, plan))
    _tell(ctx, order_id, variants, present, plan)


def release_cart(cart_id: UUID, *, ctx: RequestContext | None = None) -> int:
    """Give back what is promised to a cart; return how many pieces."""
    rows = list(models.StockReservation.objects.for_update().filter(cart_id=cart_id))
    return _give_back(ctx or _system(), cart_id, rows)


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
            _change({level_id: elsewhere[level_id]})
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


def _settle(
    present: Pieces, pieces: Pieces, location_id: UUID | None, known: Mapping[UUID, models.Variant] | None = None
) -> tuple[_Plan, Mapping[UUID, models.Variant]]:
    """Bring what is reserved from ``present`` (by level) to ``pieces`` (by variant).

    :raises SoldOut: there are not enough; then no level has changed.
    """
    variants = _variants(pieces) if known is None else known
    managed = {
        variant_id: quantity
        for variant_id, quantity in pieces.items()
        if variant_id not in variants or variants[variant_id].manage_inventory
    }
    _make_levels(variants, managed, location_id)
    plan = _plan(managed, present, location_id, lock=False)
    if not plan.left and _changed(_deltas(present, plan)):
        return plan, variants
    if not plan.left:
        # Somebody was faster. Nobody is while the rows are locked: what is left now is exactly what there is.
        plan = _plan(managed, present, location_id, lock=True)
        if not plan.left and _changed(_deltas(present, plan)):
            return plan, variants
    raise errors.SoldOut(left={to_ulid(variant_id): left for variant_id, left in plan.left.items()})


def _variants(ids: Iterable[UUID]) -> dict[UUID, models.Variant]:
    rows = models.Variant.objects.filter(id__in=list(ids))
    return {
        row.id: row
        for row in rows.only("id", "product_id", "manage_inventory", "allow_backorder", "low_stock_threshold")
    }


def _make_levels(variants: Mapping[UUID, models.Variant], managed: Pieces, location_id: UUID | None) -> None:
    """Make levels for variants that can be ordered before there ever were any."""
    endless = [variants[key] for key in managed if key in variants and variants[key].allow_backorder]
    if not endless:
        return
    places = models.StockLevel.objects.filter(variant_id__in=[row.id for row in endless], location__is_active=True)
    if location_id is not None:
        places = places.filter(location_id=location_id)
    known = set(places.values_list("variant_id", flat=True))
    for variant in endless:
        if variant.id not in known:
            inventory.level_of(variant, inventory.find_location(location_id))


def _plan(managed: Pieces, present: Pieces, location_id: UUID | None, *, lock: bool) -> _Plan:
    """Share the pieces out: the default location first, then the others by code; what is to come, at the first."""
    # What is promised already may lie at a place that was switched off since.
    rows = models.StockLevel.objects.filter(
        Q(variant_id__in=list(managed), location__is_active=True) | Q(id__in=list(present))
    ).select_related("location")
    levels: dict[UUID, list[models.StockLevel]] = defaultdict(list)
    found = list(rows.for_update() if lock else rows)
    for row in sorted(found, key=lambda row: (not row.location.is_default, row.location.code, row.id)):
        if location_id is None or row.location_id == location_id:
            levels[row.variant_id].append(row)
    plan = _Plan(owners={row.id: row.variant_id for row in found})
    for variant_id, quantity in managed.items():
        parts: dict[UUID, int] = {}
        missing = quantity
        free = 0
        for level in levels[variant_id]:
            here = max(0, level.on_hand - level.reserved + present.get(level.id, 0))
            free += here
            if (taken := min(here, missing)) > 0:
                parts[level.id] = taken
                missing -= taken
        if missing and (to_come := next((level for level in levels[variant_id] if level.backorder), None)):
            parts[to_come.id] = parts.get(to_come.id, 0) + missing
            missing = 0
        if missing:
            plan.left[variant_id] = free
        plan.by_variant[variant_id] = parts
    return plan


def _deltas(present: Pieces, plan: _Plan) -> dict[UUID, int]:
    wanted = plan.levels
    return {
        level_id: delta
        for level_id in {*present, *wanted}
        if (delta := wanted.get(level_id, 0) - present.get(level_id, 0))
    }


def _changed(deltas: Pieces) -> bool:
    """Change levels, all or none; tell whether it was done."""
    if len(deltas) <= 1:
        return _change(deltas) == len(deltas)
    try:
        with transaction.atomic():
            if _change(deltas) != len(deltas):
                raise _FasterBuyer
    except _FasterBuyer:
        return False
    return True


class _FasterBuyer(Exception):
    """Undoes the levels that were changed already."""


def _change(deltas: Pieces) -> int:
    """Change levels in id order by the conditional statement; return how many took it."""
    if not deltas:
        return 0
    tenant_id = require_tenant_id()
    rows = [(delta, tenant_id, level_id, delta, delta) for level_id, delta in sorted(deltas.items())]
    with connection.cursor() as cursor:
        if len(rows) == 1:
            cursor.execute(CHANGE, rows[0])
        else:
            cursor.executemany(CHANGE, rows)
        return int(cursor.rowcount)


def _rows(order_id: UUID, lines: Iterable[Promised], plan: _Plan) -> list[models.StockReservation]:
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
    _change(deltas)
    _tell_levels(ctx, source_id, set(deltas))
    return -sum(deltas.values())


def _tell(
    ctx: RequestContext,
    source_id: UUID,
    variants: Mapping[UUID, models.Variant],
    before: Pieces,
    plan: _Plan,
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
    sums = models.StockLevel.objects.filter(variant_id__in=list(taken)).values("variant_id")
    for variant_id, left in sums.annotate(left=Sum(F("on_hand") - F("reserved"))).values_list("variant_id", "left"):
        variant = variants.get(variant_id)
        if variant is not None and left <= variant.low_stock_threshold < left + taken[variant_id]:
            publish(ctx, InventoryLow(product_id=variant.product_id, variant_id=variant_id, available=left))
    publish(ctx, AvailabilityChanged(source_id=source_id, product_ids=tuple(sorted(products))))


def _tell_levels(ctx: RequestContext, source_id: UUID, level_ids: set[UUID]) -> None:
    rows = models.StockLevel.objects.filter(id__in=level_ids).values_list("variant__product_id", flat=True)
    publish(ctx, AvailabilityChanged(source_id=source_id, product_ids=tuple(sorted(set(rows)))))


def _system() -> RequestContext:
    return RequestContext.system(require_tenant_id(), locale=current_tenant().default_locale)
