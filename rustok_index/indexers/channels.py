"""The index of channels: rows only, there are few."""

from __future__ import annotations

from typing import Final

from rustok_index import mappers, models
from rustok_index.indexers.documents import Indexer

CHANNELS: Final = Indexer(
    name="channels",
    model=models.IndexChannel,
    entity="channel_id",
    row=mappers.channel_row,
)
