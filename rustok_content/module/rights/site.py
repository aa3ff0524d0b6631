"""Rights over what holds a site together: menus, redirects, categories and tags."""

from __future__ import annotations

from typing import Final

from rustok.context import Scope
from rustok.rbac.roles import Permission, Role

_EDITORS: Final = {Role.MANAGER: Scope.ALL, Role.EDITOR: Scope.ALL}
_READERS: Final = {**_EDITORS, Role.MODERATOR: Scope.ALL}
_FILING: Final = {**_READERS, Role.AUTHOR: Scope.ALL}
"""Who files what they write in categories, and puts tags on it."""

SITE: Final = (
    Permission(
        resource="content.assignment",
        action="manage",
        description="Say where the staff works: below which nodes, in which languages",
        roles={Role.MANAGER: Scope.ALL},
    ),
    *(
        Permission(resource=resource, action=action, description=description, roles=roles)
        for resource, action, description, roles in (
            ("content.category", "read", "See categories", _FILING),
            ("content.category", "create", "Make categories", _EDITORS),
            ("content.category", "update", "Change categories", _EDITORS),
            ("content.category", "delete", "Delete categories", _EDITORS),
            ("content.tag", "read", "See tags", _FILING),
            ("content.tag", "create", "Make tags", _EDITORS),
            ("content.tag", "update", "Rename tags, merge them into others", _EDITORS),
            ("content.tag", "delete", "Delete tags, and merge them into others", _EDITORS),
            ("content.menu", "read", "See menus with what is broken in them", _READERS),
            ("content.menu", "create", "Make menus", _EDITORS),
            ("content.menu", "update", "Change menus and their entries", _EDITORS),
            ("content.menu", "delete", "Delete menus", _EDITORS),
            ("content.redirect", "read", "See redirects", _READERS),
            ("content.redirect", "create", "Make redirects", _EDITORS),
            ("content.redirect", "update", "Change redirects", _EDITORS),
            ("content.redirect", "delete", "Delete redirects", _EDITORS),
        )
    ),
)
