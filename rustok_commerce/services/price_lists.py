"""Price lists: prices that hold for a time or for some customers, made as drafts and switched on as a whole."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction

from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import given
from rustok.events.bus import publish
from rustok.events.catalog.commerce import PriceListCreated, PriceListDeleted, PriceListUpdated
from rustok.ids import to_ulid
from rustok.rbac.policies import require
from rustok_commerce import errors, models
from rustok_commerce.dto.prices import (
    CreatePriceListRequest,
    PriceListResponse,
    PriceListStatus,
    UpdatePriceListRequest,
)
from rustok_commerce.selectors.price_lists import present_price_list, products_of
from rustok_commerce.services import schedule
from rustok_commerce.services.constraints import violated
from rustok_commerce.services.price_history import write_removals
from rustok_commerce.services.revisions import check_version, lock_price_lists, touch_products

_SHOWN: Final = frozenset({"kind", "priority", "starts_at", "ends_at", "status", "customer_group_id"})
"""What decides which prices hold."""


@command()
def create_price_list(ctx: RequestContext, request: CreatePriceListRequest) -> PriceListResponse:
    """Make a price list, as a draft.

    :raises DuplicatePriceListCode: the code is taken.
    :raises WindowEmpty: it would end before it begins.
    :raises CustomerGroupNotFound: it is for a group that the shop has not.
    """
    require(ctx, "commerce.price_list:create")
    _check_window(request.starts_at, request.ends_at)
    _check_group(request.customer_group_id)
    row = models.PriceList(
        code=request.code,
        name=request.name,
        kind=request.kind,
        priority=request.priority,
        starts_at=request.starts_at,
        ends_at=request.ends_at,
        customer_group_id=request.customer_group_id,
    )
    _save(row)
    _write_down(row)
    publish(ctx, PriceListCreated(price_list_id=row.id))
    return present_price_list(row.id)


@command()
def update_price_list(ctx: RequestContext, price_list_id: UUID, request: UpdatePriceListRequest) -> PriceListResponse:
    """Change a price list. What is as asked already changes nothing and tells nobody.

    :raises PriceListNotFound: no such price list in the shop.
    :raises StaleVersion: ``version`` was given and somebody changed the list in between.
    :raises DuplicatePriceListCode: the code is taken.
    :raises WindowEmpty: it would end before it begins.
    :raises CustomerGroupNotFound: it is for a group that the shop has not.
    """
    require(ctx, "commerce.price_list:update")
    lock_price_lists()
    row = _find(price_list_id)
    changes = given(request)
    check_version(row, changes)
    changes = {name: value for name, value in changes.items() if getattr(row, name) != value}
    if changes:
        _check_window(changes.get("starts_at", row.starts_at), changes.get("ends_at", row.ends_at))
        _check_group(changes.get("customer_group_id"))
        _change(ctx, row, changes)
    return present_price_list(row.id)


@command()
def activate_price_list(ctx: RequestContext, price_list_id: UUID) -> PriceListResponse:
    """Let a price list hold, within its window.

    :raises PriceListNotFound: no such price list in the shop.
    """
    return _switch(ctx, price_list_id, PriceListStatus.ACTIVE)


@command()
def deactivate_price_list(ctx: RequestContext, price_list_id: UUID) -> PriceListResponse:
    """Make a price list a draft again: its prices hold no more.

    :raises PriceListNotFound: no such price list in the shop.
    """
    return _switch(ctx, price_list_id, PriceListStatus.DRAFT)


@command()
def delete_price_list(ctx: RequestContext, price_list_id: UUID) -> None:
    """Delete a draft with its prices; the history of prices remains.

    :raises PriceListNotFound: no such price list in the shop.
    :raises PriceListActive: it is active, so what shoppers see would change.
    """
    require(ctx, "commerce.price_list:delete")
    lock_price_lists()
    row = _find(price_list_id, keys=True)
    if row.status == PriceListStatus.ACTIVE:
        raise errors.PriceListActive()
    write_removals(ctx, "price_list_id", price_list_id)
    row.delete()
    publish(ctx, PriceListDeleted(price_list_id=price_list_id))


def _switch(ctx: RequestContext, price_list_id: UUID, status: PriceListStatus) -> PriceListResponse:
    require(ctx, "commerce.price_list:update")
    lock_price_lists()
    row = _find(price_list_id)
    if row.status != status:
        _change(ctx, row, {"status": status})
    return present_price_list(row.id)


def _change(ctx: RequestContext, row: models.PriceList, changes: dict[str, Any]) -> None:
    was_active = row.status == PriceListStatus.ACTIVE
    for name, value in changes.items():
        setattr(row, name, value)
    row.version += 1
    _save(row)
    shown = not _SHOWN.isdisjoint(changes)
    if shown:
        _write_down(row)
    if shown and (was_active or row.status == PriceListStatus.ACTIVE):
        product_ids = products_of([row.id])
        touch_products(product_ids)
        schedule.plan_products(product_ids)
    publish(ctx, PriceListUpdated(price_list_id=row.id, fields=tuple(sorted(changes))))


def _find(price_list_id: UUID, *, keys: bool = False) -> models.PriceList:
    row: models.PriceList | None = models.PriceList.objects.for_update(keys=keys).filter(id=price_list_id).first()
    if row is None:
        raise errors.PriceListNotFound(price_list=to_ulid(price_list_id))
    return row


def _check_window(starts_at: dt.datetime | None, ends_at: dt.datetime | None) -> None:
    if starts_at is not None and ends_at is not None and ends_at <= starts_at:
        raise errors.WindowEmpty()


def _check_group(group_id: UUID | None) -> None:
    if group_id is not None and not models.CustomerGroup.objects.filter(id=group_id).exists():
        raise errors.CustomerGroupNotFound(group=to_ulid(group_id))


def _save(row: models.PriceList) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as exc:
        if violated(exc) == "commerce_price_lists_code_uq":
            raise errors.DuplicatePriceListCode(price_list=row.code) from exc
        raise


def _write_down(row: models.PriceList) -> None:
    """Add to the list's history what decides which prices hold."""
    models.PriceListChange.objects.create(
        price_list_id=row.id,
        kind=row.kind,
        status=row.status,
        priority=row.priority,
        customer_group_id=row.customer_group_id,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
    )
