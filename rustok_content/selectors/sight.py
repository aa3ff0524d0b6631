"""Who may see a thread: what members follow, have read or are told of is never more than what they see."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db.models import Case, Exists, OuterRef, Q, UUIDField, When
from django.db.models.lookups import IsNull

from rustok.auth.dto import UserStatus
from rustok.context import RequestContext
from rustok.rbac.audience import BITS
from rustok.rbac.roles import Role
from rustok_content import models
from rustok_content.dto.nodes import NodeStatus
from rustok_content.dto.threads import Moderation
from rustok_content.selectors.audiences import category_tree


def visible_thread(ctx: RequestContext, node_id: UUID) -> models.Node | None:
    """Return a topic or a post that readers see, and whoever asks among them."""
    node: models.Node | None = models.Node.objects.filter(
        pk=node_id,
        root_id=None,
        status=NodeStatus.PUBLISHED,
        moderation=Moderation.APPROVED,
        deleted_at=None,
    ).first()
    if node is None or not can_see_category(ctx, node.category_id):
        return None
    return node


def seen_by(audience: int, *, prefix: str = "") -> Q:
    """Return the condition for nodes that a reader sees: themselves, and what they answer, in a category open to them.

    :param prefix: the way to the node, ``node__``; a row without a node does not fulfil it.
    """
    shown = {"status": NodeStatus.PUBLISHED, "moderation": Moderation.APPROVED, "deleted_at": None}
    tree = category_tree()
    closed = [category_id for category_id in tree.rows if not tree.audience(category_id) & audience]
    # Not Coalesce, by which nothing is looked up in an index under row-level security.
    root_id, node_id = OuterRef(f"{prefix}root_id"), OuterRef(f"{prefix}id")
    root = Case(When(IsNull(root_id, True), then=node_id), default=root_id, output_field=UUIDField())
    roots = models.Node.objects.filter(**shown, pk=root)
    if closed:
        roots = roots.exclude(category_id__in=closed)
    return Q(Exists(roots), **{f"{prefix}{name}": value for name, value in shown.items() if value is not None}) & Q(
        **{f"{prefix}deleted_at__isnull": True}
    )


def can_see_category(ctx: RequestContext, category_id: UUID | None) -> bool:
    """Tell whether the actor's role sees what is in a category."""
    return category_id is None or bool(category_tree().audience(category_id) & ctx.audience)


def who_sees(category_id: UUID | None, user_ids: Collection[UUID]) -> set[UUID]:
    """Return the active users among some who see what is in a category."""
    roles = _roles_of(user_ids)
    if category_id is None or not roles:
        return set(roles)
    audience = category_tree().audience(category_id)
    return {user_id for user_id, role in roles.items() if audience & BITS[role]}


def _roles_of(user_ids: Collection[UUID]) -> Mapping[UUID, Role]:
    users: Any = get_user_model()
    found = users.objects.filter(pk__in=set(user_ids), status=UserStatus.ACTIVE).values_list("pk", "role")
    return {user_id: Role(role) for user_id, role in found}
