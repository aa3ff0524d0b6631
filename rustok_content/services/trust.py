"""How far members are trusted: what each level asks for, and what it lets them do.

Levels are as Discourse has them: new, basic, member, regular, leader. A member rises as soon as everything that the
next level asks for is there, and falls when what their own asks for no longer is; level 4 is given by hand only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from rustok_content import models


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustRule:
    """What a level asks of a member. ``warnings`` is how many there may be at most."""

    days: int = 0
    topics_read: int = 0
    posts_read: int = 0
    written: int = 0
    given: int = 0
    received: int = 0
    warnings: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustLimits:
    """How the limits of new members grow at a level: times as many; None: there are none."""

    links: int | None = None
    mentions: int | None = None
    topics: int | None = None
    replies: int | None = None
    waits: bool = False
    flags: int = 50


RULES: Final[Mapping[int, TrustRule]] = MappingProxyType(
    {
        1: TrustRule(days=1, topics_read=5, posts_read=30, warnings=2),
        2: TrustRule(days=15, topics_read=20, posts_read=100, written=3, given=1, received=1, warnings=1),
        3: TrustRule(days=50, topics_read=100, posts_read=500, written=10, given=30, received=20, warnings=0),
    }
)
LIMITS: Final[Mapping[int, TrustLimits]] = MappingProxyType(
    {
        0: TrustLimits(links=1, mentions=1, topics=1, replies=1, waits=True, flags=5),
        1: TrustLimits(links=5, mentions=5, topics=3, replies=5, waits=True, flags=10),
        2: TrustLimits(flags=20),
        3: TrustLimits(flags=50),
        4: TrustLimits(flags=100),
    }
)
HIGHEST_EARNED: Final = max(RULES)


def earned(member: models.Member) -> int:
    """Return the level that a member has earned: the highest below which nothing is missing."""
    level = 0
    for candidate, rule in sorted(RULES.items()):
        if not _meets(member, rule):
            break
        level = candidate
    return level


def due_level(member: models.Member) -> int:
    """Return the level a member should have now: never below what a moderator set, and the same while it is locked."""
    if member.is_trust_locked:
        return member.trust_level
    return max(earned(member), member.trust_floor)


def _meets(member: models.Member, rule: TrustRule) -> bool:
    return (
        member.days_visited >= rule.days
        and member.topics_read >= rule.topics_read
        and member.posts_read >= rule.posts_read
        and member.topic_count + member.reply_count >= rule.written
        and member.given_count >= rule.given
        and member.received_count >= rule.received
        and member.warning_count <= rule.warnings
    )
