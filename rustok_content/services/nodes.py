"""Makes nodes and changes their own fields."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any, Final
from uuid import UUID

from django.contrib.auth import get_user_model

from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import given
from rustok.events.bus import publish
from rustok.events.catalog.content import (
    NodeCreated,
    NodeUpdated,
)
from rustok.events.catalog.places import NodeMoved
from rustok.rbac.policies import require
from rustok_content import errors, models
from rustok_content.dto.nodes import CreateNodeRequest, NodeResponse, UpdateNodeRequest
from rustok_content.mappers import node_response
from rustok_content.selectors.nodes import load
from rustok_content.services import addresses, categories, references, revisions, tags, texts, tree
from rustok_content.services.counters import kept
from rustok_content.services.kinds import get_kind
from rustok_content.services.locking import (
    ask_for_right,
    check_version,
    lock_node,
    permission_to,
    require_kind,
    require_place,
    require_to_show,
)

_COUNTED: Final = frozenset({"category_id", "author_id", "tags"})
"""What nodes are counted by."""


@command()
def create_node(ctx: RequestContext, request: CreateNodeRequest, *, kind: str | None = None) -> NodeResponse:
    """Make a node as a draft; the first translation is its original.

    :param kind: what it has to be, where the kind's own module acts: the kind's rights are asked for then.

    :raises UnknownKind: no module that is on registered the kind.
    :raises ParentNotAllowed: the kind does not live below that parent.
    :raises CategoryNotFound: no such category for this tenant.
    :raises AuthorNotFound: no such user of this tenant.
    :raises LocaleNotEnabled: the tenant does not speak a language given.
    :raises DuplicateSlug: another node of the kind has the slug.
    :raises AddressTaken: another node is at the address.
    """
    author_id = request.author_id or ctx.actor_id
    require(ctx, permission_to("create", kind), owner_id=author_id)
    if kind is not None and request.kind != kind:
        raise errors.UnknownKind(kind=request.kind)
    rules = get_kind(request.kind)
    if kind is None:
        require_kind(ctx, rules, "create", owner_id=author_id)
    # The parent stays where it is; and whoever moves comes before who holds tags, in the order of locks.
    tree.share_tree()
    parent = tree.find_parent(rules, request.parent_id)
    require_place(ctx, rules, parent)
    _check_category(request.category_id)
    _check_author(request.author_id)
    texts.check_languages(rules, [text.locale for text in request.translations])
    node = models.Node(
        kind=rules.name,
        parent=parent,
        category_id=request.category_id,
        author_id=author_id,
        source_locale=request.translations[0].locale,
        position=request.position,
        is_featured=request.is_featured,
        metadata=rules.clean(request.metadata),
    )
    tree.save_new(node)
    for translation in request.translations:
        texts.add(node, rules, translation)
    addresses.refresh(ctx, (node.id,), is_new=True)
    publish(ctx, NodeCreated(node_id=node.id, kind=node.kind, author_id=author_id))
    tags.replace(ctx, node, request.tags)
    references.refresh(node)
    revisions.keep(ctx, node, locale=node.source_locale, is_first=True)
    return node_response(load(node.id))


@command()
def update_node(
    ctx: RequestContext, node_id: UUID, request: UpdateNodeRequest, *, kind: str | None = None
) -> NodeResponse:
    """Change a node's own fields; its texts are changed by :func:`translations.set_translation`.

    :raises NodeNotFound: no such node for this tenant.
    :raises StaleVersion: changed by somebody else since ``request.version``.
    :raises ParentNotAllowed: the kind does not live below that parent.
    :raises ParentInCircle: the new parent is the node itself or below it.
    :raises CategoryNotFound: no such category for this tenant.
    :raises AuthorNotFound: no such user of this tenant.
    :raises AddressTaken: another node is at the address it would move to.
    """
    ask_for_right(ctx, "update", kind)
    changes = given(request)
    if "parent_id" in changes:
        tree.lock_tree()
    with kept([node_id]) if _COUNTED & changes.keys() else nullcontext():
        _change(ctx, node_id, changes, kind)
    return node_response(load(node_id))


def _change(ctx: RequestContext, node_id: UUID, changes: dict[str, Any], kind: str | None) -> None:
    node = lock_node(ctx, node_id, "update", kind=kind)
    check_version(node, changes.pop("version", None))
    wanted_tags = changes.pop("tags", None)
    moved = "parent_id" in changes and changes["parent_id"] != node.parent_id
    if moved:
        # A circle is found by the database: the node's own kind may well be below itself.
        rules = get_kind(node.kind)
        require_place(ctx, rules, tree.find_parent(rules, changes["parent_id"]))
    if "metadata" in changes:
        changes["metadata"] = get_kind(node.kind).clean(changes["metadata"])
    if "category_id" in changes:
        _check_category(changes["category_id"])
    if "author_id" in changes:
        # Whoever reaches only what is theirs cannot sign for somebody else.
        require(ctx, permission_to("update", kind), owner_id=changes["author_id"])
        _check_author(changes["author_id"])
    fields = sorted(name for name, value in changes.items() if getattr(node, name) != value)
    if not fields and wanted_tags is None:
        return
    require_to_show(ctx, node, kind=kind)
    revisions.keep_first(node)
    former = node.category_id if "category_id" in fields else None
    for name, value in changes.items():
        setattr(node, name, value)
    if "metadata" in fields:
        texts.check_bodies(node, get_kind(node.kind))
    if wanted_tags is not None and tags.replace(ctx, node, wanted_tags):
        fields.append("tags")
    if not fields:
        return
    node.version += 1
    tree.save_place(node, moved=moved)
    references.refresh(node)
    revisions.keep(ctx, node)
    if moved:
        addresses.refresh(ctx, (node.id,))
    publish(ctx, NodeUpdated(node_id=node.id, kind=node.kind, fields=tuple(fields), former_category_id=former))
    if moved:
        publish(ctx, NodeMoved(node_id=node.id, kind=node.kind, parent_id=node.parent_id))


def _check_category(category_id: UUID | None) -> None:
    if category_id is not None:
        categories.hold_category(category_id)


def _check_author(author_id: UUID | None) -> None:
    # A plain column: nodes outlive their authors, so no foreign key can say it.
    users: Any = get_user_model()
    if author_id is not None and not users.objects.filter(pk=author_id).exists():
        raise errors.AuthorNotFound(id=str(author_id))
