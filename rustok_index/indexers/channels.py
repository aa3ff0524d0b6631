"""The index of channels: rows only, there are few. Processes keep them with what they know of the tenant."""

from __future__ import annotations

from typing import Final

from rustok.tenancy.info import forget_tenant
from rustok_index import mappers, models
from rustok_index.indexers.documents import Indexer

CHANNELS: Final = Indexer(
    name="channels",
    model=models.IndexChannel,
    entity="channel_id",
    row=mappers.channel_row,
    changed=forget_tenant,
)
