"""The queue of what moderators should look at: anything that a module registers as a target."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from rustok.commands import command
from rustok.context import RequestContext
from rustok.errors import RustokError, StaleVersion
from rustok.events.bus import publish
from rustok.events.catalog.community import ReviewClaimed, ReviewDecided, ReviewOpened
from rustok.ids import to_ulid
from rustok.rbac.policies import require
from rustok_content import errors, models
from rustok_content.dto.moderation import (
    ClaimReviewRequest,
    DecidedReview,
    DecidedReviewsResponse,
    DecideReviewRequest,
    DecideReviewsRequest,
    Decision,
    ReviewReason,
    ReviewState,
)
from rustok_content.dto.threads import Moderation
from rustok_content.services.moderation_log import log_action
from rustok_content.services.review_targets import target_for

_EXCERPT: Final = 500
_STATES: Final = {
    Decision.APPROVE: ReviewState.APPROVED,
    Decision.REJECT: ReviewState.REJECTED,
    Decision.IGNORE: ReviewState.IGNORED,
}


def open_item(ctx: RequestContext, node: models.Node, reason: ReviewReason, *, text: str = "") -> models.ReviewItem:
    """Put a node into the queue, inside the caller's transaction; one that waits already stays as it is.

    :param text: the beginning of it is shown in the queue.
    """
    return open_target(ctx, kind=node.kind, target_id=node.id, author_id=node.author_id, reason=reason, excerpt=text)


def open_target(
    ctx: RequestContext, *, kind: str, target_id: UUID, author_id: UUID | None, reason: ReviewReason, excerpt: str = ""
) -> models.ReviewItem:
    """Put anything into the queue, inside the caller's transaction; what waits already stays as it is."""
    present = _open_one(kind, target_id)
    if present is not None:
        return present
    item = models.ReviewItem(
        target_kind=kind, target_id=target_id, author_id=author_id, reason=reason, excerpt=excerpt[:_EXCERPT]
    )
    try:
        with transaction.atomic():
            item.save(force_insert=True)
    except IntegrityError:
        # Opened in this moment by somebody else.
        found = _open_one(kind, target_id)
        if found is None:
            raise
        return found
    publish(ctx, ReviewOpened(item_id=item.id, target_kind=kind, target_id=target_id, reason=str(reason)))
    return item


def lock_item(item_id: UUID) -> models.ReviewItem:
    """Lock and return an entry of the queue. What it is about is locked before it.

    :raises ReviewItemNotFound: no such entry.
    """
    item: models.ReviewItem | None = models.ReviewItem.objects.for_update().filter(pk=item_id).first()
    if item is None:
        raise errors.ReviewItemNotFound(id=to_ulid(item_id))
    return item


@command()
def claim(ctx: RequestContext, item_id: UUID, request: ClaimReviewRequest) -> None:
    """Tell other moderators that one looks at an entry, or no longer does. What is so already changes nothing.

    :raises ReviewItemNotFound: no such entry.
    :raises ReviewDecided: somebody has decided.
    :raises ReviewClaimed: somebody else has it, and it is not to be taken over.
    """
    require(ctx, "content.review:decide")
    item = lock_item(item_id)
    _refuse_decided(item)
    claimed = item.claimed_by_id
    if claimed not in (None, ctx.actor_id) and not request.take_over:
        raise errors.ReviewClaimed()
    wanted = None if request.release else ctx.actor_id
    if claimed == wanted:
        return
    _write(item, claimed_by_id=wanted)
    publish(ctx, ReviewClaimed(item_id=item.id, target_kind=item.target_kind, target_id=item.target_id, user_id=wanted))


