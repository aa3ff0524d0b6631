"""Rights over what belongs to threads of every kind."""

from __future__ import annotations

from typing import Final

from rustok.context import Scope
from rustok.rbac.roles import Permission, Role

_STAFF: Final = {Role.MANAGER: Scope.ALL, Role.EDITOR: Scope.ALL, Role.MODERATOR: Scope.ALL}

THREADS: Final = (
    Permission(
        resource="content.reaction",
        action="create",
        description="Set signs at texts, and vote",
        roles={**_STAFF, Role.AUTHOR: Scope.ALL, Role.CUSTOMER: Scope.ALL},
    ),
    Permission(
        resource="content.counter",
        action="repair",
        description="Compare counters with what they count, and put them right",
        roles={Role.MANAGER: Scope.ALL},
    ),
)
