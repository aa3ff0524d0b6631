"""Handles and slugs made from names."""

from __future__ import annotations

from collections.abc import Iterable

from slugify import slugify

LENGTH = 200
_FALLBACK = "item"


def handle_from(name: str) -> str:
    """Make a handle of a name in any script: Latin letters, digits and hyphens."""
    return slugify(name, max_length=LENGTH - 8, word_boundary=False) or _FALLBACK


def numbered(base: str, numbers: Iterable[int]) -> list[str]:
    """Return ``base`` for 1, and ``base-2``, ``base-3`` … for the others."""
    return [base if number == 1 else f"{base}-{number}" for number in numbers]
