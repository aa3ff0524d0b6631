"""Events of the tree of nodes: one for a whole subtree, never one for each node in it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from rustok.events.types import DomainEvent, event


@dataclass(frozen=True, slots=True, kw_only=True)
class _NodeEvent(DomainEvent):
    node_id: UUID
    kind: str


@event("node.moved", aggregate="content.node", key="node_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class NodeMoved(_NodeEvent):
    """A node, with all below it, has another parent; None is the top."""

    parent_id: UUID | None


@event("node.reordered", aggregate="content.node", key="node_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class NodesReordered(_NodeEvent):
    """Nodes below one parent have other places; ``node_id`` is the first of them."""

    node_ids: tuple[UUID, ...]


@event("node.trashed", aggregate="content.node", key="node_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class NodeTrashed(_NodeEvent):
    """A node and all below it are in the trash: readers no longer see them."""


@event("node.restored", aggregate="content.node", key="node_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class NodeRestored(_NodeEvent):
    """A node and all that went to the trash with it are back."""


@event("node.series_arranged", aggregate="content.node", key="node_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesArranged(_NodeEvent):
    """A series, ``node_id``, has other posts or another order; ``node_ids`` are the posts that changed their place."""

    node_ids: tuple[UUID, ...]
