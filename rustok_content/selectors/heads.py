"""What nodes are called, for lists that name them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from rustok.tenancy.info import current_tenant
from rustok_content import models


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A node's kind, title and address; an answer is called as its topic, and found where that is."""

    kind: str
    root_id: UUID | None
    title: str
    path: str | None


def heads_of(node_ids: Collection[UUID], locale: str) -> Mapping[UUID, Head]:
    """Return what nodes are called in a language, or in the next one that there is."""
    if not node_ids:
        return {}
    nodes = {
        node_id: (kind, root_id, source)
        for node_id, kind, root_id, source in models.Node.objects.filter(pk__in=set(node_ids)).values_list(
            "id", "kind", "root_id", "source_locale"
        )
    }
    named = {root_id or node_id for node_id, (_kind, root_id, _source) in nodes.items()}
    titles: dict[UUID, dict[str, str]] = {}
    for node_id, language, title in models.NodeTranslation.objects.filter(node_id__in=named).values_list(
        "node_id", "locale", "title"
    ):
        titles.setdefault(node_id, {})[language] = title
    paths: dict[UUID, dict[str, str]] = {}
    addresses = models.NodeAddress.objects.filter(node_id__in=named, is_current=True)
    for node_id, language, path in addresses.values_list("node_id", "locale", "path"):
        paths.setdefault(node_id, {})[language] = path
    chain = current_tenant().fallback_chain(locale)
    return {
        node_id: Head(
            kind=kind,
            root_id=root_id,
            title=_first(titles.get(root_id or node_id, {}), [*chain, source]) or "",
            path=_first(paths.get(root_id or node_id, {}), [*chain, source]),
        )
        for node_id, (kind, root_id, source) in nodes.items()
    }


def _first(texts: Mapping[str, str], chain: list[str]) -> str | None:
    return next((texts[locale] for locale in chain if texts.get(locale)), next(iter(texts.values()), None))
