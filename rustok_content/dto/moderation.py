"""What is said of moderation."""

from __future__ import annotations

from enum import StrEnum


class FlagReason(StrEnum):
    """Why somebody asks moderators to look."""

    SPAM = "spam"
    OFFENSIVE = "offensive"
    OFF_TOPIC = "off_topic"
    ILLEGAL = "illegal"
    OTHER = "other"


class ReviewReason(StrEnum):
    """Why something stands in the queue."""

    FLAGGED = "flagged"
    FIRST_POSTS = "first_posts"
    GUEST = "guest"
    WATCHED_WORD = "watched_word"
    TOO_MANY_LINKS = "too_many_links"
    DUPLICATE = "duplicate"
    TOO_FAST = "too_fast"
    CATEGORY = "category"
    HONEYPOT = "honeypot"


class ReviewState(StrEnum):
    """Where an entry of the queue is; ``ignored`` is settled without a judgement."""

    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"
    IGNORED = "ignored"


class WatchedAction(StrEnum):
    """What happens to a text with a watched word."""

    BLOCK = "block"
    CENSOR = "censor"
    REVIEW = "review"
    FLAG = "flag"
