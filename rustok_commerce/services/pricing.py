"""Prices of variants: set, removed, and every change written down.

However many prices a command sets, its statements do not grow with them: the products are locked in id order, all
prices are written by one statement, all lines of the history by another. One ``price.updated`` tells of a product and a
currency.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol
from uuid import UUID

from django.utils import timezone

from rustok.commands import command
from rustok.context import RequestContext
from rustok.errors import FieldError, InvalidInput, RustokError
from rustok.events.bus import publish
from rustok.events.catalog.commerce import PriceUpdated
from rustok.ids import to_ulid
from rustok.rbac.policies import require
from rustok_commerce import errors, models
from rustok_commerce.dto.prices import RemovePriceRequest, SetPriceRequest, SetPricesRequest, SetPricesResponse
from rustok_commerce.dto.variants import VariantResponse
from rustok_commerce.selectors.products import present_variant
from rustok_commerce.services import schedule
from rustok_commerce.services.money import enabled_currency
from rustok_commerce.services.price_history import write_history
from rustok_commerce.services.revisions import lock_channels, lock_price_lists, lock_variants, touch_products

_KEY: Final = ("tenant", "variant", "currency", "channel", "price_list", "min_quantity", "starts_at")
_SET: Final = ("amount", "compare_at", "ends_at", "updated_at")

Key = tuple[UUID, str, UUID | None, UUID | None, int, dt.datetime | None]


class _Asked(Protocol):
    """What is asked of a price."""

    @property
    def currency(self) -> str: ...
    @property
    def amount(self) -> int | None: ...
    @property
    def compare_at(self) -> int | None: ...
    @property
    def min_quantity(self) -> int: ...
    @property
    def channel_id(self) -> UUID | None: ...
    @property
    def price_list_id(self) -> UUID | None: ...
    @property
    def starts_at(self) -> dt.datetime | None: ...
    @property
    def ends_at(self) -> dt.datetime | None: ...


@dataclass(frozen=True, slots=True)
class _Written:
    written: int
    removed: int
    product_ids: tuple[UUID, ...]


@command()
def set_price(ctx: RequestContext, variant_id: UUID, request: SetPriceRequest) -> VariantResponse:
    """Set a variant's price in one currency from a quantity on. The price it has already changes nothing.

    :raises VariantNotFound: no such variant in the shop.
    :raises CurrencyNotEnabled: the shop does not sell in the currency.
    :raises CurrencyNotInChannel: the channel does not.
    :raises CompareAtTooLow: the former price is not higher.
    :raises ChannelNotFound: no such channel in the shop.
    :raises PriceListNotFound: no such price list in the shop.
    :raises WindowEmpty: it would end before it begins.
    """
    require(ctx, "commerce.price:update")
    hold_still([request])
    _refuse_first(_faults([request]))
    _write(ctx, [(variant_id, request)])
    return present_variant(ctx, variant_id)


@command()
def set_prices(ctx: RequestContext, request: SetPricesRequest) -> SetPricesResponse:
    """Set and remove prices of one or many products together. What is as asked already changes nothing.

    :raises InvalidInput: with an error per price that cannot be; then none is set.
    """
    require(ctx, "commerce.price:update")
    rows = request.prices
    hold_still(rows)
    known = set(models.Variant.objects.filter(id__in={row.variant_id for row in rows}).values_list("id", flat=True))
    seen: set[Key] = set()
    found: list[FieldError] = []
    for place, (row, fault) in enumerate(zip(rows, _faults(rows), strict=True)):
        key = _key(row.variant_id, row)
        if row.variant_id not in known:
            fault = errors.VariantNotFound(variant=to_ulid(row.variant_id)), "variant_id"
        elif key in seen:
            fault = errors.DuplicatePrice(currency=row.currency, min_quantity=row.min_quantity), "currency"
        seen.add(key)
        if fault is not None:
            error, field = fault
            found.append(FieldError(("prices", place, field), error.code, str(error)))
    if found:
        raise InvalidInput(found)
    done = _write(ctx, [(row.variant_id, row) for row in rows])
    return SetPricesResponse(written=done.written, removed=done.removed, product_ids=done.product_ids)


@command()
def remove_price(ctx: RequestContext, variant_id: UUID, request: RemovePriceRequest) -> VariantResponse:
    """Remove a variant's price: it is not sold in the currency any more, or not at that price from that quantity on.

    :raises VariantNotFound: no such variant in the shop.
    :raises PriceNotFound: it has no such price.
    """
    require(ctx, "commerce.price:update")
    hold_still([request])
    if not _write(ctx, [(variant_id, _Removal(request))]).removed:
        raise errors.PriceNotFound(currency=request.currency)
    return present_variant(ctx, variant_id)


class _Placed(Protocol):
    """Where a price holds."""

    @property
    def channel_id(self) -> UUID | None: ...
    @property
    def price_list_id(self) -> UUID | None: ...


def hold_still(prices: Iterable[_Placed]) -> None:
    """Hold the channels and price lists that prices name until the transaction ends; before any product's lock.

    Rows of prices refer to theirs, and whoever changes those goes on to their products.
    """
    rows = list(prices)
    if any(row.channel_id is not None for row in rows):
        lock_channels(shared=True)
    if any(row.price_list_id is not None for row in rows):
        lock_price_lists(shared=True)


def add_prices(ctx: RequestContext, wanted: Mapping[models.Variant, Iterable[SetPriceRequest]]) -> None:
    """Write the prices of variants that have none, in two statements; publishes nothing.

    Whoever calls has held still what they name: :func:`hold_still`.

    :raises DuplicatePrice: the same price twice.
    """
    rows: dict[Key, models.Price] = {}
    asked = [(variant, request) for variant, requests in wanted.items() for request in requests]
    _refuse_first(_faults([request for _, request in asked]))
    for variant, request in asked:
        key = _key(variant.id, request)
        if key in rows:
            raise errors.DuplicatePrice(currency=request.currency, min_quantity=request.min_quantity)
        rows[key] = _row(variant, request)
    models.Price.objects.bulk_create(rows.values())
    write_history(ctx, rows.values())


class _Removal:
    """A price that is to go, as :func:`_write` takes it."""

    amount: None = None
    compare_at: None = None
    ends_at: None = None

    def __init__(self, request: RemovePriceRequest) -> None:
        self.currency = request.currency
        self.min_quantity = request.min_quantity
        self.channel_id = request.channel_id
        self.price_list_id = request.price_list_id
        self.starts_at = request.starts_at


def _write(ctx: RequestContext, asked: Sequence[tuple[UUID, _Asked]]) -> _Written:
    """Write and remove prices that were checked, and tell of them."""
    variants = lock_variants({variant_id for variant_id, _ in asked})
    present = {
        _key(row.variant_id, row): row
        for row in models.Price.objects.filter(
            variant_id__in=list(variants), currency__in={request.currency for _, request in asked}
        )
    }
    now = timezone.now()
    changed: list[models.Price] = []
    removed: list[models.Price] = []
    for variant_id, request in asked:
        row = present.get(_key(variant_id, request))
        if request.amount is None:
            if row is not None:
                row.variant = variants[variant_id]
                removed.append(row)
        elif row is None or (row.amount, row.compare_at, row.ends_at) != (
            request.amount,
            request.compare_at,
            request.ends_at,
        ):
            changed.append(_row(variants[variant_id], request, updated_at=now))
    if not changed and not removed:
        return _Written(0, 0, ())
    if removed:
        models.Price.objects.filter(id__in=[row.id for row in removed]).delete()
    models.Price.objects.bulk_create(changed, update_conflicts=True, unique_fields=_KEY, update_fields=_SET)
    write_history(ctx, changed, removed=removed)
    product_ids = tuple(sorted({row.variant.product_id for row in (*changed, *removed)}))
    schedule.plan_products(product_ids)
    touch_products(product_ids)
    _tell(ctx, (*changed, *removed))
    return _Written(len(changed), len(removed), product_ids)


def _tell(ctx: RequestContext, rows: Iterable[models.Price]) -> None:
    """Publish one event per product and currency."""
    touched: dict[tuple[UUID, str], dict[UUID, None]] = {}
    for row in rows:
        touched.setdefault((row.variant.product_id, row.currency), {})[row.variant_id] = None
    for (product_id, currency), variant_ids in sorted(touched.items()):
        one, *more = variant_ids
        publish(
            ctx,
            PriceUpdated(
                product_id=product_id,
                variant_id=None if more else one,
                variant_ids=(one, *more) if more else (),
                currency=currency,
            ),
        )


def _faults(rows: Sequence[_Asked]) -> Iterator[tuple[RustokError, str] | None]:
    """Yield for each price why it cannot be, and which field is to blame; in at most two statements."""
    channels = _channels({row.channel_id for row in rows})
    lists = _known(models.PriceList, {row.price_list_id for row in rows})
    refused: dict[str, errors.CurrencyNotEnabled] = {}
    for currency in {row.currency for row in rows}:
        try:
            enabled_currency(currency)
        except errors.CurrencyNotEnabled as exc:
            refused[currency] = exc
    for row in rows:
        if row.currency in refused:
            yield refused[row.currency], "currency"
        else:
            yield _fault(row, channels, lists)


def _fault(
    row: _Asked, channels: Mapping[UUID | None, models.Channel], lists: frozenset[UUID | None]
) -> tuple[RustokError, str] | None:
    if row.amount is not None and row.compare_at is not None and row.compare_at <= row.amount:
        return errors.CompareAtTooLow(), "compare_at"
    if row.starts_at is not None and row.ends_at is not None and row.ends_at <= row.starts_at:
        return errors.WindowEmpty(), "ends_at"
    if row.channel_id is not None and row.channel_id not in channels:
        return errors.ChannelNotFound(channel=to_ulid(row.channel_id)), "channel_id"
    # One that is there from before may go.
    if (
        row.channel_id is not None
        and row.amount is not None
        and row.currency not in channels[row.channel_id].currencies
    ):
        return errors.CurrencyNotInChannel(channel=channels[row.channel_id].code, currency=row.currency), "currency"
    if row.price_list_id is not None and row.price_list_id not in lists:
        return errors.PriceListNotFound(price_list=to_ulid(row.price_list_id)), "price_list_id"
    return None


def _refuse_first(faults: Iterable[tuple[RustokError, str] | None]) -> None:
    for fault in faults:
        if fault is not None:
            raise fault[0]


def _channels(ids: set[UUID | None]) -> Mapping[UUID | None, models.Channel]:
    wanted = [key for key in ids if key is not None]
    return {row.id: row for row in models.Channel.objects.filter(id__in=wanted)} if wanted else {}


def _known(model: Any, ids: set[UUID | None]) -> frozenset[UUID | None]:
    wanted = [key for key in ids if key is not None]
    return frozenset(model.objects.filter(id__in=wanted).values_list("id", flat=True)) if wanted else frozenset()


def _key(variant_id: UUID, row: Any) -> Key:
    return (variant_id, row.currency, row.channel_id, row.price_list_id, row.min_quantity, row.starts_at)


def _row(variant: models.Variant, request: _Asked, **columns: Any) -> models.Price:
    assert request.amount is not None
    return models.Price(
        variant=variant,
        currency=request.currency,
        channel_id=request.channel_id,
        price_list_id=request.price_list_id,
        amount=request.amount,
        compare_at=request.compare_at,
        min_quantity=request.min_quantity,
        starts_at=request.starts_at,
        ends_at=request.ends_at,
        **columns,
    )
