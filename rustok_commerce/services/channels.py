"""Channels: the places a shop sells in, and what it offers there.

A shop that has set up none sells in one called ``default``. The first channel takes its place and becomes the default
one; from then on there always is a default channel, and it sells.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from babel import Locale
from django.db import IntegrityError, transaction

from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import given
from rustok.events.bus import publish
from rustok.events.catalog.commerce import ChannelCreated, ChannelDeleted, ChannelUpdated, ProductUpdated
from rustok.ids import to_ulid
from rustok.rbac.policies import require
from rustok_commerce import errors, mappers, models
from rustok_commerce.dto.channels import (
    ChannelResponse,
    CreateChannelRequest,
    ProductChannelInput,
    ProductChannelResponse,
    SetProductChannelsRequest,
    UpdateChannelRequest,
)
from rustok_commerce.selectors.channels import present_product_channels
from rustok_commerce.services import schedule
from rustok_commerce.services.constraints import violated
from rustok_commerce.services.locales import enabled_locale
from rustok_commerce.services.money import enabled_currency
from rustok_commerce.services.price_history import write_removals
from rustok_commerce.services.revisions import check_version, lock_channels, lock_product, touch, touch_products

_LISTS: Final = ("currencies", "locales", "countries")
# What CLDR names by two letters and ISO 3166-1 does not: groups, reserved codes, pseudo-accents. Kosovo's XK stays.
_NO_COUNTRIES: Final = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"])


@command()
def create_channel(ctx: RequestContext, request: CreateChannelRequest) -> ChannelResponse:
    """Make a channel. The shop's first one is its default; what it sold in before is no longer there.

    :raises DuplicateChannelCode: the code is taken.
    :raises CurrencyNotEnabled: the shop does not sell in one of the currencies.
    :raises LocaleNotEnabled: the shop does not speak one of the languages.
    :raises CountryUnknown: ISO 3166-1 has no such country.
    :raises ChannelInactive: it is to be the default one, and not to sell.
    """
    require(ctx, "commerce.channel:create")
    lock_channels()
    is_default = request.is_default or not models.Channel.objects.exists()
    if is_default and not request.is_active:
        raise errors.ChannelInactive()
    channel = models.Channel(
        code=request.code,
        name=request.name,
        prices_include_tax=request.prices_include_tax,
        is_default=is_default,
        is_active=request.is_active,
        position=request.position,
        **_checked({name: getattr(request, name) for name in _LISTS}),
    )
    former = _take_default() if is_default else None
    _save(channel)
    if former is not None:
        publish(ctx, ChannelUpdated(channel_id=former.id, fields=("is_default",)))
    publish(ctx, ChannelCreated(channel_id=channel.id))
    return mappers.channel_response(channel)


@command()
def update_channel(ctx: RequestContext, channel_id: UUID, request: UpdateChannelRequest) -> ChannelResponse:
    """Change a channel. What is as asked already changes nothing and tells nobody.

    :raises ChannelNotFound: no such channel in the shop.
    :raises StaleVersion: ``version`` was given and somebody changed the channel in between.
    :raises DuplicateChannelCode: the code is taken.
    :raises CurrencyNotEnabled: the shop does not sell in one of the currencies.
    :raises LocaleNotEnabled: the shop does not speak one of the languages.
    :raises CountryUnknown: ISO 3166-1 has no such country.
    :raises ChannelIsDefault: the default channel is to be switched off.
    """
    require(ctx, "commerce.channel:update")
    lock_channels()
    channel = _find(channel_id)
    changes = {name: list(value) if name in _LISTS else value for name, value in given(request).items()}
    check_version(channel, changes)
    changed = [name for name, value in changes.items() if getattr(channel, name) != value]
    if not changed:
        return mappers.channel_response(channel)
    if channel.is_default and "is_active" in changed:
        raise errors.ChannelIsDefault()
    for name, value in _checked({name: changes[name] for name in changed}).items():
        setattr(channel, name, value)
    channel.version += 1
    _save(channel)
    publish(ctx, ChannelUpdated(channel_id=channel.id, fields=tuple(sorted(changed))))
    return mappers.channel_response(channel)


@command()
def set_default_channel(ctx: RequestContext, channel_id: UUID) -> ChannelResponse:
    """Make a channel the one for requests that name none.

    :raises ChannelNotFound: no such channel in the shop.
    :raises ChannelInactive: it does not sell.
    """
    require(ctx, "commerce.channel:update")
    lock_channels()
    channel = _find(channel_id)
    if channel.is_default:
        return mappers.channel_response(channel)
    if not channel.is_active:
        raise errors.ChannelInactive()
    former = _take_default()
    channel.is_default = True
    channel.version += 1
    _save(channel)
    if former is not None:
        publish(ctx, ChannelUpdated(channel_id=former.id, fields=("is_default",)))
    publish(ctx, ChannelUpdated(channel_id=channel.id, fields=("is_default",)))
    return mappers.channel_response(channel)


@command()
def delete_channel(ctx: RequestContext, channel_id: UUID) -> None:
    """Delete a channel with the prices that are its own; after the last one the shop sells in ``default`` again.

    :raises ChannelNotFound: no such channel in the shop.
    :raises ChannelIsDefault: it is the default one, and there are others.
    """
    require(ctx, "commerce.channel:delete")
    lock_channels()
    channel = _find(channel_id, keys=True)
    if channel.is_default and models.Channel.objects.exclude(id=channel.id).exists():
        raise errors.ChannelIsDefault()
    priced = models.Price.objects.filter(channel=channel).values_list("variant__product_id", flat=True)
    linked = models.ProductChannel.objects.filter(channel=channel).values_list("product_id", flat=True)
    touched = touch_products({*priced, *linked})
    write_removals(ctx, "channel_id", channel.id)
    channel.delete()
    schedule.plan_products(touched)
    publish(ctx, ChannelDeleted(channel_id=channel_id))


@command()
def set_product_channels(
    ctx: RequestContext, product_id: UUID, request: SetProductChannelsRequest
) -> tuple[ProductChannelResponse, ...]:
    """Say where and when a product is offered, for all channels at once.

    :raises ProductNotFound: no such product in the shop.
    :raises ChannelNotFound: no such channel in the shop.
    :raises DuplicateChannel: a channel is there twice.
    :raises WindowEmpty: an offer would end before it begins.
    """
    require(ctx, "commerce.product:update")
    lock_channels(shared=True)
    product = lock_product(product_id)
    wanted = _links(product, request.channels)
    present = {row.channel_id: row for row in models.ProductChannel.objects.filter(product=product)}
    changed = [row for key, row in wanted.items() if _terms(row) != _terms(present.get(key))]
    dropped = present.keys() - wanted.keys()
    if not changed and not dropped:
        return present_product_channels(product.id)
    replaced = {row.channel_id for row in changed} | dropped
    models.ProductChannel.objects.filter(product=product, channel_id__in=replaced).delete()
    models.ProductChannel.objects.bulk_create(changed)
    schedule.plan(product)
    touch(product, edited=False)
    publish(ctx, ProductUpdated(product_id=product.id, fields=("channels",)))
    return present_product_channels(product.id)


@lru_cache(maxsize=1)
def countries() -> frozenset[str]:
    """Return the countries of ISO 3166-1, by their codes of two letters."""
    return frozenset(str(code) for code in Locale("en").territories if len(str(code)) == 2) - _NO_COUNTRIES


def _find(channel_id: UUID, *, keys: bool = False) -> models.Channel:
    channel: models.Channel | None = models.Channel.objects.for_update(keys=keys).filter(id=channel_id).first()
    if channel is None:
        raise errors.ChannelNotFound(channel=to_ulid(channel_id))
    return channel


def _checked(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the changes with each list's entries once, if the shop can have them."""
    found = dict(changes)
    for name, check in (("currencies", enabled_currency), ("locales", enabled_locale), ("countries", known_country)):
        if name in found:
            found[name] = [check(value) for value in dict.fromkeys(found[name])]
    return found


