"""How far the read model is: the versions its documents were made from."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from rustok_index.indexers import INDEXERS


class Versions:
    """Answers domains that ask for documents of their own."""

    def indexed_versions(self, index: str, ids: Sequence[UUID]) -> dict[UUID, dict[str, int]]:
        """Return the ``source_version`` of these entities' documents by locale, in one statement."""
        indexer = INDEXERS[index]
        found: dict[UUID, dict[str, int]] = {}
        rows = indexer.model.objects.filter(**{f"{indexer.entity}__in": list(ids)})
        for entity_id, locale, version in rows.values_list(indexer.entity, "locale", "source_version"):
            found.setdefault(entity_id, {})[locale] = version
        return found
