"""What an actor may do in a category."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import connection

from rustok.context import RequestContext
from rustok.rbac.audience import EVERYBODY
from rustok.rbac.roles import Role
from rustok.tenancy.context import require_tenant_id
from rustok_content.selectors.audiences import category_tree


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryAccess:
    """What the rights of a category let somebody do."""

    see: bool = True
    reply: bool = True
    create: bool = True


# A category and all above it, with the rights of each that has any.
_RIGHTS: Final = """
WITH RECURSIVE line AS (
    SELECT id, parent_id FROM categories WHERE tenant_id = %s AND id = %s
    UNION
    SELECT c.id, c.parent_id FROM line l JOIN categories c ON c.tenant_id = %s AND c.id = l.parent_id
)
SELECT l.id, r.role, r.can_see, r.can_reply, r.can_create
  FROM line l JOIN category_rights r ON r.tenant_id = %s AND r.category_id = l.id
"""
_ALL = CategoryAccess()
_NOTHING = CategoryAccess(see=False, reply=False, create=False)


def access_to(ctx: RequestContext, category_id: UUID | None) -> CategoryAccess:
    """Return what the actor's role may do in a category, by its rights alone: those of all above it narrow them.

    A category without any is as open as what it is in; in one with some, a role that is not named may do nothing. The
    platform's own work and administrators may do everything.
    """
    if category_id is None or ctx.is_system:
        return _ALL
    tenant = require_tenant_id()
    with connection.cursor() as cursor:
        cursor.execute(_RIGHTS, [tenant, category_id, tenant, tenant])
        rights = cursor.fetchall()
    if not rights:
        return _ALL
    role = role_of(ctx)
    if role in (Role.ADMIN, Role.SUPER_ADMIN):
        return _ALL
    own = [row[2:] for row in rights if row[1] == role]
    if len(own) < len({row[0] for row in rights}):
        return _NOTHING
    see, reply, create = (all(column) for column in zip(*own, strict=True))
    return CategoryAccess(see=see, reply=see and reply, create=see and create)


def audience_of_category(category_id: UUID | None) -> int:
    """Return who sees what is filed in a category, as bits of roles; everybody sees what is filed nowhere."""
    return EVERYBODY if category_id is None else category_tree().audience(category_id)


def role_of(ctx: RequestContext) -> str:
    """Return the actor's role."""
    if ctx.actor_id is None:
        return Role.ANONYMOUS
    users: Any = get_user_model()
    return str(users.objects.filter(pk=ctx.actor_id).values_list("role", flat=True).first() or Role.ANONYMOUS)
