"""What a member has written, as far as whoever asks sees it."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from rustok.context import RequestContext
from rustok.dto import Page
from rustok_content import models
from rustok_content.dto.members import MemberTextKind, MemberTextResponse
from rustok_content.selectors.heads import heads_of
from rustok_content.selectors.members import check_open
from rustok_content.selectors.sight import seen_by

_EXCERPT: Final = 280


def list_member_texts(
    ctx: RequestContext, user_id: UUID, kind: MemberTextKind | None, *, after: UUID | None, limit: int
) -> Page[MemberTextResponse]:
    """List the topics, replies, posts and comments of a member, or those of one kind, the latest first.

    :raises MemberNotFound: no such member of this community.
    :raises MemberPrivate: others are not to see it.
    """
    check_open(ctx, user_id)
    kinds = [kind.value] if kind is not None else [each.value for each in MemberTextKind]
    rows: Any = models.Node.objects.filter(seen_by(ctx.audience), author_id=user_id, kind__in=kinds)
    if after is not None:
        rows = rows.filter(id__lt=after)
    found = list(rows.order_by("-id")[: limit + 1])
    shown = found[:limit]
    heads = heads_of({row.id for row in shown}, ctx.locale)
    texts: dict[UUID, str] = {}
    bodies = models.Body.objects.filter(node_id__in=[row.id for row in shown]).order_by("node_id", "locale")
    for node_id, text in bodies.values_list("node_id", "text"):
        texts.setdefault(node_id, text)
    items = tuple(
        MemberTextResponse(
            node_id=row.id,
            kind=row.kind,
            root_id=row.root_id or row.id,
            number=row.number,
            title=heads[row.id].title,
            path=heads[row.id].path,
            excerpt=texts.get(row.id, "")[:_EXCERPT],
            created_at=row.published_at or row.created_at,
        )
        for row in shown
    )
    return Page(items=items, next=str(shown[-1].id) if len(found) > limit else None)
