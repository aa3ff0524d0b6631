"""Events of menus."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from rustok.events.types import DomainEvent, event


@dataclass(frozen=True, slots=True, kw_only=True)
class _MenuEvent(DomainEvent):
    menu_id: UUID


@event("menu.created", aggregate="content.menu", key="menu_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class MenuCreated(_MenuEvent):
    """A menu exists."""


@event("menu.updated", aggregate="content.menu", key="menu_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class MenuUpdated(_MenuEvent):
    """A menu, or what is in it, changed."""


@event("menu.deleted", aggregate="content.menu", key="menu_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class MenuDeleted(_MenuEvent):
    """A menu is no more."""
