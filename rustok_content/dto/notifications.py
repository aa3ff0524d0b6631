"""What is said of notifications."""

from __future__ import annotations

from enum import StrEnum


class NotificationKind(StrEnum):
    """What somebody is told of."""

    REPLY = "reply"
    MENTION = "mention"
    QUOTE = "quote"
    REACTION = "reaction"
    NEW_TOPIC = "new_topic"
    SOLVED = "solved"
    MODERATION = "moderation"
    SUBMISSION = "submission"


class DigestPace(StrEnum):
    """How often what was missed is mailed."""

    NEVER = "never"
    DAILY = "daily"
    WEEKLY = "weekly"
