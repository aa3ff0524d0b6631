"""What an actor may do in a category."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.contrib.auth import get_user_model

from rustok.context import RequestContext
from rustok.rbac.roles import Role
from rustok.tenancy.context import require_tenant_id
from rustok.tenancy.prepared import rows


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryAccess:
    """What the rights of a category let somebody do."""

    see: bool = True
    reply: bool = True
    create: bool = True


Right = tuple[str, str, bool, bool, bool]
"""Of which category, to which role, whether it may see, reply and create."""

RIGHTS_ABOVE: Final = """
WITH RECURSIVE line AS (
    SELECT id, parent_id FROM categories WHERE tenant_id = {tenant} AND id = {category}
    UNION
    SELECT c.id, c.parent_id FROM line l JOIN categories c ON c.tenant_id = {tenant} AND c.id = l.parent_id
)
SELECT json_agg(json_build_array(l.id, r.role, r.can_see, r.can_reply, r.can_create))::text AS rights
  FROM line l JOIN category_rights r ON r.tenant_id = {tenant} AND r.category_id = l.id
"""
"""The rights of a category and of all above it, as JSON; null where none has any."""
_RIGHTS: Final = RIGHTS_ABOVE.format(tenant="%s", category="%s")
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
    ((rights,),) = rows(_RIGHTS, tenant, category_id, tenant, tenant)
    return access_by(ctx, rights)


def access_by(ctx: RequestContext, rights: str | None) -> CategoryAccess:
    """Return the same of rights that were read along with something else, by ``RIGHTS_ABOVE``."""
    if rights is None or ctx.is_system:
        return _ALL
    return _access(ctx, json.loads(rights))


def _access(ctx: RequestContext, rights: list[Right]) -> CategoryAccess:
    role = role_of(ctx)
    if role in (Role.ADMIN, Role.SUPER_ADMIN):
        return _ALL
    own = [right[2:] for right in rights if right[1] == role]
    if len(own) < len({right[0] for right in rights}):
        return _NOTHING
    see, reply, create = (all(column) for column in zip(*own, strict=True))
    return CategoryAccess(see=see, reply=see and reply, create=see and create)


def role_of(ctx: RequestContext) -> str:
    """Return the actor's role."""
    if ctx.actor_id is None:
        return Role.ANONYMOUS
    users: Any = get_user_model()
    return str(users.objects.filter(pk=ctx.actor_id).values_list("role", flat=True).first() or Role.ANONYMOUS)
