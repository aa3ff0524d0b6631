"""What nodes are called in lists for staff."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from rustok.ids import to_ulid
from rustok.tenancy.info import current_tenant
from rustok_content import models


def titles_of(node_ids: Collection[UUID], locale: str) -> dict[UUID, str]:
    """Return the nodes' titles: in the language asked for, the next one that there is, or else their ids."""
    found: dict[UUID, dict[str, str]] = {}
    rows = models.NodeTranslation.objects.filter(node_id__in=node_ids)
    for node_id, code, title in rows.values_list("node_id", "locale", "title"):
        found.setdefault(node_id, {})[code] = title
    chain = current_tenant().fallback_chain(locale)
    return {node_id: _first(found.get(node_id, {}), chain) or to_ulid(node_id) for node_id in node_ids}


def _first(titles: dict[str, str], chain: tuple[str, ...]) -> str | None:
    return next((titles[code] for code in (*chain, *sorted(titles)) if code in titles), None)
