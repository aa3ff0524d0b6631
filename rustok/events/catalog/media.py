"""Events of media assets."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from rustok.events.types import DomainEvent, event


@event("media.uploaded", aggregate="media.asset", key="asset_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class MediaUploaded(DomainEvent):
    """A file was taken in, checked and stored."""

    asset_id: UUID


@event("media.updated", aggregate="media.asset", key="asset_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class MediaUpdated(DomainEvent):
    """Alternative texts or the focal point changed."""

    asset_id: UUID


@event("media.deleted", aggregate="media.asset", key="asset_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class MediaDeleted(DomainEvent):
    """The file and its renditions are gone."""

    asset_id: UUID
