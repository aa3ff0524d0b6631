"""Roles and what they may do. Modules add the permissions; the roles' reach is written in one table each."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from rustok.context import Scope


class Role(StrEnum):
    """Roles of a user within a tenant; ``super_admin`` exists only in the platform's own tenant."""

    SUPER_ADMIN = "super_admin"
    ADMIN = "admin"
    MANAGER = "manager"
    EDITOR = "editor"
    MODERATOR = "moderator"
    AUTHOR = "author"
    CUSTOMER = "customer"
    ANONYMOUS = "anonymous"


STAFF_ROLES = frozenset({Role.SUPER_ADMIN, Role.ADMIN, Role.MANAGER, Role.EDITOR, Role.MODERATOR, Role.AUTHOR})


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """A right a module declares: ``resource:action`` (``commerce.product:create``) and the roles that hold it.

    ``super_admin`` holds every permission, ``admin`` every one but the ``platform``'s own; ``roles`` names the others
    and how far each reaches.
    """

    resource: str
    action: str
    description: str
    roles: dict[Role, Scope] = field(default_factory=dict)
    platform: bool = False

    @property
    def code(self) -> str:
        """The text services ask for."""
        return f"{self.resource}:{self.action}"
