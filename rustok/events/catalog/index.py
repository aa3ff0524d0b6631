"""Events of the read model."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from rustok.events.types import DomainEvent, event


@event("index.reindex_requested", aggregate="index.tenant", key="tenant_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class ReindexRequested(DomainEvent):
    """Somebody asked for documents to be built anew: all of a kind, or the one named by ``target_id``."""

    tenant_id: UUID
    target_type: str
    target_id: UUID | None = None


@event("index.updated", aggregate="index.tenant", key="tenant_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class IndexUpdated(DomainEvent):
    """A rebuild of an index finished with ``documents`` documents."""

    tenant_id: UUID
    index_name: str
    documents: int


@event("index.search_settings_updated", aggregate="index.tenant", key="tenant_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class SearchSettingsUpdated(DomainEvent):
    """Somebody changed what search is told: ``part`` is ``synonyms``, ``stop_words`` or ``pins``."""

    tenant_id: UUID
    part: str
    target_id: UUID
