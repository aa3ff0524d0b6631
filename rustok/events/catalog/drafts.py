"""Events of a text's way to its readers. They keep the order of their node; readers see none of this."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from rustok.events.types import DomainEvent, event


@dataclass(frozen=True, slots=True, kw_only=True)
class _NodeEvent(DomainEvent):
    node_id: UUID
    kind: str


@event("node.draft_saved", aggregate="content.node", key="node_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class NodeDraftSaved(_NodeEvent):
    """A change to a published text waits to be published."""

    locale: str


@event("node.draft_discarded", aggregate="content.node", key="node_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class NodeDraftDiscarded(_NodeEvent):
    """What waited over a published text was dropped."""

    locale: str


@event("node.scheduled", aggregate="content.node", key="node_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class NodeScheduled(_NodeEvent):
    """When the texts in ``locales`` are shown or taken back by themselves was said, or taken back."""

    locales: tuple[str, ...]


@event("node.submitted", aggregate="content.node", key="node_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class NodeSubmitted(_NodeEvent):
    """A text was handed in for review; without a ``locale`` all of the node."""

    submission_id: UUID
    locale: str | None
    submitted_by_id: UUID | None


@event("node.submission_decided", aggregate="content.node", key="node_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class NodeSubmissionDecided(_NodeEvent):
    """What was handed in is ``approved``, ``rejected`` or ``withdrawn``; ``submitted_by_id`` waits to be told."""

    submission_id: UUID
    state: str
    submitted_by_id: UUID | None
    decided_by_id: UUID | None


@event("node.preview_opened", aggregate="content.node", key="node_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class NodePreviewOpened(_NodeEvent):
    """Whoever has the token may look at the node before it is published."""

    preview_id: UUID


@event("node.preview_revoked", aggregate="content.node", key="node_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class NodePreviewRevoked(_NodeEvent):
    """A token no longer shows the node."""

    preview_id: UUID
