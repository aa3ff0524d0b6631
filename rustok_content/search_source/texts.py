"""Which of a node's texts readers of a language are given."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from rustok.search.sources import LocaleChain
from rustok_content.dto.nodes import NodeStatus

_PREVIEW: Final = 280
_WORDS_A_MINUTE: Final = 220
# Chinese, Japanese, Korean: no spaces to count words by.
_SIGNS_A_MINUTE: Final = 500
_IDEOGRAPHS: Final = 0x2E80


def codes(chain: LocaleChain) -> tuple[str, ...]:
    """Return the languages to look for a text in, in their order."""
    return (chain.locale, *chain.fallbacks)


def published(texts: Iterable[Any]) -> dict[str, Any]:
    """Return the translations that readers see, by language."""
    return {text.locale: text for text in texts if text.status == NodeStatus.PUBLISHED}


def chosen(texts: Iterable[Any], chain: LocaleChain) -> Any:
    """Return the translation that readers of a language are given: the first of its chain that is published.

    Where none is, the first that there is: it is not shown. None where there is none at all.
    """
    present = {text.locale: text for text in texts}
    for among in (published(present.values()), present):
        for code in codes(chain):
            if code in among:
                return among[code]
    return None


def named(names: Mapping[str, str], chain: LocaleChain, otherwise: str) -> tuple[str, str | None]:
    """Return a name for readers of a language and the language it is in; None where it is in none of the chain."""
    return next(((names[code], code) for code in codes(chain) if code in names), (otherwise, None))


def shortened(text: str) -> str:
    """Cut at a word's end, for lists and search results."""
    if len(text) <= _PREVIEW:
        return text
    return text[:_PREVIEW].rsplit(" ", 1)[0].rstrip(".,;:—- ") + "…"


def reading_minutes(text: str | None) -> int:
    """Return how long it takes to read a text; at least a minute, where there is one."""
    if not text:
        return 0
    signs = sum(ord(sign) >= _IDEOGRAPHS for sign in text)
    minutes = signs / _SIGNS_A_MINUTE + word_count(text) / _WORDS_A_MINUTE
    return max(1, math.ceil(minutes))


def word_count(text: str) -> int:
    """Count words, as they stand between spaces."""
    return len(text.split())


def rfc3339(value: Any) -> str | None:
    """Write a moment as documents do."""
    return value.isoformat().replace("+00:00", "Z") if value is not None else None


def slug_path(prefix: str | None, slugs: Sequence[str]) -> str | None:
    """Return the address that a prefix and slugs make; None where the kind has none."""
    if prefix is None:
        return None
    return "/".join(("", *filter(None, prefix.split("/")), *slugs))
