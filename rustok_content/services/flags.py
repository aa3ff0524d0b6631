"""Flags: members ask moderators to look. Enough of them hide a text until somebody has."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone

from rustok.commands import command
from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.community import ReviewFlagged
from rustok.ids import id_floor, id_time, to_ulid
from rustok_content import errors, models
from rustok_content.dto.moderation import FlagReason, FlagReceipt, FlagRequest, ReviewReason
from rustok_content.selectors.community import community_settings
from rustok_content.services.members import writer_for
from rustok_content.services.moderation_log import log_action
from rustok_content.services.review_targets import target_for
from rustok_content.services.reviews import lock_item, open_target
from rustok_content.services.trust import LIMITS

_DAY: Final = dt.timedelta(days=1)
_TRIES: Final = 5


class _HidesNow(Exception):
    """With this flag it is enough: the text is to be hidden first, since its locks come first."""


def flag(ctx: RequestContext, request: FlagRequest) -> FlagReceipt:
    """Ask moderators to look at something; once per person and target.

    :raises Unauthenticated: nobody is signed in.
    :raises UnknownKind: nothing of the kind can be flagged.
    :raises TargetNotFound: it is not there, or not for whoever asks.
    :raises OwnTextFlagged: it is the member's own.
    :raises AlreadyFlagged: the member has flagged it before.
    :raises TooManyFlags: the member has flagged enough for a day.
    :raises Silenced: a moderator lets the member read only.
    """
    for _ in range(_TRIES):
        try:
            return _flag(ctx, request, hide=False)
        except _HidesNow:
            try:
                return _flag(ctx, request, hide=True)
            except _HidesNow:
                continue
    raise errors.ReviewDecided(state="changing")


def weight_of(member: models.Member) -> int:
    """Return how much a member's flag counts: more with trust, less for whom moderators mostly disagree with."""
    weight = (1, 1, 1, 2, 3)[member.trust_level]
    judged = member.flags_agreed + member.flags_rejected
    return 1 if judged >= 5 and member.flags_rejected > member.flags_agreed else weight


@command()
def _flag(ctx: RequestContext, request: FlagRequest, *, hide: bool) -> FlagReceipt:
    member = writer_for(ctx)
    target = target_for(request.kind)
    seen = target.load(ctx, [request.id]).get(request.id)
    flagged = models.Flag.objects.filter(
        user_id=member.user_id, item__target_kind=request.kind, item__target_id=request.id
    )
    if flagged.exists():
        raise errors.AlreadyFlagged()
    if seen is None or not seen.is_public:
        raise errors.TargetNotFound(kind=request.kind, id=to_ulid(request.id))
    if seen.author_id == member.user_id:
        raise errors.OwnTextFlagged()
    _refuse_hurry(member)
    if hide:
        target.reject(ctx, request.id, spam=False)
    item = lock_item(
        open_target(
            ctx,
            kind=request.kind,
            target_id=request.id,
            author_id=seen.author_id,
            reason=ReviewReason.FLAGGED,
            excerpt=seen.excerpt or seen.title,
        ).id
    )
    row = models.Flag(
        item=item, user_id=member.user_id, reason=request.reason, note=request.note, weight=weight_of(member)
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as exc:
        raise errors.AlreadyFlagged() from exc
    flags: Any = models.Flag.objects.filter(item=item)
    item.score = flags.aggregate(score=Sum("weight"))["score"]
    needed = community_settings().flags_to_hide
    enough = bool(needed) and item.score >= needed
    if enough is not hide:
        raise _HidesNow()
    models.ReviewItem.objects.filter(pk=item.pk).update(score=item.score, updated_at=timezone.now())
    if hide:
        log_action(
            ctx,
            "hidden_by_flags",
            target_kind=request.kind,
            target_id=request.id,
            member_id=seen.author_id,
            details={"score": item.score},
        )
    publish(
        ctx,
        ReviewFlagged(
            item_id=item.id,
            target_kind=request.kind,
            target_id=request.id,
            user_id=member.user_id,
            reason=str(request.reason),
            score=item.score,
        ),
    )
    return FlagReceipt(kind=request.kind, id=request.id, reason=FlagReason(request.reason))


def _refuse_hurry(member: models.Member) -> None:
    most = LIMITS[member.trust_level].flags
    now = timezone.now()
    mine: Any = models.Flag.objects.filter(user_id=member.user_id, id__gte=id_floor(now - _DAY)).order_by("-id")
    ids: list[UUID] = list(mine.values_list("id", flat=True)[:most])
    if len(ids) >= most:
        raise errors.TooManyFlags(limit=most, retry_after=max(1, int((id_time(ids[-1]) + _DAY - now).total_seconds())))
