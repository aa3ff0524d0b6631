"""What the tickets' services take and give."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from annotated_types import MaxLen, MinLen, doc

from rustok.dto import UNSET, Id, LocaleCode, Title, Unset, Version

Message = Annotated[str, MinLen(1), MaxLen(10_000)]


class TicketStatus(StrEnum):
    """Where a ticket is in its life."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTicketRequest:
    """A question. Without a locale it is in the language of the request."""

    subject: Title
    question: Message
    locale: LocaleCode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTicketRequest:
    """An answer, also in place of an earlier one."""

    answer: Message
    is_public: Annotated[bool, doc("Whether every visitor may find question and answer.")] = False
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketResponse:
    """A ticket with its answer. ``author_id`` is null once the author's account is gone."""

    id: Id
    subject: str
    question: str
    answer: str | None
    locale: str
    status: TicketStatus
    is_public: bool
    author_id: Id | None
    version: int
    created_at: dt.datetime
    updated_at: dt.datetime
    answered_at: dt.datetime | None
