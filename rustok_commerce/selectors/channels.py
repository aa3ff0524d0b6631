"""Channels of the shop."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.utils import timezone

from rustok.context import RequestContext
from rustok.ids import to_ulid
from rustok.rbac.policies import require
from rustok.tenancy.info import current_tenant
from rustok.tenancy.prepared import Read
from rustok_commerce import errors, mappers, models
from rustok_commerce.dto.channels import ChannelResponse, ProductChannelResponse
from rustok_commerce.mappers.channels import SalesChannel
from rustok_commerce.mappers.channels import sales_channels as to_sales_channels

_CHANNELS: Final = Read(models.Channel, "c", "commerce_channels c WHERE c.tenant_id = %s")


def list_channels(ctx: RequestContext) -> tuple[ChannelResponse, ...]:
    """Return all channels, the default one first; none where the shop has set up none."""
    require(ctx, "commerce.channel:read")
    rows = models.Channel.objects.order_by("-is_default", "position", "code")
    return tuple(mappers.channel_response(row) for row in rows)


def get_channel(ctx: RequestContext, channel_id: UUID) -> ChannelResponse:
    """Return a channel.

    :raises ChannelNotFound: no such channel in the shop.
    """
    require(ctx, "commerce.channel:read")
    row = models.Channel.objects.filter(id=channel_id).first()
    if row is None:
        raise errors.ChannelNotFound(channel=to_ulid(channel_id))
    return mappers.channel_response(row)


def list_product_channels(ctx: RequestContext, product_id: UUID) -> tuple[ProductChannelResponse, ...]:
    """Return where a product is offered: every channel of the shop, the default one first.

    :raises ProductNotFound: no such product in the shop.
    """
    require(ctx, "commerce.product:read")
    if not models.Product.objects.filter(id=product_id).exists():
        raise errors.ProductNotFound(product=to_ulid(product_id))
    return present_product_channels(product_id)


def present_product_channels(product_id: UUID) -> tuple[ProductChannelResponse, ...]:
    """Return where a product is offered, without asking for the right to read."""
    links = {row.channel_id: row for row in models.ProductChannel.objects.filter(product_id=product_id)}
    now = timezone.now()
    return tuple(
        mappers.product_channel_response(row, links.get(row.id), now)
        for row in models.Channel.objects.order_by("-is_default", "position", "code")
    )


def sales_channels() -> tuple[SalesChannel, ...]:
    """Return the channels that sell now, the default one first."""
    return to_sales_channels(_CHANNELS.all(), current_tenant().currencies)
