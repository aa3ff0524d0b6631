"""Covers of nodes: the picture of the media library that ``metadata["cover"]`` names by its id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse

from rustok.context import RequestContext
from rustok.ids import InvalidId, parse_id, to_ulid
from rustok.modules.contract import AssetUsage
from rustok.rbac.policies import allowed
from rustok.tenancy.info import current_tenant
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


def cover_usages(ctx: RequestContext, asset_ids: Sequence[UUID], *, limit: int = 100) -> list[AssetUsage]:
    """Return the nodes that show these pictures, as far as the actor may see nodes; three statements."""
    if not allowed(ctx, "content.node:read"):
        return []
    covers = dict(list(covered_nodes(asset_ids).items())[:limit])
    locales = current_tenant().fallback_chain(ctx.locale)
    titles: dict[UUID, dict[str, str]] = {}
    texts = models.NodeTranslation.objects.filter(node_id__in=covers)
    for node_id, locale, title in texts.values_list("node_id", "locale", "title"):
        titles.setdefault(node_id, {})[locale] = title
    kinds = dict(models.Node.objects.filter(pk__in=covers).values_list("id", "kind"))
    return [
        AssetUsage(
            asset_id=asset_id,
            kind=kinds[node_id],
            id=node_id,
            title=_first(titles.get(node_id, {}), locales) or to_ulid(node_id),
            url=reverse("admin:rustok_content_node_change", args=(node_id,)),
        )
        for node_id, asset_id in covers.items()
    ]


def _first(titles: Mapping[str, str], locales: Iterable[str]) -> str | None:
    order = (*locales, *sorted(titles))
    return next((titles[locale] for locale in order if locale in titles), None)
