"""The channels a tenant sells in, for storefronts and for the requests themselves."""

from __future__ import annotations

from typing import Final
from uuid import UUID

import orjson
from django.db import connection, transaction

from rustok.api.channels import ChannelInfo, find_channel
from rustok.conf import conf
from rustok.context import RequestContext
from rustok.errors import InvalidInput
from rustok.search.storefront import StoreChannel, as_json
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.info import TenantInfo, current_tenant, tenant_info
from rustok_index import models
from rustok_index.dto.documents import StoredCard
from rustok_index.mappers import canonical_json, checksum
from rustok_index.queries import keyset

_ALL: Final = (
    "SELECT c.card, c.checksum FROM index_channels c"
    " WHERE c.tenant_id = %s AND c.locale = %s AND c.is_visible"
    " ORDER BY c.is_default DESC, c.position, c.slug"
)

_MOST_KEPT: Final = 4096

_kept: dict[UUID, tuple[TenantInfo, tuple[ChannelInfo, ...]]] = {}


def list_channels(ctx: RequestContext) -> tuple[StoredCard, ...]:
    """Return the channels that sell, the default one first; the one of a shop that has set up none."""
    found = tuple(
        StoredCard.of("channel", card, checksum) for card, checksum in keyset.fetch(_ALL, [ctx.tenant_id, ctx.locale])
    )
    return found or (_implicit(current_tenant()),)


def tenant_channels(tenant: TenantInfo) -> tuple[ChannelInfo, ...]:
    """Return a tenant's channels, the default one first; none where it has set up none.

    Kept in the process as long as what it knows of the tenant: a change of channels lets go of both.
    """
    known = tenant_info(tenant.id)
    entry = _kept.get(tenant.id)
    if entry is not None and entry[0] is known:
        return entry[1]
    found = _load(known)
    # What a transaction has not committed yet is not to be kept.
    if conf().tenant.cache_seconds > 0 and not connection.in_atomic_block:
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        _kept[tenant.id] = (known, found)
    return found


def request_currency(ctx: RequestContext, wanted: str | None) -> str:
    """Return the currency of a request: the one asked for, or its channel's first.

    :raises InvalidInput: the channel does not sell in it.
    """
    currencies = ctx.currencies or find_channel(current_tenant(), ctx.channel).currencies
    if wanted is not None and wanted not in currencies:
        raise InvalidInput.field("currency", code="unknown_currency", message=f"One of {', '.join(currencies)}.")
    return wanted or currencies[0]


def _load(tenant: TenantInfo) -> tuple[ChannelInfo, ...]:
    # A transaction, since behind a pooler a scope lasts only as long as one.
    with tenant_scope(tenant), transaction.atomic():
        rows = list(
            models.IndexChannel.objects.filter(locale=tenant.default_locale, is_visible=True)
            .order_by("-is_default", "position", "slug")
            .values_list("slug", "currencies", "is_default", "card")
        )
    spoken = set(tenant.locale_codes)
    return tuple(
        ChannelInfo(
            code=slug,
            currencies=tuple(currencies),
            locales=tuple(code for code in orjson.loads(card)["locales"] if code in spoken),
            is_default=is_default,
        )
        for slug, currencies, is_default, card in rows
    )


def _implicit(tenant: TenantInfo) -> StoredCard:
    channel = find_channel(tenant, "default")
    shown = StoreChannel(
        id=None,
        code=channel.code,
        name="Default",
        currencies=channel.currencies,
        locales=(),
        countries=(),
        prices_include_tax=True,
        is_default=True,
    )
    return StoredCard.of("channel", canonical_json(as_json(shown)).decode(), checksum(as_json(shown)))
