"""What is said of threads: topics with replies, posts with comments."""

from __future__ import annotations

from enum import StrEnum


class Moderation(StrEnum):
    """Whether what a member wrote is shown: what waits is seen by its author and by moderators only."""

    APPROVED = "approved"
    PENDING = "pending"
    HIDDEN = "hidden"
    SPAM = "spam"


class Following(StrEnum):
    """How closely somebody follows a topic, a category or a tag."""

    WATCHING = "watching"
    TRACKING = "tracking"
    NORMAL = "normal"
    MUTED = "muted"


class FollowedKind(StrEnum):
    """What can be followed."""

    TOPIC = "topic"
    CATEGORY = "category"
    TAG = "tag"
