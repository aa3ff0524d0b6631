"""Copies nodes, with all that is below them, as drafts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from rustok.commands import command
from rustok.context import RequestContext, Scope
from rustok.dto import Unset
from rustok.events.bus import publish
from rustok.events.catalog.content import NodeCreated, TagAttached
from rustok.ids import generate_id
from rustok.rbac.policies import require
from rustok_content import errors, models
from rustok_content.dto.nodes import BodyFormat, NodeStatus
from rustok_content.dto.places import CopiedNodeResponse, CopyNodeRequest
from rustok_content.selectors.snapshots import HEAD
from rustok_content.services import addresses, references, revisions, texts, tree
from rustok_content.services.kinds import kinds, rules_of
from rustok_content.services.locking import lock_node, permission_to, require_kind, require_place

LIMIT: Final = 1000
_PREFIX: Final = "copy-of-"
_LONGEST: Final = 200


@command()
def copy_node(
    ctx: RequestContext, node_id: UUID, request: CopyNodeRequest, *, kind: str | None = None
) -> CopiedNodeResponse:
    """Copy a node, with all below it if wanted, as drafts: with what waited to be published in place of what was.

    Answers, and what is in the trash, are not copied. The copy is last among those beside it, and the actor's.

    :raises NodeNotFound: no such node, or no such parent, for this tenant.
    :raises ParentNotAllowed: the kind does not live there.
    :raises TooDeep: a copy would be too far down.
    :raises TooManyCopies: there is too much to copy at once.
    """
    scope = require(ctx, permission_to("create", kind), owner_id=ctx.actor_id)
    tree.lock_tree()
    node = lock_node(ctx, node_id, "read", kind=kind)
    parent_id = node.parent_id if isinstance(request.parent_id, Unset) else request.parent_id
    parent = tree.find_parent(rules_of(node.kind), parent_id)
    require_place(ctx, rules_of(node.kind), parent)
    answers = [each.name for each in kinds() if each.answers]
    nodes = tree.subtree(node).filter(deleted_at=None).exclude(kind__in=answers)
    if not request.with_children:
        nodes = nodes.filter(pk=node.id)
    if (count := nodes.count()) > LIMIT:
        raise errors.TooManyCopies(count=count, limit=LIMIT)
    originals = list(
        nodes.order_by("depth", "position", "id").prefetch_related("translations", "bodies", "drafts", "node_tags")
    )
    for copied in {original.kind for original in originals} if kind is None else ():
        require_kind(ctx, rules_of(copied), "create", owner_id=ctx.actor_id)
    copies = _copy_nodes(ctx, originals, parent, mine=scope is Scope.OWN)
    for original in originals:
        copy = copies[original.id]
        _copy_texts(original, copy, renamed=original.id == node.id)
        publish(ctx, NodeCreated(node_id=copy.id, kind=copy.kind, author_id=copy.author_id))
        for row in original.node_tags.all():
            models.NodeTag.objects.create(node=copy, tag_id=row.tag_id)
            publish(ctx, TagAttached(node_id=copy.id, kind=copy.kind, tag_id=row.tag_id))
        references.refresh(copy)
        revisions.keep(ctx, copy, locale=copy.source_locale, note=f"Copied from {original.id}.", is_first=True)
    addresses.refresh(ctx, [copy.id for copy in copies.values()], is_new=True)
    return CopiedNodeResponse(id=copies[node.id].id, count=len(copies))


def _copy_nodes(ctx: RequestContext, originals: Sequence[Any], parent: Any, *, mine: bool) -> dict[UUID, Any]:
    """Write the nodes, those above first, and return the copies by their originals' ids; all of them ``mine``, or as
    the originals are: those of the first one's author mine, those of others theirs."""
    root = originals[0]
    beside = models.Node.objects.filter(parent=parent).order_by("-position").values_list("position", flat=True).first()
    copies: dict[UUID, Any] = {}
    for original in originals:
        is_root = original.id == root.id
        above = parent if is_root else copies[original.parent_id]
        copy = models.Node(
            id=generate_id(),
            kind=original.kind,
            parent=above,
            category_id=original.category_id,
            author_id=ctx.actor_id if mine or is_root or original.author_id == root.author_id else original.author_id,
            source_locale=original.source_locale,
            position=(beside or 0) + 1 if is_root else original.position,
            metadata=original.metadata,
        )
        tree.save_new(copy)
        copies[original.id] = copy
    return copies


def _copy_texts(original: Any, copy: models.Node, *, renamed: bool) -> None:
    rules = rules_of(copy.kind)
    drafts = {row.locale: row for row in original.drafts.all()}
    bodies = {row.locale: row for row in original.bodies.all()}
    for row in original.translations.all():
        text = drafts.get(row.locale, row)
        head = models.NodeTranslation(
            node=copy,
            kind=copy.kind,
            locale=row.locale,
            is_addressed=rules.addressed,
            status=NodeStatus.DRAFT,
            source_version=copy.text_version if row.source_version >= original.text_version else 0,
            **{name: getattr(text, name) for name in HEAD},
        )
        if renamed or rules.addressed:
            head.slug = f"{_PREFIX}{text.slug}"[:_LONGEST].rstrip("-")
        if texts.slug_taken(copy, row.locale, head.slug):
            head.slug = texts.numbered(head.slug, copy.id)
        head.save()
        body = bodies.get(row.locale)
        if row.locale in drafts:
            if text.body is not None:
                texts.change_body(copy, rules, row.locale, {"body": text.body, "format": BodyFormat(text.format)})
        elif body is not None:
            models.Body.objects.create(
                node=copy,
                locale=row.locale,
                body=body.body,
                format=body.format,
                html=body.html,
                text=body.text,
                removed=body.removed,
            )
