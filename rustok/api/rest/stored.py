"""Answers that are JSON text already: what the read model stores, passed through."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_ENTITY_TAG: Final = re.compile(r'(?:W/)?("[^"]*")')


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """The text of an answer, and a tag that is another one whenever the text is.

    Without ``content`` it says that the client has the text already.
    """

    content: bytes | None
    tag: str

    @property
    def etag(self) -> str:
        """The tag as the header has it."""
        return f'"{self.tag}"'


@dataclass(frozen=True, slots=True)
class Known:
    """What a client has, by its ``If-None-Match`` (RFC 9110, section 13.1.2)."""

    tags: frozenset[str]
    anything: bool = False

    def has(self, etag: str) -> bool:
        """Tell whether the client has what the tag names; compared weakly, as that section asks."""
        return self.anything or etag.removeprefix("W/") in self.tags


def known_of(header: str | None) -> Known | None:
    """Read ``If-None-Match``; None where there is nothing in it to go by."""
    if not header:
        return None
    if header.strip() == "*":
        return Known(frozenset(), anything=True)
    tags = frozenset(_ENTITY_TAG.findall(header[:4096]))
    return Known(tags) if tags else None
