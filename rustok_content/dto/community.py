"""The rules of a community: what is asked and answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from annotated_types import Ge, Le, MaxLen, MinLen
from pydantic import StringConstraints

from rustok.dto import UNSET, Unset, Version

Count = Annotated[int, Ge(0), Le(10_000)]
ReactionName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_+-]+$"), MinLen(1), MaxLen(32)]


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateCommunitySettingsRequest:
    """Fields to change; a field left out stays as it is."""

    comments_enabled: bool | Unset = UNSET
    guests_comment: bool | Unset = UNSET
    guests_need_approval: bool | Unset = UNSET
    comment_days: Annotated[int, Ge(0), Le(36500)] | Unset = UNSET
    edits_are_public: bool | Unset = UNSET
    first_posts_to_approve: Count | Unset = UNSET
    edit_minutes: Annotated[int, Ge(0), Le(525_600)] | Unset = UNSET
    comment_depth: Annotated[int, Ge(1), Le(20)] | Unset = UNSET
    new_member_links: Count | Unset = UNSET
    new_member_mentions: Count | Unset = UNSET
    new_member_topics_per_day: Count | Unset = UNSET
    new_member_replies_per_day: Count | Unset = UNSET
    seconds_between_posts: Annotated[int, Ge(0), Le(86_400)] | Unset = UNSET
    duplicate_minutes: Annotated[int, Ge(0), Le(525_600)] | Unset = UNSET
    flags_to_hide: Annotated[int, Ge(0), Le(1000)] | Unset = UNSET
    votes_enabled: bool | Unset = UNSET
    reactions: Annotated[tuple[ReactionName, ...], MaxLen(30)] | Unset = UNSET
    revision_days: Annotated[int, Ge(1), Le(36500)] | Unset | None = UNSET
    trash_days: Annotated[int, Ge(1), Le(3650)] | Unset = UNSET
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunitySettingsResponse:
    """The rules of a community. ``flags_to_hide`` 0: flags hide nothing by themselves; ``version`` 0: the defaults.

    After ``comment_days`` comments on a post are closed, 0: never. With ``edits_are_public`` readers see what a text
    said before it was edited.
    """

    comments_enabled: bool
    guests_comment: bool
    guests_need_approval: bool
    comment_days: int
    edits_are_public: bool
    first_posts_to_approve: int
    edit_minutes: int
    comment_depth: int
    new_member_links: int
    new_member_mentions: int
    new_member_topics_per_day: int
    new_member_replies_per_day: int
    seconds_between_posts: int
    duplicate_minutes: int
    flags_to_hide: int
    votes_enabled: bool
    reactions: tuple[str, ...]
    revision_days: int | None
    trash_days: int
    version: int
