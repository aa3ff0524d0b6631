"""Which channel and language a request wants."""

from __future__ import annotations

from typing import Final

from django.db import connection
from django.http import QueryDict

from rustok.api.channels import ChannelInfo
from rustok.api.middleware import channel_of, locale_of
from rustok.api.shortcut.routes import LONGEST_KEPT
from rustok.tenancy.info import TenantInfo, tenant_info


class Wanted:
    """Which channel and language requests want, by their words; kept as long as what is known of their tenant."""

    _MOST: Final = 4096

    def __init__(self) -> None:
        self._kept: dict[tuple[str, ...], tuple[TenantInfo, TenantInfo, ChannelInfo, str]] = {}

    def of(
        self, tenant: TenantInfo, text: str, params: QueryDict, header: str | None, accepted: str
    ) -> tuple[ChannelInfo, str]:
        """Return the channel and the language of a request.

        :raises RustokError: there is no such channel or language.
        """
        # Channels are let go of together with what is known of the tenant by its id.
        known = tenant_info(tenant.id)
        key = (tenant.slug, text, header or "", accepted)
        kept = self._kept.get(key)
        if kept is not None and kept[0] is tenant and kept[1] is known:
            return kept[2], kept[3]
        channel = channel_of(tenant, params.get("channel"), header)
        locale = locale_of(tenant, channel, params.get("locale"), accepted)
        # What a transaction has not committed yet is not to be kept.
        if len(text) + len(accepted) <= LONGEST_KEPT and not connection.in_atomic_block:
            if len(self._kept) >= self._MOST:
                self._kept.clear()
            self._kept[key] = (tenant, known, channel, locale)
        return channel, locale


wanted_by: Final = Wanted().of
