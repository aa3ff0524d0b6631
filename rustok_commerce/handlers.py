"""Reactions to other modules' events."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from rustok.events.catalog.media import MediaDeleted, MediaUpdated
from rustok.events.envelope import EventEnvelope
from rustok_commerce.services import catalog, collections


def media_changed(envelopes: Sequence[EventEnvelope]) -> None:
    """Take deleted pictures out of products; let products whose pictures were described anew be shown so."""
    deleted: set[UUID] = set()
    described: set[UUID] = set()
    for envelope in envelopes:
        match envelope.event:
            case MediaDeleted(asset_id=asset_id):
                deleted.add(asset_id)
            case MediaUpdated(asset_id=asset_id):
                described.add(asset_id)
    if envelopes and deleted:
        catalog.detach_media(envelopes[-1].context(), sorted(deleted))
        collections.pictures_changed(envelopes[-1].context(), sorted(deleted), gone=True)
    if envelopes and described - deleted:
        catalog.refresh_media(envelopes[-1].context(), sorted(described - deleted))
        collections.pictures_changed(envelopes[-1].context(), sorted(described - deleted), gone=False)
