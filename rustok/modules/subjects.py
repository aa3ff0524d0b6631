"""The person whose data are asked for, and what modules say of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A person, by everything they are known by.

    ``user_id`` is their login, ``ids`` are rows that stand for them (a customer), ``emails`` the addresses that are
    surely theirs. ``words`` are names and numbers to look for where people write freely.
    """

    user_id: UUID | None = None
    ids: frozenset[UUID] = frozenset()
    emails: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalSection:
    """What one table or the like holds of a person; the items are ready for JSON."""

    name: str
    items: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasedPart:
    """What was done with one kind of thing: so many were cleared of the person, so many kept, and why."""

    name: str
    erased: int = 0
    kept: int = 0
    reason: str = ""