@command()
def decide(ctx: RequestContext, item_id: UUID, request: DecideReviewRequest) -> None:
    """Decide about an entry: what it is about is shown, or is not, or stays as it is.

    What flags alone have hidden is shown again where the entry is ignored.

    :raises ReviewItemNotFound: no such entry.
    :raises ReviewDecided: somebody has decided in between; nothing changes.
    :raises ReviewClaimed: somebody else is looking at it.
    :raises StaleVersion: ``version`` was given and the entry has changed in between.
    """
    require(ctx, "content.review:decide")
    item = models.ReviewItem.objects.filter(pk=item_id).first()
    if item is None:
        raise errors.ReviewItemNotFound(id=to_ulid(item_id))
    _refuse_decided(item)
    target = target_for(item.target_kind)
    there = target.load(ctx, [item.target_id]).get(item.target_id)
    spam = request.spam and request.decision is Decision.REJECT
    if there is not None:
        if request.decision is Decision.APPROVE:
            target.approve(ctx, item.target_id)
        elif request.decision is Decision.REJECT:
            target.reject(ctx, item.target_id, spam=spam)
        elif item.reason == ReviewReason.FLAGGED and there.moderation is Moderation.HIDDEN:
            target.approve(ctx, item.target_id)
    item = lock_item(item_id)
    _refuse_decided(item)
    if item.claimed_by_id not in (None, ctx.actor_id):
        raise errors.ReviewClaimed()
    if isinstance(request.version, int) and request.version != item.version:
        raise StaleVersion(current=item.version, given=request.version)
    state = _STATES[request.decision]
    _write(item, state=state, decided_by_id=ctx.actor_id, decided_at=timezone.now(), decision_note=request.note)
    log_action(
        ctx,
        f"review_{state.value}",
        target_kind=item.target_kind,
        target_id=item.target_id,
        member_id=item.author_id,
        reason=request.note,
        details={"item_id": str(item.id), "because": item.reason, "spam": spam},
    )
    publish(
        ctx,
        ReviewDecided(
            item_id=item.id,
            target_kind=item.target_kind,
            target_id=item.target_id,
            state=state.value,
            actor_id=ctx.actor_id,
        ),
    )


def decide_many(ctx: RequestContext, request: DecideReviewsRequest) -> DecidedReviewsResponse:
    """Decide about many entries alike, each by itself: one that cannot be decided keeps no other from it.

    :raises ReviewItemNotFound: one of them is not there; nothing is decided.
    """
    require(ctx, "content.review:decide")
    known = set(models.ReviewItem.objects.filter(pk__in=request.ids).values_list("id", flat=True))
    for item_id in request.ids:
        if item_id not in known:
            raise errors.ReviewItemNotFound(id=to_ulid(item_id))
    one = DecideReviewRequest(decision=request.decision, note=request.note, spam=request.spam)
    decided: list[DecidedReview] = []
    for item_id in dict.fromkeys(request.ids):
        try:
            decide(ctx, item_id, one)
        except RustokError as exc:
            decided.append(DecidedReview(id=item_id, state=None, error=exc.code))
        else:
            decided.append(DecidedReview(id=item_id, state=_STATES[request.decision], error=None))
    return DecidedReviewsResponse(items=tuple(decided))


@command(silent=True)
def credit_flaggers(ctx: RequestContext, item_id: UUID) -> None:
    """Count anew, for whoever flagged an entry, how often moderators agreed; the event may come again."""
    flaggers = models.Flag.objects.filter(item_id=item_id).values("user_id")
    members = models.Member.objects.filter(user_id__in=flaggers)
    locked = members.select_for_update(of=("self",), no_key=True).order_by("user_id")
    user_ids = list(locked.values_list("user_id", flat=True))
    models.Member.objects.filter(user_id__in=user_ids).update(
        flags_agreed=_judged(ReviewState.REJECTED), flags_rejected=_judged(ReviewState.APPROVED)
    )


def _judged(state: ReviewState) -> Any:
    """Count the flags of an outer member about which moderators decided so."""
    flags = models.Flag.objects.filter(user_id=OuterRef("user_id"), item__state=state).order_by()
    return Coalesce(Subquery(flags.values("user_id").annotate(n=Count("id")).values("n")), 0)


def _refuse_decided(item: models.ReviewItem) -> None:
    if item.state != ReviewState.OPEN:
        raise errors.ReviewDecided(state=item.state)


def _write(item: models.ReviewItem, **values: Any) -> None:
    models.ReviewItem.objects.filter(pk=item.pk).update(**values, version=F("version") + 1, updated_at=timezone.now())


def _open_one(kind: str, target_id: UUID) -> models.ReviewItem | None:
    rows: Any = models.ReviewItem.objects.filter(target_kind=kind, target_id=target_id, state=ReviewState.OPEN)
    found: models.ReviewItem | None = rows.first()
    return found
