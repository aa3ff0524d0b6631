"""How the moderators' pages say what something is, and in which colour."""

from __future__ import annotations

from typing import Any, Final

from django.utils import timezone
from django.utils.safestring import SafeString

from rustok.api.admin.chips import Chip, Tone, chip, chips
from rustok_content.dto.moderation import FlagReason, ReviewState
from rustok_content.dto.threads import Moderation
from rustok_content.services.discipline import FOR_GOOD

_STATES: Final = {
    ReviewState.OPEN: Tone.WARNING,
    ReviewState.APPROVED: Tone.GOOD,
    ReviewState.REJECTED: Tone.BAD,
    ReviewState.IGNORED: Tone.NEUTRAL,
}
_SEEN: Final = {
    Moderation.APPROVED: Chip("shown", Tone.GOOD, "Readers see it"),
    Moderation.PENDING: Chip("waits", Tone.WARNING, "Only its author and moderators see it"),
    Moderation.HIDDEN: Chip("hidden", Tone.BAD, "Only moderators see it"),
    Moderation.SPAM: Chip("spam", Tone.BAD, "Only moderators see it"),
}
_REASONS: Final = {
    "flagged": "flagged by members",
    "first_posts": "first texts of a new member",
    "guest": "written by a guest",
    "watched_word": "has a watched word",
    "too_many_links": "has many links",
    "duplicate": "written before",
    "too_fast": "written very fast",
    "category": "the category asks for approval",
    "honeypot": "filled in what people do not see",
}
_FLAGS: Final = {
    FlagReason.SPAM: "Spam",
    FlagReason.OFFENSIVE: "Offensive",
    FlagReason.OFF_TOPIC: "Off topic",
    FlagReason.ILLEGAL: "Against the law",
    FlagReason.OTHER: "Something else",
}
_ACTIONS: Final = {
    "review_approved": ("approved", "task_alt"),
    "review_rejected": ("rejected", "block"),
    "review_ignored": ("left as it is", "do_not_disturb_on"),
    "change_thread": ("changed the topic", "tune"),
    "move": ("moved the topic", "drive_file_move"),
    "split": ("split the topic", "call_split"),
    "merge": ("merged the topic", "call_merge"),
    "delete": ("deleted", "delete"),
    "restore": ("restored", "restore"),
    "approve": ("let readers see it", "visibility"),
    "hide": ("hid it", "visibility_off"),
    "spam": ("marked it as spam", "report"),
    "hidden_by_flags": ("hidden by flags", "flag"),
    "trust_set": ("set the trust", "verified_user"),
    "warned": ("warned", "warning"),
    "silenced": ("silenced", "volume_off"),
    "suspended": ("suspended", "person_off"),
    "released": ("released", "lock_open"),
    "spammer_deleted": ("marked as a spammer", "report"),
}
TRUST: Final = {0: "0 · new", 1: "1 · basic", 2: "2 · member", 3: "3 · regular", 4: "4 · leader"}


def flag_words(reason: FlagReason) -> str:
    """Say why a member flagged something."""
    return _FLAGS[reason]


def state_chip(state: str) -> SafeString:
    """Show where an entry of the queue is."""
    found = ReviewState(state)
    return chip(found.value, _STATES[found])


def seen_chip(moderation: Any) -> SafeString:
    """Show whether readers see a text; None: it is gone."""
    if moderation is None:
        return chip("gone", Tone.NEUTRAL, "The text is no longer there")
    found = _SEEN[Moderation(moderation)]
    return chip(found.text, found.tone, found.title)


def reason_words(reason: str) -> str:
    """Say why something stands in the queue."""
    return _REASONS.get(str(reason), str(reason).replace("_", " "))


def action_words(action: str) -> str:
    """Say what a moderator did."""
    return _ACTIONS.get(action, (action.replace("_", " "), ""))[0]


def action_icon(action: str) -> str:
    """Return the icon of what a moderator did."""
    return _ACTIONS.get(action, ("", "gavel"))[1] or "gavel"


def discipline_chips(member: Any) -> SafeString:
    """Show what a member may not do now, and how often they were warned."""
    now = timezone.now()
    found = []
    if member.suspended_until and member.suspended_until >= FOR_GOOD:
        found.append(Chip("out for good", Tone.BAD))
    elif member.suspended_until and member.suspended_until > now:
        until = timezone.localtime(member.suspended_until)
        found.append(Chip("suspended", Tone.BAD, f"until {until:%Y-%m-%d %H:%M}"))
    if member.silenced_until and member.silenced_until > now:
        until = timezone.localtime(member.silenced_until)
        found.append(Chip("silenced", Tone.WARNING, f"until {until:%Y-%m-%d %H:%M}"))
    if member.warning_count:
        found.append(Chip(f"warned {member.warning_count}×", Tone.NEUTRAL))
    return chips(found)
