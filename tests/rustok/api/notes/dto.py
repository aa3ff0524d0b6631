"""DTOs with every kind of field."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from annotated_types import Ge, Le, MaxLen

from rustok.api.rest.paging import PageQuery
from rustok.dto import UNSET, Amount, CurrencyCode, Id, Title, Unset, Version


class NoteColour(StrEnum):
    """How a note looks."""

    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True, kw_only=True)
class NotePrice:
    """Money."""

    amount: Amount
    currency: CurrencyCode = "USD"


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteNoteRequest:
    """A note to write."""

    title: Title
    count: Annotated[int, Ge(0), Le(1000)] = 0
    price: NotePrice | None = None
    colour: NoteColour = NoteColour.RED
    related: tuple[Id, ...] = ()
    due_at: dt.datetime | None = None
    extra: dict[str, Any] = field(default_factory=dict)
    fails: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateNoteRequest:
    """Fields to change."""

    title: Title | Unset = UNSET
    subtitle: Annotated[str, MaxLen(20)] | Unset | None = UNSET
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteResponse:
    """A note."""

    id: UUID
    title: str
    count: Annotated[int, Le(1000)]
    price: NotePrice | None
    colour: NoteColour
    related: tuple[UUID, ...]
    due_at: dt.datetime | None
    extra: dict[str, Any]
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteCard:
    """A note in a list."""

    id: UUID
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteQuery(PageQuery):
    """Which notes."""

    colour: NoteColour | None = None
    tag: tuple[str, ...] = ()
    price_max: Amount | None = None
    urgent: bool | None = None
    option: dict[str, tuple[str, ...]] = field(default_factory=dict)
