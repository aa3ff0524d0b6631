"""Channels of the shop."""

from __future__ import annotations

from rustok.tenancy.info import current_tenant
from rustok_commerce import models
from rustok_commerce.mappers.channels import SalesChannel
from rustok_commerce.mappers.channels import sales_channels as to_sales_channels


def sales_channels() -> tuple[SalesChannel, ...]:
    """Return the channels that sell now, the default one first."""
    return to_sales_channels(models.Channel.objects.all(), current_tenant().currencies)
