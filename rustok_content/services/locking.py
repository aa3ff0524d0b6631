"""Takes a node for a change: finds it, asks for the right, locks its row, compares versions."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from rustok.context import RequestContext
from rustok.errors import Forbidden, StaleVersion
from rustok.rbac.policies import require
from rustok_content import errors, models
from rustok_content.dto.nodes import NodeStatus
from rustok_content.services import revisions
from rustok_content.services.kinds import NodeKind, get_kind, rules_of
from rustok_content.services.reach import Languages, Reach, reach_of

_STAFF: Final = "content.node"


def permission_to(action: str, kind: str | None) -> str:
    """Return the right to ask for: the kind's own where its module acts, that of staff over all nodes else.

    :raises UnknownKind: no such kind, or its module is off.
    """
    return f"{get_kind(kind).permission if kind else _STAFF}:{action}"


def require_kind(ctx: RequestContext, rules: NodeKind, action: str, *, owner_id: UUID | None) -> None:
    """Refuse staff, who act on nodes of all kinds, what they may not do to one kind.

    What is written without drafts, as topics and answers are, its authors change by the commands of its own module:
    here it is only for whoever reaches all nodes.

    :raises Forbidden: the actor may not.
    """
    if rules.drafts or action == "read":
        require(ctx, rules.right_to(action), owner_id=owner_id)
    else:
        require(ctx, f"{_STAFF}:{action}")


def require_on(
    ctx: RequestContext,
    node: models.Node,
    action: str,
    *,
    kind: str | None,
    languages: Languages = None,
    reach: Reach | None = None,
) -> None:
    """Refuse whoever may not do this to a node: their role does not let them, or they are assigned elsewhere.

    :param kind: what it has to be, where the kind's own module acts: the kind's rights are asked for then.
    :param languages: of what it is done to; all that there is of the node if not said.
    :param reach: the actor's, where it was read already.

    :raises Forbidden: the actor may not.
    :raises OutsideAssignment: the actor works elsewhere, or in other languages.
    """
    rules = rules_of(node.kind)
    require(ctx, permission_to(action, kind), owner_id=node.author_id)
    if kind is None:
        require_kind(ctx, rules, action, owner_id=node.author_id)
    if rules.drafts and action != "read":
        (reach or reach_of(ctx)).require(node.path, languages)


def require_place(ctx: RequestContext, rules: NodeKind, parent: models.Node | None) -> None:
    """Refuse whoever is assigned elsewhere to put a node below a parent, or to the top.

    :raises OutsideAssignment: the actor works elsewhere, or in some languages alone.
    """
    if rules.drafts:
        reach_of(ctx).require(parent.path if parent is not None else "", None)


def may(
    ctx: RequestContext,
    node: models.Node,
    action: str,
    *,
    languages: Languages = None,
    reach: Reach | None = None,
) -> bool:
    """Tell whether staff may do this to a node, for pages that offer it."""
    try:
        require_on(ctx, node, action, kind=None, languages=languages, reach=reach)
    except Forbidden:
        return False
    return True


def may_make(ctx: RequestContext, rules: NodeKind) -> bool:
    """Tell whether staff may make nodes of a kind somewhere, for pages that offer it."""
    try:
        require(ctx, permission_to("create", None), owner_id=ctx.actor_id)
        require_kind(ctx, rules, "create", owner_id=ctx.actor_id)
    except Forbidden:
        return False
    return not rules.drafts or reach_of(ctx).has_whole_nodes()


def may_place(ctx: RequestContext, rules: NodeKind, parent: models.Node | None) -> bool:
    """Tell whether staff may put a node below a parent, or to the top, for pages that offer it."""
    try:
        require_place(ctx, rules, parent)
    except Forbidden:
        return False
    return True


def require_to_show(
    ctx: RequestContext,
    node: models.Node,
    *,
    kind: str | None,
    locale: str | None = None,
    reach: Reach | None = None,
) -> None:
    """Refuse a change that readers see without anybody's leave: at once, or when what is scheduled comes to pass.

    :param locale: of what the change is; the node's own fields, which are the same in all languages, else.

    :raises Forbidden: the actor may write, and not publish.
    """
    texts = node.translations.exclude(publish_at=None)
    if locale is not None:
        texts = texts.filter(locale=locale)
    if (locale is None and node.status == NodeStatus.PUBLISHED) or texts.exists():
        languages = None if locale is None else (locale,)
        require_on(ctx, node, "publish", kind=kind, languages=languages, reach=reach)


def ask_for_right(ctx: RequestContext, action: str, kind: str | None) -> None:
    """Refuse whoever may do this to no node at all, before anybody has to wait for them.

    Whether they may do it to the node in question :func:`lock_node` asks.

    :raises Forbidden: the actor may not.
    """
    require(ctx, permission_to(action, kind), owner_id=ctx.actor_id)


def lock_node(
    ctx: RequestContext,
    node_id: UUID,
    action: str,
    *,
    kind: str | None = None,
    keys: bool = False,
    trashed: bool = False,
    languages: Languages = None,
) -> Any:
    """Return a node's row, locked until the end of the transaction, if the actor may do this to it.

    :param kind: what it has to be, where the kind's own module acts: the kind's rights are asked for then.
    :param keys: lock it against being referred to as well, for a deletion.
    :param trashed: look in the trash, where nodes are not found otherwise.
    :param languages: of what it is done to; all that there is of the node if not said.

    :raises NodeNotFound: no such node for this tenant, or it is of another kind.
    :raises Forbidden: the actor may not.
    :raises OutsideAssignment: the actor works elsewhere, or in other languages.
    """
    nodes = models.Node.objects.for_update(keys=keys).filter(pk=node_id, deleted_at__isnull=not trashed)
    node = (nodes.filter(kind=kind) if kind else nodes).first()
    if node is None:
        # Rights come first, so that an outsider cannot tell what exists.
        ask_for_right(ctx, action, kind)
        raise errors.NodeNotFound(id=str(node_id))
    require_on(ctx, node, action, kind=kind, languages=languages)
    return node


def check_version(node: models.Node, given_version: int | None) -> None:
    """Refuse a change made from an older version.

    :raises StaleVersion: the node is at another version; the error names what has changed since.
    """
    if given_version is not None and given_version != node.version:
        changed = revisions.changed_since(node, given_version)
        raise StaleVersion(current=node.version, given=given_version, changed=changed)
