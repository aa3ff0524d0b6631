"""The index of content: rows, listings, addresses and search."""

from __future__ import annotations

from typing import Final

from rustok_index import mappers, models
from rustok_index.indexers.documents import Indexer
from rustok_index.indexers.narrow import NarrowTable

CONTENT: Final = Indexer(
    name="content",
    model=models.IndexContent,
    entity="node_id",
    row=mappers.content_row,
    entry=mappers.content_entry,
    narrow=(
        NarrowTable(
            model=models.IndexContentListing, key=("node_id", "locale", "group_id"), rows=mappers.content_listing_rows
        ),
        NarrowTable(model=models.IndexContentPath, key=("node_id", "locale", "path"), rows=mappers.path_rows),
    ),
    unlocalised=True,
)
