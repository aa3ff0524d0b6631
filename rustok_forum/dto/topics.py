"""What the forum's operations take."""

from __future__ import annotations

from dataclasses import dataclass

from rustok.dto import UNSET, Id, LocaleCode, Title, Unset, Version
from rustok_content.dto.answers import Said
from rustok_content.dto.nodes import BodyFormat, Tags


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateForumTopicRequest:
    """A new topic, in the language of the request unless another one is named."""

    title: Title
    body: Said
    category_id: Id
    format: BodyFormat = BodyFormat.MARKDOWN
    tags: Tags = ()
    locale: LocaleCode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateForumReplyRequest:
    """An answer to a topic, or to the reply ``parent_id`` in it."""

    body: Said
    format: BodyFormat = BodyFormat.MARKDOWN
    parent_id: Id | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateForumTopicRequest:
    """What a topic is to say; a field left out stays as it is."""

    title: Title | Unset = UNSET
    body: Said | Unset = UNSET
    format: BodyFormat | Unset = UNSET
    tags: Tags | Unset = UNSET
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateForumReplyRequest:
    """What a reply is to say; a field left out stays as it is."""

    body: Said | Unset = UNSET
    format: BodyFormat | Unset = UNSET
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class SetForumSolutionRequest:
    """The reply that solves a topic; without one, none does."""

    reply_id: Id | None = None
