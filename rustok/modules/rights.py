"""What a role may do, out of the permissions that all modules declare."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.backends import BaseBackend

from rustok.context import Scope
from rustok.modules.registry import registry
from rustok.rbac.policies import grants
from rustok.rbac.roles import Permission, Role

_ACTIONS = {"view": "read", "add": "create", "change": "update", "delete": "delete"}


def rights_of(role: Role | str) -> Mapping[str, Scope]:
    """Return the permissions of a role and how far each reaches. The mapping is shared: it cannot be changed."""
    permissions = registry.permissions()
    if _known.permissions is not permissions:
        _known.rights = {each: grants(each, permissions) for each in Role}
        _known.permissions = permissions
    return _known.rights[Role(role)]


class _Known:
    """Rights worked out already, for one tuple of permissions: the registry keeps it until a module comes or goes."""

    def __init__(self) -> None:
        self.permissions: tuple[Permission, ...] | None = None
        self.rights: Mapping[Role, Mapping[str, Scope]] = {}


_known = _Known()


class RightsBackend(BaseBackend):
    """Answers Django's questions about rights by the role; it signs nobody in.

    ``perm`` is one of ours (``commerce.product:update``) or Django's name for one
    (``rustok_commerce.change_product``).
    """

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Tell whether the user's role holds a right over everything of its kind."""
        if not user_obj.is_active:
            return False
        rights = rights_of(user_obj.role)
        return rights.get(perm if ":" in perm else _ours(perm)) is Scope.ALL

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        """Tell whether the user's role holds any right in an app."""
        prefix = f"{app_label.removeprefix('rustok_')}."
        return bool(user_obj.is_active) and any(code.startswith(prefix) for code in rights_of(user_obj.role))


def _ours(perm: str) -> str:
    app_label, _, codename = perm.partition(".")
    action, _, noun = codename.partition("_")
    return f"{app_label.removeprefix('rustok_')}.{noun}:{_ACTIONS.get(action, action)}"
