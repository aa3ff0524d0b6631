"""Covers of nodes: the picture of the media library that ``metadata["cover"]`` names by its id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from rustok.ids import InvalidId, parse_id, to_ulid
from rustok_content import models


def cover_id(metadata: Mapping[str, Any]) -> UUID | None:
    """Return the id of the picture that metadata name as the cover; None where it is something else, or nothing."""
    cover = metadata.get("cover")
    if not isinstance(cover, str):
        return None
    try:
        return parse_id(cover)
    except InvalidId:
        return None


def covered_nodes(asset_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Return the nodes that have these pictures as covers, with the picture of each."""
    wanted = list(asset_ids)
    if not wanted:
        return {}
    # Ids are kept as they were typed: as a ULID, or as a UUID.
    texts = [text for asset_id in wanted for text in (to_ulid(asset_id), to_ulid(asset_id).lower(), str(asset_id))]
    rows = models.Node.objects.filter(metadata__cover__in=texts).order_by("id")
    return {
        node_id: found
        for node_id, metadata in rows.values_list("id", "metadata")
        if (found := cover_id(metadata)) is not None
    }
