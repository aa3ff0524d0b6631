"""What nodes are called, for lists that name them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from rustok.tenancy.info import current_tenant
from rustok_content import models


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A node's kind and title; an answer is called as its topic."""

    kind: str
    root_id: UUID | None
    title: str


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
    chain = current_tenant().fallback_chain(locale)
    return {
        node_id: Head(kind=kind, root_id=root_id, title=_title(titles.get(root_id or node_id, {}), [*chain, source]))
        for node_id, (kind, root_id, source) in nodes.items()
    }


def _title(titles: Mapping[str, str], chain: list[str]) -> str:
    return next((titles[locale] for locale in chain if titles.get(locale)), next(iter(titles.values()), ""))
