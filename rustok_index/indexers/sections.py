"""The index of what nodes are found by: categories, tags, menus, redirects."""

from __future__ import annotations

from typing import Final

from rustok_index import mappers, models
from rustok_index.indexers.documents import Indexer
from rustok_index.indexers.narrow import NarrowTable

SECTIONS: Final = Indexer(
    name="sections",
    model=models.IndexSection,
    entity="section_id",
    row=mappers.section_row,
    narrow=(
        NarrowTable(
            model=models.IndexSectionSlug, key=("section_id", "locale", "slug"), rows=mappers.section_slug_rows
        ),
    ),
)
