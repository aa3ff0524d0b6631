"""Collections: what is asked and answered."""

from __future__ import annotations

from enum import StrEnum


class CollectionKind(StrEnum):
    """How a collection's products are chosen."""

    MANUAL = "manual"
    RULES = "rules"


class CollectionMatch(StrEnum):
    """How many of a collection's rules must hold."""

    ALL = "all"
    ANY = "any"
