"""What an actor may do in a category."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model

from rustok.context import RequestContext
from rustok.rbac.roles import Role
from rustok_content import models


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryAccess:
    """What the rights of a category let somebody do."""

    see: bool = True
    reply: bool = True
    create: bool = True


_ALL = CategoryAccess()
_NOTHING = CategoryAccess(see=False, reply=False, create=False)


def access_to(ctx: RequestContext, category_id: UUID | None) -> CategoryAccess:
    """Return what the actor's role may do in a category, by its rights alone.

    A category without any is open; in one with some, a role that is not named may do nothing. The platform's own work
    and administrators may do everything.
    """
    if category_id is None or ctx.is_system:
        return _ALL
    rights = {row.role: row for row in models.CategoryRight.objects.filter(category_id=category_id)}
    if not rights:
        return _ALL
    role = role_of(ctx)
    if role in (Role.ADMIN, Role.SUPER_ADMIN):
        return _ALL
    row = rights.get(role)
    if row is None:
        return _NOTHING
    return CategoryAccess(see=row.can_see, reply=row.can_reply, create=row.can_create)


def role_of(ctx: RequestContext) -> str:
    """Return the actor's role."""
    if ctx.actor_id is None:
        return Role.ANONYMOUS
    users: Any = get_user_model()
    return str(users.objects.filter(pk=ctx.actor_id).values_list("role", flat=True).first() or Role.ANONYMOUS)
