"""Rights are asked for in services, so REST, GraphQL, admin and tasks cannot differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from uuid import UUID

from rustok.context import RequestContext, Scope
from rustok.errors import Forbidden, Unauthenticated
from rustok.rbac.roles import Permission, Role


def grants(role: Role, permissions: Iterable[Permission]) -> Mapping[str, Scope]:
    """Work out what a role may do, out of all declared permissions."""
    if role in (Role.SUPER_ADMIN, Role.ADMIN):
        return MappingProxyType(
            {
                permission.code: Scope.ALL
                for permission in permissions
                if role is Role.SUPER_ADMIN or not permission.platform
            }
        )
    return MappingProxyType(
        {
            permission.code: permission.roles[role]
            for permission in permissions
            if permission.roles.get(role, Scope.NONE) is not Scope.NONE
        }
    )


def scope_of(ctx: RequestContext, permission: str) -> Scope:
    """Tell how far the actor's permission reaches."""
    if ctx.is_system:
        return Scope.ALL
    return ctx.permissions.get(permission, Scope.NONE)


def allowed(ctx: RequestContext, permission: str) -> bool:
    """Tell whether the actor holds the permission at all."""
    return scope_of(ctx, permission) is not Scope.NONE


def require(ctx: RequestContext, permission: str, *, owner_id: UUID | None = None) -> Scope:
    """Refuse the actor who lacks a permission; with scope ``own`` the object's ``owner_id`` must be the actor.

    :raises Unauthenticated: nobody is signed in and the right is missing.
    :raises Forbidden: the actor lacks the right, or reaches only what is theirs.
    """
    scope = scope_of(ctx, permission)
    if scope is Scope.ALL or (scope is Scope.OWN and ctx.actor_id is not None and owner_id == ctx.actor_id):
        return scope
    if ctx.actor_id is None:
        raise Unauthenticated()
    raise Forbidden(permission=permission)
