"""Which roles have a right, said for many rights alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rustok.context import Scope
from rustok.rbac.roles import Permission, Role

STAFF: Final = {Role.MANAGER: Scope.ALL, Role.EDITOR: Scope.ALL, Role.MODERATOR: Scope.ALL}
WRITERS: Final = {Role.MANAGER: Scope.ALL, Role.EDITOR: Scope.ALL}
MANAGERS: Final = {Role.MANAGER: Scope.ALL}

Right = tuple[str, str, str, Mapping[Role, Scope]]
"""Resource, action, what it allows, and whom."""


def declare(*rights: Right) -> tuple[Permission, ...]:
    """Make permissions of rights."""
    return tuple(
        Permission(resource=resource, action=action, description=description, roles=dict(roles))
        for resource, action, description, roles in rights
    )
