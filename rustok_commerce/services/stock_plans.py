"""Where promised pieces are taken from.

A level changes by one conditional UPDATE each, in the order of ids, never by a value that was read before: of two
buyers of the last piece one is refused by the database itself. Where pieces lie is read first; only where somebody was
faster the levels are locked and read anew, so that pieces at another place are found.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from django.db import connection, transaction

from rustok.ids import to_ulid
from rustok.tenancy.context import require_tenant_id
from rustok.tenancy.prepared import Read, written
from rustok_commerce import errors, models
from rustok_commerce.services import inventory

CHANGE: Final = (
    "UPDATE commerce_stock_levels SET reserved = reserved + %s, updated_at = now() WHERE tenant_id = %s AND id = %s"
    " AND (%s <= 0 OR backorder OR on_hand - reserved >= %s)"
)
"""The one statement that promises stock or takes a promise back."""

_OF: Final = (
    "commerce_stock_levels l JOIN commerce_stock_locations p ON p.tenant_id = l.tenant_id AND p.id = l.location_id"
    " WHERE l.tenant_id = %s AND (l.variant_id = ANY(%s) OR l.id = ANY(%s))"
    " AND (p.is_active OR l.id = ANY(%s))"
)
_LEVELS: Final = Read(models.StockLevel, "l", _OF, location=("p", models.StockLocation))
_LOCKED: Final = Read(
    models.StockLevel, "l", f"{_OF} ORDER BY l.id FOR NO KEY UPDATE OF l", location=("p", models.StockLocation)
)

Pieces = Mapping[UUID, int]
"""How many pieces, by variant or by level."""


@dataclass(slots=True)
class Plan:
    """Where the pieces of each variant are taken from, and what is left of those that do not suffice."""

    by_variant: dict[UUID, dict[UUID, int]] = field(default_factory=dict)
    left: dict[UUID, int] = field(default_factory=dict)
    owners: dict[UUID, UUID] = field(default_factory=dict)
    """The variant of each level that was looked at."""

    @property
    def levels(self) -> dict[UUID, int]:
        """How many pieces are taken of each level."""
        return {level_id: pieces for parts in self.by_variant.values() for level_id, pieces in parts.items()}


def settle(
    present: Pieces, pieces: Pieces, location_id: UUID | None, known: Mapping[UUID, models.Variant] | None = None
) -> tuple[Plan, Mapping[UUID, models.Variant]]:
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
    found = models.Variant.objects.filter(id__in=list(ids))
    return {
        row.id: row
        for row in found.only("id", "product_id", "manage_inventory", "allow_backorder", "low_stock_threshold")
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


def _plan(managed: Pieces, present: Pieces, location_id: UUID | None, *, lock: bool) -> Plan:
    """Share the pieces out: the default location first, then the others by code; what is to come, at the first."""
    # What is promised already may lie at a place that was switched off since.
    read = _LOCKED if lock else _LEVELS
    levels: dict[UUID, list[models.StockLevel]] = defaultdict(list)
    found = read.all(list(managed), list(present), list(present))
    for row in sorted(found, key=lambda row: (not row.location.is_default, row.location.code, row.id)):
        if location_id is None or row.location_id == location_id:
            levels[row.variant_id].append(row)
    plan = Plan(owners={row.id: row.variant_id for row in found})
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


def _deltas(present: Pieces, plan: Plan) -> dict[UUID, int]:
    wanted = plan.levels
    return {
        level_id: delta
        for level_id in {*present, *wanted}
        if (delta := wanted.get(level_id, 0) - present.get(level_id, 0))
    }


def _changed(deltas: Pieces) -> bool:
    """Change levels, all or none; tell whether it was done."""
    if len(deltas) <= 1:
        return change_levels(deltas) == len(deltas)
    try:
        with transaction.atomic():
            if change_levels(deltas) != len(deltas):
                raise _FasterBuyer
    except _FasterBuyer:
        return False
    return True


class _FasterBuyer(Exception):
    """Undoes the levels that were changed already."""


def change_levels(deltas: Pieces) -> int:
    """Change levels in id order by the conditional statement; return how many took it."""
    if not deltas:
        return 0
    tenant_id = require_tenant_id()
    changes = [(delta, tenant_id, level_id, delta, delta) for level_id, delta in sorted(deltas.items())]
    if len(changes) == 1:
        return len(written(f"{CHANGE} RETURNING 1", *changes[0]))
    # All of them are sent at once, and run one after another.
    with connection.cursor() as cursor:
        cursor.executemany(CHANGE, changes)
        return int(cursor.rowcount)
