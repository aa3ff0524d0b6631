"""Handles and slugs made from names."""

from __future__ import annotations

from collections.abc import Collection

from slugify import slugify

LENGTH = 200
_FALLBACK = "item"


def handle_from(name: str) -> str:
    """Make a handle of a name in any script: Latin letters, digits and hyphens."""
    return slugify(name, max_length=LENGTH - 8, word_boundary=False) or _FALLBACK


def free_handle(base: str, taken: Collection[str]) -> str:
    """Return the handle, or the first of ``base-2``, ``base-3`` … that is not taken."""
    if base not in taken:
        return base
    number = 2
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"
