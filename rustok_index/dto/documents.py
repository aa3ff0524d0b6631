"""Answers: stored JSON, passed through."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any, NamedTuple
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDocument:
    """One object as the storefront shows it. ``json`` is its text, ``checksum`` names its state."""

    entity_id: UUID
    json: str
    checksum: str
    source_version: int


_new: Any = tuple.__new__


class StoredCard(NamedTuple):
    """One object in a list: ``json`` is the text of its card in UTF-8, ``checksum`` names its state."""

    kind: str
    json: bytes
    checksum: bytes

    @classmethod
    def of(cls, kind: str, card: str, checksum: str) -> StoredCard:
        """Make it of texts."""
        return cls(kind, card.encode(), checksum.encode())

    @classmethod
    def all_of(cls, kind: str, cards: Iterable[bytes], checksums: Iterable[bytes]) -> tuple[StoredCard, ...]:
        """Make those of a page, cards and checksums of one kind."""
        return tuple(map(_new, repeat(cls), zip(repeat(kind), cards, checksums, strict=False)))


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPage:
    """A page of cards. ``total`` and ``facets`` are there where they were asked for.

    ``did_you_mean`` is a search's question with words that there are, where little or nothing was found.
    """

    cards: tuple[StoredCard, ...]
    next: str | None = None
    total: int | None = None
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    did_you_mean: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A title to offer while somebody types. ``slug`` is a product's handle or a node's slug."""

    id: UUID
    kind: str
    title: str
    slug: str
