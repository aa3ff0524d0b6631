"""Reading the queue: its entries with what they are about, as it is now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q

from rustok.context import RequestContext
from rustok.dto import Page
from rustok.ids import to_ulid
from rustok.rbac.policies import require
from rustok_content import errors, models
from rustok_content.dto.moderation import ReviewItemResponse, ReviewState
from rustok_content.mappers.community import review_item_response
from rustok_content.services.review_targets import Reviewed, target_for


def get_item(ctx: RequestContext, item_id: UUID) -> ReviewItemResponse:
    """Return an entry of the queue.

    :raises ReviewItemNotFound: no such entry.
    """
    require(ctx, "content.review:read")
    row = models.ReviewItem.objects.filter(pk=item_id).first()
    if row is None:
        raise errors.ReviewItemNotFound(id=to_ulid(item_id))
    return _shown(ctx, [row])[0]


def shown_items(ctx: RequestContext, rows: list[models.ReviewItem]) -> list[ReviewItemResponse]:
    """Return entries, in the order given, with what they are about."""
    require(ctx, "content.review:read")
    return _shown(ctx, rows)


def list_items(
    ctx: RequestContext,
    *,
    state: ReviewState,
    kind: str | None,
    after: tuple[int, UUID] | None,
    limit: int,
) -> tuple[Page[ReviewItemResponse], tuple[int, UUID] | None]:
    """List entries of the queue, the weightiest first, and of those the latest; with the key to go on after."""
    require(ctx, "content.review:read")
    rows: Any = models.ReviewItem.objects.filter(state=state)
    if kind is not None:
        rows = rows.filter(target_kind=kind)
    if after is not None:
        score, item_id = after
        rows = rows.filter(Q(score__lt=score) | Q(score=score, id__lt=item_id))
    found = list(rows.order_by("-score", "-id")[: limit + 1])
    shown = found[:limit]
    key = (shown[-1].score, shown[-1].id) if len(found) > limit else None
    return Page(items=tuple(_shown(ctx, shown))), key


def _shown(ctx: RequestContext, rows: list[models.ReviewItem]) -> list[ReviewItemResponse]:
    loaded = _loaded(ctx, rows)
    flags: dict[UUID, list[models.Flag]] = {}
    for flag in models.Flag.objects.filter(item_id__in=[row.id for row in rows]).order_by("id"):
        flags.setdefault(flag.item_id, []).append(flag)
    people = {row.author_id for row in rows if row.author_id} | {
        flag.user_id for each in flags.values() for flag in each
    }
    names: Mapping[UUID, str] = dict(models.Member.objects.filter(user_id__in=people).values_list("user_id", "name"))
    responses = []
    for row in rows:
        now = loaded.get(row.target_id)
        responses.append(
            review_item_response(
                row,
                title=now.title if now is not None else "",
                excerpt=now.excerpt if now is not None else row.excerpt,
                moderation=now.moderation if now is not None else None,
                flags=flags.get(row.id, []),
                names=names,
            )
        )
    return responses


def _loaded(ctx: RequestContext, rows: Iterable[models.ReviewItem]) -> dict[UUID, Reviewed]:
    by_kind: dict[str, list[UUID]] = {}
    for row in rows:
        by_kind.setdefault(row.target_kind, []).append(row.target_id)
    loaded: dict[UUID, Reviewed] = {}
    for kind, ids in by_kind.items():
        try:
            target = target_for(kind)
        except errors.UnknownKind:
            # Its module was switched off: the entry stays, with what was written down of it.
            continue
        loaded.update(target.load(ctx, ids))
    return loaded
