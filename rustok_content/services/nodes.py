"""Makes, changes, publishes and deletes nodes."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db.models import F
from django.utils import timezone

from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import given
from rustok.errors import StaleVersion
from rustok.events.bus import publish
from rustok.events.catalog.content import (
    NodeCreated,
    NodeDeleted,
    NodePublished,
    NodeUnpublished,
    NodeUpdated,
)
from rustok.rbac.policies import require
from rustok_content import errors, models
from rustok_content.dto.nodes import CreateNodeRequest, NodeResponse, NodeStatus, UpdateNodeRequest
from rustok_content.mappers import node_response
from rustok_content.selectors.nodes import load
from rustok_content.services import tags, translations
from rustok_content.services.kinds import NodeKind, get_kind


@command()
def create_node(ctx: RequestContext, request: CreateNodeRequest) -> NodeResponse:
    """Make a node as a draft; the first translation is its original.

    :raises UnknownKind: no module that is on registered the kind.
    :raises ParentNotAllowed: the kind does not live below that parent.
    :raises CategoryNotFound: no such category for this tenant.
    :raises AuthorNotFound: no such user of this tenant.
    :raises LocaleNotEnabled: the tenant does not speak a language given.
    :raises DuplicateSlug: another node of the kind has the slug.
    """
    author_id = request.author_id or ctx.actor_id
    require(ctx, "content.node:create", owner_id=author_id)
    kind = get_kind(request.kind)
    parent = _parent(kind, request.parent_id)
    _check_category(request.category_id)
    _check_author(request.author_id)
    node = models.Node.objects.create(
        kind=kind.name,
        parent=parent,
        category_id=request.category_id,
        author_id=author_id,
        source_locale=request.translations[0].locale,
        position=request.position,
        depth=parent.depth + 1 if parent else 0,
        metadata=request.metadata,
    )
    for translation in request.translations:
        translations.add(node, kind, translation)
    publish(ctx, NodeCreated(node_id=node.id, kind=node.kind, author_id=author_id))
    tags.replace(ctx, node, request.tags)
    return node_response(load(node.id))


@command()
def update_node(ctx: RequestContext, node_id: UUID, request: UpdateNodeRequest) -> NodeResponse:
    """Change a node's own fields; its texts are changed by :func:`translations.set_translation`.

    :raises NodeNotFound: no such node for this tenant.
    :raises StaleVersion: changed by somebody else since ``request.version``.
    :raises ParentNotAllowed: the kind does not live below that parent.
    :raises ParentInCircle: the new parent is the node itself or below it.
    :raises CategoryNotFound: no such category for this tenant.
    :raises AuthorNotFound: no such user of this tenant.
    """
    node = lock(ctx, node_id, "content.node:update")
    changes = given(request)
    check_version(node, changes.pop("version", None))
    wanted_tags = changes.pop("tags", None)
    if "parent_id" in changes:
        _move(node, changes["parent_id"])
    if "category_id" in changes:
        _check_category(changes["category_id"])
    if "author_id" in changes:
        # Whoever reaches only what is theirs cannot sign for somebody else.
        require(ctx, "content.node:update", owner_id=changes["author_id"])
        _check_author(changes["author_id"])
    fields = sorted(name for name, value in changes.items() if getattr(node, name) != value or name == "parent_id")
    for name, value in changes.items():
        setattr(node, name, value)
    if wanted_tags is not None and tags.replace(ctx, node, wanted_tags):
        fields.append("tags")
    if fields:
        touch(node)
        publish(ctx, NodeUpdated(node_id=node.id, kind=node.kind, fields=tuple(fields)))
    return node_response(load(node.id))


@command()
def publish_node(
    ctx: RequestContext, node_id: UUID, *, version: int | None = None, at: dt.datetime | None = None
) -> NodeResponse:
    """Let readers see a node. Published already: nothing changes.

    :param at: when it was first published, UTC, for importers; now, or when it was before, if not said.

    :raises NodeNotFound: no such node for this tenant.
    :raises StaleVersion: changed by somebody else since ``version``.
    """
    node = lock(ctx, node_id, "content.node:publish")
    check_version(node, version)
    if node.status != NodeStatus.PUBLISHED:
        node.status = NodeStatus.PUBLISHED
        node.published_at = at or node.published_at or timezone.now()
        touch(node)
        publish(ctx, NodePublished(node_id=node.id, kind=node.kind))
    return node_response(load(node.id))


@command()
def unpublish_node(
    ctx: RequestContext, node_id: UUID, *, archive: bool = False, version: int | None = None
) -> NodeResponse:
    """Take a node from readers, as a draft or into the archive. Already there: nothing changes.

    :raises NodeNotFound: no such node for this tenant.
    :raises StaleVersion: changed by somebody else since ``version``.
    """
    node = lock(ctx, node_id, "content.node:publish")
    check_version(node, version)
    status = NodeStatus.ARCHIVED if archive else NodeStatus.DRAFT
    if node.status != status:
        node.status = status
        touch(node)
        publish(ctx, NodeUnpublished(node_id=node.id, kind=node.kind))
    return node_response(load(node.id))


@command()
def delete_node(ctx: RequestContext, node_id: UUID, *, version: int | None = None) -> None:
    """Delete a node with its texts.

    :raises NodeNotFound: no such node for this tenant.
    :raises NodeHasChildren: nodes are below it.
    :raises StaleVersion: changed by somebody else since ``version``.
    """
    node = lock(ctx, node_id, "content.node:delete", keys=True)
    check_version(node, version)
    if count := node.children.count():
        raise errors.NodeHasChildren(count=count)
    kind = node.kind
    node.delete()
    publish(ctx, NodeDeleted(node_id=node_id, kind=kind))


def lock(ctx: RequestContext, node_id: UUID, permission: str, *, keys: bool = False) -> Any:
    """Return a node's row, locked until the end of the transaction, if the actor may do this to it.

    :raises NodeNotFound: no such node for this tenant.
    :raises Forbidden: the actor may not.
    """
    node = models.Node.objects.for_update(keys=keys).filter(pk=node_id).first()
    if node is None:
        # Rights come first, so that an outsider cannot tell what exists.
        require(ctx, permission, owner_id=ctx.actor_id)
        raise errors.NodeNotFound(id=str(node_id))
    require(ctx, permission, owner_id=node.author_id)
    return node


def check_version(node: models.Node, given_version: int | None) -> None:
    """Refuse a change made from an older version.

    :raises StaleVersion: the node is at another version.
    """
    if given_version is not None and given_version != node.version:
        raise StaleVersion(current=node.version, given=given_version)


def touch(node: models.Node) -> None:
    """Write a changed node at its next version."""
    node.version += 1
    node.save()


def _parent(kind: NodeKind, parent_id: UUID | None) -> Any:
    parent = None
    if parent_id is not None:
        parent = models.Node.objects.filter(pk=parent_id).first()
        if parent is None:
            raise errors.NodeNotFound(id=str(parent_id))
    if (parent.kind if parent else None) not in kind.parents:
        raise errors.ParentNotAllowed(kind=kind.name, parent=parent.kind if parent else "root")
    return parent


def _move(node: models.Node, parent_id: UUID | None) -> None:
    """Put a node below another; the depths of all below it follow."""
    parent = _parent(get_kind(node.kind), parent_id)
    ancestor = parent
    while ancestor is not None:
        if ancestor.id == node.id:
            raise errors.ParentInCircle()
        ancestor = ancestor.parent
    change = (parent.depth + 1 if parent else 0) - node.depth
    if not change:
        return
    node.depth += change
    below = [node.id]
    while below:
        children = models.Node.objects.filter(parent_id__in=below)
        below = list(children.values_list("id", flat=True))
        children.update(depth=F("depth") + change)


def _check_category(category_id: UUID | None) -> None:
    if category_id is not None and not models.Category.objects.filter(pk=category_id).exists():
        raise errors.CategoryNotFound(id=str(category_id))


def _check_author(author_id: UUID | None) -> None:
    # A plain column: nodes outlive their authors, so no foreign key can say it.
    users: Any = get_user_model()
    if author_id is not None and not users.objects.filter(pk=author_id).exists():
        raise errors.AuthorNotFound(id=str(author_id))
