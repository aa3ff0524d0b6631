"""What members' texts said before they were edited, for those who may know."""

from __future__ import annotations

from itertools import pairwise
from typing import Final
from uuid import UUID

from rustok.context import RequestContext
from rustok.ids import to_ulid
from rustok.rbac.policies import allowed
from rustok_content import errors, models
from rustok_content.dto.revisions import TextEditResponse
from rustok_content.selectors.community import community_settings
from rustok_content.selectors.sight import seen_by
from rustok_content.selectors.snapshots import field_changes

# Kinds of which each edit is kept and nobody but their authors and moderators edits.
_KINDS: Final = ("topic", "reply", "comment")
_SHOWN: Final = frozenset({"title", "body"})
_MOST: Final = 100


def list_edits(ctx: RequestContext, node_id: UUID) -> tuple[TextEditResponse, ...]:
    """List the edits of a topic, a reply or a comment, the last first: a hundred at most.

    Its author and moderators may know; everybody who sees it where the community has said so.

    :raises NodeNotFound: no such text that the actor can see.
    :raises EditsNotShown: only its author and moderators are to know.
    """
    rows = models.Node.objects.filter(pk=node_id, kind__in=_KINDS)
    is_moderator = allowed(ctx, "content.review:decide")
    node = (rows if is_moderator else rows.filter(seen_by(ctx.audience))).first()
    if node is None:
        raise errors.NodeNotFound(id=to_ulid(node_id))
    is_own = ctx.actor_id is not None and ctx.actor_id == node.author_id
    if not (is_moderator or is_own or community_settings().edits_are_public):
        raise errors.EditsNotShown()
    states = list(node.revisions.order_by("-version")[: _MOST + 1])
    names = dict(
        models.Member.objects.filter(user_id__in={state.author_id for state in states}).values_list("user_id", "name")
    )
    return tuple(
        TextEditResponse(
            version=state.version,
            editor_id=state.author_id,
            editor_name=names.get(state.author_id, ""),
            edited_at=state.created_at,
            changes=tuple(
                change for change in field_changes(before.snapshot, state.snapshot) if change.field in _SHOWN
            ),
        )
        for state, before in pairwise(states)
    )
