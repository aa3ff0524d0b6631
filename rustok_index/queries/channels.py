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
