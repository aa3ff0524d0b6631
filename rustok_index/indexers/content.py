"""The index of content: rows and search."""

from __future__ import annotations

from typing import Final

from rustok_index import mappers, models
from rustok_index.indexers.documents import Indexer

CONTENT: Final = Indexer(
    name="content",
    model=models.IndexContent,
    entity="node_id",
    row=mappers.content_row,
    entry=mappers.content_entry,
)