def known_country(code: str) -> str:
    """Return the code.

    :raises CountryUnknown: ISO 3166-1 has no such country.
    """
    if code not in countries():
        raise errors.CountryUnknown(country=code)
    return code


def _take_default() -> models.Channel | None:
    """Take the mark from the channel that is the default one, so that another can have it."""
    former: models.Channel | None = models.Channel.objects.for_update().filter(is_default=True).first()
    if former is not None:
        former.is_default = False
        former.version += 1
        former.save()
    return former


def _save(channel: models.Channel) -> None:
    try:
        with transaction.atomic():
            channel.save()
    except IntegrityError as exc:
        if violated(exc) == "commerce_channels_code_uq":
            raise errors.DuplicateChannelCode(channel=channel.code) from exc
        raise


def _links(product: models.Product, requests: Iterable[ProductChannelInput]) -> dict[UUID, models.ProductChannel]:
    wanted: dict[UUID, models.ProductChannel] = {}
    for request in requests:
        if request.channel_id in wanted:
            raise errors.DuplicateChannel(channel=to_ulid(request.channel_id))
        begins, ends = request.available_from, request.available_until
        if begins is not None and ends is not None and ends <= begins:
            raise errors.WindowEmpty()
        wanted[request.channel_id] = models.ProductChannel(
            product=product,
            channel_id=request.channel_id,
            is_available=request.is_available,
            available_from=begins,
            available_until=ends,
        )
    known = set(models.Channel.objects.filter(id__in=list(wanted)).values_list("id", flat=True))
    for channel_id in wanted:
        if channel_id not in known:
            raise errors.ChannelNotFound(channel=to_ulid(channel_id))
    return wanted


def _terms(row: models.ProductChannel | None) -> Sequence[Any] | None:
    return None if row is None else (row.is_available, row.available_from, row.available_until)
