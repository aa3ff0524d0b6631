"""Lets members rise and fall in trust: after what they do, and once a day for all."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from rustok.commands import command
from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.community import TrustChanged
from rustok_content import models
from rustok_content.services.trust import due_level

_BATCH: Final = 500


@command()
def review_trust(ctx: RequestContext, user_id: UUID) -> bool:
    """Give a member the level they have earned; tell whether it is another one."""
    member = models.Member.objects.filter(user_id=user_id).first()
    if member is None or due_level(member) == member.trust_level:
        return False
    member = models.Member.objects.for_update().filter(user_id=user_id).first()
    if member is None or (level := due_level(member)) == (former := member.trust_level):
        return False
    models.Member.objects.filter(pk=member.pk).update(trust_level=level)
    publish(ctx, TrustChanged(user_id=user_id, level=level, former=former))
    return True


def review_all(ctx: RequestContext) -> int:
    """Give every member of a tenant the level they have earned; return how many have another one."""
    changed = 0
    after: UUID | None = None
    while True:
        rows = models.Member.objects.filter(is_trust_locked=False).order_by("id")
        found = list((rows.filter(id__gt=after) if after is not None else rows)[:_BATCH])
        if not found:
            return changed
        for member in found:
            if due_level(member) != member.trust_level:
                changed += review_trust(ctx, member.user_id)
        after = found[-1].id
