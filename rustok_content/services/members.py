"""Members of the community: of logins, made at their first use."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from rustok.auth.selectors.users import get_me
from rustok.commands import command
from rustok.context import RequestContext
from rustok.errors import Unauthenticated
from rustok.events.bus import publish
from rustok.events.catalog.community import MemberJoined, MemberVisited
from rustok.ids import to_ulid
from rustok.tenancy.prepared import Read
from rustok_content import errors, models
from rustok_content.services.counters import SEEN
from rustok_content.services.kinds import kinds

NAME: Final = r"[^\W_](?:[\w.-]{0,58}[^\W_])?"
"""How members may be called: what a mention is found by."""
_NOT_IN_NAMES: Final = re.compile(r"[\W_]+")
_LONGEST: Final = 40
_MEMBER: Final = Read(models.Member, "m", "members m WHERE m.tenant_id = %s AND m.user_id = %s")


def member_for(ctx: RequestContext) -> models.Member:
    """Return the member that whoever is signed in is; made at the first use.

    :raises Unauthenticated: nobody is signed in, or the user is gone.
    """
    if ctx.actor_id is None:
        raise Unauthenticated()
    return _MEMBER.first(ctx.actor_id) or _join(ctx, ctx.actor_id)


def writer_for(ctx: RequestContext) -> models.Member:
    """Return the member, who may write now.

    :raises Unauthenticated: nobody is signed in, or the user is gone.
    :raises Silenced: a moderator lets them read only.
    :raises Suspended: a moderator keeps them out.
    """
    member = member_for(ctx)
    refuse_disciplined(member)
    return member


def refuse_disciplined(member: models.Member) -> None:
    """Refuse a member whom a moderator has silenced or suspended.

    :raises Silenced: they may read only.
    :raises Suspended: they are kept out.
    """
    now = timezone.now()
    if member.suspended_until is not None and member.suspended_until > now:
        raise errors.Suspended(until=member.suspended_until.isoformat())
    if member.silenced_until is not None and member.silenced_until > now:
        raise errors.Silenced(until=member.silenced_until.isoformat())


def may_come_in(user_id: UUID) -> bool:
    """Tell whether a user is not suspended at present."""
    return not models.Member.objects.filter(user_id=user_id, suspended_until__gt=timezone.now()).exists()


def members_of(user_ids: Collection[UUID]) -> dict[UUID, models.Member]:
    """Return the members among users, by the user's id."""
    if not user_ids:
        return {}
    return {row.user_id: row for row in models.Member.objects.filter(user_id__in=set(user_ids))}


def members_named(names: Collection[str]) -> dict[str, models.Member]:
    """Return members by names as they were typed, whatever their capitals: the keys are in small letters."""
    if not names:
        return {}
    return {row.name_key: row for row in models.Member.objects.filter(name_key__in={name.lower() for name in names})}


def lock_member(user_id: UUID) -> models.Member:
    """Lock and return a member.

    :raises MemberNotFound: no such member of this community.
    """
    member: models.Member | None = models.Member.objects.for_update().filter(user_id=user_id).first()
    if member is None:
        raise errors.MemberNotFound(id=to_ulid(user_id))
    return member


@command()
def visited(ctx: RequestContext, user_id: UUID, on: dt.date) -> bool:
    """Count a day on which the member was here; a second time on a day changes nothing. Tell whether it counted."""
    rows = models.Member.objects.filter(Q(last_seen_on=None) | Q(last_seen_on__lt=on), user_id=user_id)
    # Looked at first: on all but the first visit of a day nothing is written.
    if not rows.exists() or not rows.update(last_seen_on=on, days_visited=F("days_visited") + 1):
        return False
    publish(ctx, MemberVisited(user_id=user_id))
    return True


def _counted(user_id: UUID) -> dict[str, int]:
    """Count what a user has written and given before they became a member: an author of posts, for one."""
    texts = models.Node.objects.filter(SEEN, author_id=user_id)
    answered = [kind.name for kind in kinds() if kind.answered]
    mine = models.Node.objects.filter(author_id=user_id)
    return {
        "topic_count": texts.filter(root_id=None, kind__in=answered).count(),
        "reply_count": texts.exclude(root_id=None).count(),
        "given_count": models.Reaction.objects.filter(user_id=user_id).count(),
        "received_count": mine.aggregate(n=Coalesce(Sum("reaction_count"), 0))["n"],
        "solution_count": models.Thread.objects.filter(solution_id__in=texts.values("id")).count(),
    }


# Silent: of two requests of a person at once, the second writes nothing and tells nothing.
@command(silent=True)
def _join(ctx: RequestContext, user_id: UUID) -> models.Member:
    user = get_me(ctx)
    wanted = _NOT_IN_NAMES.sub("-", f"{user.first_name} {user.last_name}").strip("-")[:_LONGEST].strip("-") or "member"
    member = models.Member(user_id=user_id, name=wanted, **_counted(user_id))
    # Free as a rule; else the end of the member's own id, which is random, is put after it.
    for name in (wanted, f"{wanted}-{to_ulid(member.id)[-6:].lower()}", f"member-{to_ulid(member.id).lower()}"):
        member.name = name
        try:
            with transaction.atomic():
                member.save(force_insert=True)
        except IntegrityError:
            # Made in this moment by another request of the same person, or the name is somebody else's.
            made: models.Member | None = models.Member.objects.filter(user_id=user_id).first()
            if made is not None:
                return made
        else:
            member.refresh_from_db()
            publish(ctx, MemberJoined(user_id=user_id))
            return member
    raise errors.DuplicateMemberName(name=member.name)
