"""Rights over imports. What an import writes is asked for besides, of whoever began it."""

from __future__ import annotations

from typing import Final

from rustok.context import Scope
from rustok.rbac.roles import Permission, Role

IMPORTS: Final = tuple(
    Permission(resource="content.import", action=action, description=description, roles={Role.MANAGER: Scope.ALL})
    for action, description in (
        ("read", "See imports of content with their reports"),
        ("create", "Import content, and go on with an import that was stopped"),
        ("cancel", "Stop an import of content"),
    )
)
