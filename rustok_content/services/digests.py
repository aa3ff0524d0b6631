"""When members are due what they missed."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from rustok.commands import command
from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.community import DigestDue
from rustok_content import models
from rustok_content.dto.notifications import DigestPace
from rustok_content.services.notification_settings import saved_settings

_PACES: Final = {DigestPace.DAILY: dt.timedelta(days=1), DigestPace.WEEKLY: dt.timedelta(days=7)}
_BATCH: Final = 200


def send_due(ctx: RequestContext) -> int:
    """Let every member who is due a digest be sent one; return how many. Run twice, nobody is sent two."""
    sent = 0
    after: UUID | None = None
    while True:
        found = _candidates(after)
        if not found:
            return sent
        for user_id in found:
            sent += _let_go(ctx, user_id)
        after = found[-1]


@command(silent=True)
def _let_go(ctx: RequestContext, user_id: UUID) -> bool:
    row = saved_settings(user_id)
    pace = _PACES.get(DigestPace(row.digest))
    member = models.Member.objects.filter(user_id=user_id).first()
    now = timezone.now()
    if pace is None or member is None or (row.digest_sent_at or member.created_at) > now - pace:
        return False
    row.digest_sent_at = now
    row.save(update_fields=["digest_sent_at"])
    publish(ctx, DigestDue(user_id=user_id))
    return True


def _candidates(after: UUID | None) -> list[UUID]:
    """Return members by user id who may be due one: nobody who was here today."""
    now = timezone.now()
    settings = models.NotificationSettings.objects.filter(user_id=OuterRef("user_id"))
    not_due = settings.filter(
        Q(digest=DigestPace.NEVER)
        | Q(digest=DigestPace.DAILY, digest_sent_at__gt=now - _PACES[DigestPace.DAILY])
        | Q(digest=DigestPace.WEEKLY, digest_sent_at__gt=now - _PACES[DigestPace.WEEKLY])
    )
    rows: Any = models.Member.objects.filter(~Exists(not_due), created_at__lte=now - _PACES[DigestPace.DAILY]).exclude(
        last_seen_on=now.date()
    )
    if after is not None:
        rows = rows.filter(user_id__gt=after)
    return list(rows.order_by("user_id").values_list("user_id", flat=True)[:_BATCH])
