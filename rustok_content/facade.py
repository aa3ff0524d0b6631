"""What wrapper modules (blog, forum, pages) may use of content.

Commands and reads take ``kind``: what the node has to be. A wrapper always gives it, so that the rights of its own kind
are asked for, and nodes of others are not found.
"""

from __future__ import annotations

from uuid import UUID

from rustok.context import RequestContext
from rustok.dto import Page
from rustok_content.dto.lifecycle import LinkRelation
from rustok_content.dto.nodes import NodeResponse, NodeStatus
from rustok_content.dto.revisions import NodeDiffResponse, NodeRevisionDetailResponse, NodeRevisionResponse
from rustok_content.selectors import children as _children
from rustok_content.selectors import links as _links
from rustok_content.selectors import nodes as _nodes
from rustok_content.selectors import revisions as _revisions
from rustok_content.selectors.categories import list_categories
from rustok_content.selectors.children import present_addresses
from rustok_content.selectors.topics import (
    find_by_slug,
    get_topic,
    list_answers,
    list_topics,
    present_answer,
    present_topic,
)
from rustok_content.services.answers import answer
from rustok_content.services.categories import create_category
from rustok_content.services.copying import copy_node
from rustok_content.services.drafts import discard_draft
from rustok_content.services.editing import edit_text
from rustok_content.services.guests import GUEST_TOKEN
from rustok_content.services.home import set_home
from rustok_content.services.kinds import UNDETERMINED, NodeKind, RevisionPolicy, get_kind, register_kind
from rustok_content.services.links import set_linked, set_links
from rustok_content.services.locking import permission_to
from rustok_content.services.members import member_for, members_of, writer_for
from rustok_content.services.moving import merge_thread, split_thread
from rustok_content.services.nodes import create_node, update_node
from rustok_content.services.placing import move_node, reorder_nodes
from rustok_content.services.previews import create_preview, revoke_preview
from rustok_content.services.publishing import publish_node, unpublish_node
from rustok_content.services.restoring import restore_revision
from rustok_content.services.review_targets import Reviewed, ReviewTarget, register_target
from rustok_content.services.reviews import open_target
from rustok_content.services.scheduling import schedule_node
from rustok_content.services.solutions import set_solution
from rustok_content.services.submissions import (
    approve_submission,
    reject_submission,
    submit_node,
    withdraw_submission,
)
from rustok_content.services.thread_states import change_thread, change_threads, move_thread
from rustok_content.services.topics import begin_thread
from rustok_content.services.translations import remove_translation, set_translation
from rustok_content.services.trash import delete_node, purge_node, restore_node
from rustok_content.services.visibility import delete_text, restore_text

__all__ = [
    "GUEST_TOKEN",
    "UNDETERMINED",
    "NodeKind",
    "ReviewTarget",
    "Reviewed",
    "RevisionPolicy",
    "answer",
    "approve_submission",
    "begin_thread",
    "change_thread",
    "change_threads",
    "compare_revisions",
    "copy_node",
    "create_category",
    "create_node",
    "create_preview",
    "delete_node",
    "delete_text",
    "discard_draft",
    "edit_text",
    "find_by_slug",
    "get_kind",
    "get_node",
    "get_revision",
    "get_topic",
    "linked_to",
    "list_answers",
    "list_categories",
    "list_children",
    "list_nodes",
    "list_revisions",
    "list_topics",
    "member_for",
    "members_of",
    "merge_thread",
    "move_node",
    "move_thread",
    "open_target",
    "present_addresses",
    "present_answer",
    "present_topic",
    "publish_node",
    "purge_node",
    "register_kind",
    "register_target",
    "reject_submission",
    "remove_translation",
    "reorder_nodes",
    "restore_node",
    "restore_revision",
    "restore_text",
    "revoke_preview",
    "schedule_node",
    "set_home",
    "set_linked",
    "set_links",
    "set_solution",
    "set_translation",
    "split_thread",
    "submit_node",
    "unpublish_node",
    "update_node",
    "withdraw_submission",
    "writer_for",
]


def get_node(ctx: RequestContext, node_id: UUID, *, kind: str | None = None) -> NodeResponse:
    """Return a node with its raw translations.

    :raises NodeNotFound: no such node for this tenant, or it is of another kind.
    """
    return _nodes.get_node(ctx, node_id, permission=permission_to("read", kind), kind=kind)


def list_nodes(
    ctx: RequestContext,
    *,
    kind: str | None = None,
    status: NodeStatus | None = None,
    parent_id: UUID | None = None,
    author_id: UUID | None = None,
    trashed: bool = False,
    after: UUID | None = None,
    limit: int = 24,
) -> Page[NodeResponse]:
    """List nodes, newest first; ``after`` is the last id of the page before."""
    return _nodes.list_nodes(
        ctx,
        kind=kind,
        status=status,
        parent_id=parent_id,
        author_id=author_id,
        trashed=trashed,
        after=after,
        limit=limit,
        permission=permission_to("read", kind),
    )


def list_children(
    ctx: RequestContext, *, kind: str, parent_id: UUID | None, after: UUID | None = None, limit: int = 24
) -> Page[NodeResponse]:
    """List the nodes of a kind below another one, or at the top, in their order."""
    return _children.list_children(
        ctx, kind=kind, parent_id=parent_id, after=after, limit=limit, permission=permission_to("read", kind)
    )


def linked_to(
    ctx: RequestContext, target_id: UUID, relation: LinkRelation, *, kind: str
) -> tuple[int, tuple[UUID, ...]]:
    """Return a node's version and what belongs to it in this way, in order: the posts of a series."""
    return _links.linked_to(ctx, target_id, relation, kind=kind, permission=permission_to("read", kind))


def list_revisions(
    ctx: RequestContext, node_id: UUID, *, kind: str | None = None, after: int | None = None, limit: int = 24
) -> Page[NodeRevisionResponse]:
    """List a node's revisions, newest first; ``after`` is the last version of the page before."""
    return _revisions.list_revisions(
        ctx, node_id, after=after, limit=limit, permission=permission_to("read", kind), kind=kind
    )


def get_revision(
    ctx: RequestContext, node_id: UUID, version: int, *, kind: str | None = None
) -> NodeRevisionDetailResponse:
    """Return what a node was at a version."""
    return _revisions.get_revision(ctx, node_id, version, permission=permission_to("read", kind), kind=kind)


def compare_revisions(
    ctx: RequestContext, node_id: UUID, version: int, *, other: int | None = None, kind: str | None = None
) -> NodeDiffResponse:
    """Return what differs between a version and another one, or the node as it is."""
    return _revisions.compare_revisions(
        ctx, node_id, version, other=other, permission=permission_to("read", kind), kind=kind
    )
