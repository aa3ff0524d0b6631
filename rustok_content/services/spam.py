"""Whether a text is taken, waits for a moderator, or is refused: asked before it is written.

Whoever answers calls :func:`judge` under the lock of the thread, so that what was sent twice is seen. Moderators are
not judged.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any, Final

from django.utils import timezone

from rustok.context import RequestContext, Scope
from rustok.ids import id_floor, id_time
from rustok.rbac.policies import scope_of
from rustok.tenancy.context import require_tenant_id
from rustok.tenancy.prepared import rows
from rustok_content import errors, models
from rustok_content.dto.community import CommunitySettingsResponse
from rustok_content.dto.moderation import ReviewReason, WatchedAction
from rustok_content.dto.threads import Moderation
from rustok_content.selectors.community import community_settings
from rustok_content.services import guests, watched_words
from rustok_content.services.markup import Rendered
from rustok_content.services.members import refuse_disciplined
from rustok_content.services.trust import LIMITS

_DAY: Final = dt.timedelta(days=1)
_LINK: Final = re.compile(r"<a [^>]*?href=\"https?://|<img ", re.IGNORECASE)
_SHORT: Final = 20
"""Texts below so many characters, such as thanks, may be said again elsewhere."""
_LOOKED_AT: Final = 500
_SAID: Final = (
    "SELECT 1 FROM nodes n JOIN bodies b ON b.tenant_id = %s AND b.node_id = n.id WHERE n.tenant_id = %s"
    " AND n.author_id = %s AND n.id >= %s AND n.deleted_at IS NULL AND b.text = %s"
)
_SAID_HERE: Final = f"{_SAID} AND n.root_id = %s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who sends a text: a member, or a guest with what they said of themselves.

    ``trap`` is what stands in the field that people do not see: a machine filled it in.
    """

    member: models.Member | None = None
    email: str = ""
    ip_hash: str = ""
    trap: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether readers see the text at once; each of ``reasons`` asks a moderator to look, also at what is shown."""

    moderation: Moderation = Moderation.APPROVED
    reasons: tuple[ReviewReason, ...] = ()


def judge(
    ctx: RequestContext,
    author: Author,
    text: Rendered,
    *,
    kind: str,
    thread: models.Thread | None = None,
    category: models.Category | None = None,
    mentions: int = 0,
    title: str = "",
    is_edit: bool = False,
    settings: CommunitySettingsResponse | None = None,
    words: frozenset[WatchedAction] | None = None,
) -> Verdict:
    """Judge a text before it is written: a topic without ``thread``, an answer with its own.

    :param mentions: how many members it calls.
    :param settings: the rules, where the caller has read them already.
    :param words: what is to happen for the words in it, where the caller has looked already.
    :param is_edit: the text replaces another one of the author's, so that how many there are is not asked.

    :raises Silenced: a moderator lets the author read only.
    :raises Suspended: a moderator keeps the author out.
    :raises TooFast: the author has just written.
    :raises TooManyPerDay: the author is new, and has written enough for a day.
    :raises TooManyLinks: the author is new, and links too much.
    :raises TooManyMentions: the author is new, and calls too many.
    :raises WatchedWordBlocked: there is a word in it that is not taken.
    :raises DuplicateText: the author has sent the same a short time ago.
    """
    if author.member is not None:
        refuse_disciplined(author.member)
    if scope_of(ctx, "content.review:decide") is Scope.ALL:
        return Verdict()
    settings = settings or community_settings()
    if words is None:
        words = watched_words.actions_for(f"{title}\n{text.text}" if title else text.text)
    if WatchedAction.BLOCK in words:
        raise errors.WatchedWordBlocked()
    waiting: list[ReviewReason] = []
    noted: list[ReviewReason] = []
    if author.member is not None:
        _check_size(author.member, text, settings, mentions)
        if not is_edit:
            _check_pace(author.member, settings, kind=kind, is_topic=thread is None)
            _check_member_repeats(author.member, text, settings, thread)
            if author.member.topic_count + author.member.reply_count < settings.first_posts_to_approve:
                waiting.append(ReviewReason.FIRST_POSTS)
    else:
        if not is_edit:
            _check_guest_repeats(author, text, settings)
        if settings.guests_need_approval:
            waiting.append(ReviewReason.GUEST)
        if len(_LINK.findall(text.html)) > settings.new_member_links:
            waiting.append(ReviewReason.TOO_MANY_LINKS)
    if category is not None and category.needs_approval and not is_edit:
        waiting.append(ReviewReason.CATEGORY)
    if WatchedAction.REVIEW in words:
        waiting.append(ReviewReason.WATCHED_WORD)
    elif WatchedAction.FLAG in words:
        noted.append(ReviewReason.WATCHED_WORD)
    if author.trap:
        # The sender is not told: whoever fills in what is not shown would only learn to leave it out.
        return Verdict(moderation=Moderation.SPAM, reasons=(ReviewReason.HONEYPOT,))
    return Verdict(moderation=Moderation.PENDING if waiting else Moderation.APPROVED, reasons=(*waiting, *noted))


def _check_size(member: models.Member, text: Rendered, settings: CommunitySettingsResponse, mentions: int) -> None:
    limits = LIMITS[member.trust_level]
    if limits.links is not None and len(_LINK.findall(text.html)) > (links := settings.new_member_links * limits.links):
        raise errors.TooManyLinks(limit=links)
    if limits.mentions is not None and mentions > (called := settings.new_member_mentions * limits.mentions):
        raise errors.TooManyMentions(limit=called)


def _check_pace(member: models.Member, settings: CommunitySettingsResponse, *, kind: str, is_topic: bool) -> None:
    limits = LIMITS[member.trust_level]
    if not limits.waits:
        return
    now = timezone.now()
    written: Any = models.Node.objects.filter(author_id=member.user_id, id__gte=id_floor(now - _DAY))
    recent = list(written.order_by("-id").values_list("id", "kind")[:_LOOKED_AT])
    if recent:
        waits = dt.timedelta(seconds=settings.seconds_between_posts) - (now - id_time(recent[0][0]))
        if waits > dt.timedelta(0):
            raise errors.TooFast(retry_after=_seconds(waits))
    times = limits.topics if is_topic else limits.replies
    if times is None:
        return
    most = times * (settings.new_member_topics_per_day if is_topic else settings.new_member_replies_per_day)
    alike = [node_id for node_id, written_kind in recent if written_kind == kind]
    if len(alike) >= most:
        free_at = id_time(alike[most - 1]) + _DAY if most else now + _DAY
        raise errors.TooManyPerDay(limit=most, retry_after=_seconds(free_at - now))


def _check_member_repeats(
    member: models.Member, text: Rendered, settings: CommunitySettingsResponse, thread: models.Thread | None
) -> None:
    if not settings.duplicate_minutes or not text.text:
        return
    since = id_floor(timezone.now() - dt.timedelta(minutes=settings.duplicate_minutes))
    tenant = require_tenant_id()
    asked = (tenant, tenant, member.user_id, since, text.text)
    only_here = len(text.text) < _SHORT and thread is not None
    if rows(_SAID_HERE, *asked, thread.node_id) if only_here and thread else rows(_SAID, *asked):
        raise errors.DuplicateText()


def _check_guest_repeats(author: Author, text: Rendered, settings: CommunitySettingsResponse) -> None:
    """Look at what came from the address of late, in all threads: a guest is known by the hash of it only."""
    if not author.ip_hash:
        return
    guests.hold_address(author.ip_hash)
    pause = dt.timedelta(seconds=settings.seconds_between_posts)
    same = dt.timedelta(minutes=settings.duplicate_minutes)
    now = timezone.now()
    written: Any = models.GuestAuthor.objects.filter(
        ip_hash=author.ip_hash, node_id__gte=id_floor(now - max(pause, same))
    )
    for node_id, said in written.order_by("-node_id").values_list("node_id", "node__bodies__text")[:_LOOKED_AT]:
        age = now - id_time(node_id)
        if age < pause:
            raise errors.TooFast(retry_after=_seconds(pause - age))
        if said == text.text and age <= same:
            raise errors.DuplicateText()


def _seconds(span: dt.timedelta) -> int:
    return max(1, -int(-span.total_seconds() // 1))
