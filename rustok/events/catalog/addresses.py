"""Events of addresses. Those of a node share its order."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from rustok.events.types import DomainEvent, event


@event("node.addresses_changed", aggregate="content.node", key="node_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class NodeAddressesChanged(DomainEvent):
    """A node has other addresses now, and so have all nodes below it: one event for the whole branch."""

    node_id: UUID
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _RedirectEvent(DomainEvent):
    redirect_id: UUID


@event("redirect.created", aggregate="content.redirect", key="redirect_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class RedirectCreated(_RedirectEvent):
    """An address leads elsewhere."""


@event("redirect.updated", aggregate="content.redirect", key="redirect_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class RedirectUpdated(_RedirectEvent):
    """A redirect leads elsewhere than before, or from elsewhere."""


@event("redirect.deleted", aggregate="content.redirect", key="redirect_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class RedirectDeleted(_RedirectEvent):
    """A redirect is no more."""
