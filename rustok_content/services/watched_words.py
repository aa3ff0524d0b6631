"""Words that moderators look for.

A text is cut into words once, and each different word is compared with what is watched: no regular expression is made
of what somebody typed, so nothing typed makes one slow. Words are compared as Unicode folds them, without characters
that nobody sees.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rustok.tenancy.context import require_tenant_id
from rustok.tenancy.prepared import rows
from rustok_content.dto.moderation import WatchedAction

_MASK: Final = "■"
_WATCHED: Final = "SELECT word, action FROM watched_words WHERE tenant_id = %s ORDER BY id"


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a text: as it is compared, and where it stands."""

    folded: str
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """What is watched: one word or several that follow each other, each perhaps with ``*`` in it."""

    words: tuple[str, ...]
    action: WatchedAction


def folded(text: str) -> str:
    """Return a text as it is compared: composed, without case, and without what nobody sees."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    if plain.isascii():
        return plain
    return "".join(char for char in unicodedata.normalize("NFKC", plain) if unicodedata.category(char) != "Cf")


def pattern_of(word: str) -> tuple[str, ...]:
    """Cut what is watched into words."""
    return tuple(found.folded for found in _words(word, also="*") if found.folded)


def watched() -> Sequence[Pattern]:
    """Return what the community watches, for callers that look at several texts."""
    return _patterns(tuple(rows(_WATCHED, require_tenant_id())))


def actions_for(text: str, patterns: Sequence[Pattern] | None = None) -> frozenset[WatchedAction]:
    """Tell what is to happen to a text for the words in it."""
    found = _found(text, watched() if patterns is None else patterns)
    return frozenset(pattern.action for pattern, _begin, _end in found)


def censored(text: str, patterns: Sequence[Pattern] | None = None) -> str:
    """Return a text with the words that must not be shown made unreadable; the others are as they were."""
    patterns = watched() if patterns is None else patterns
    patterns = [pattern for pattern in patterns if pattern.action is WatchedAction.CENSOR]
    places = sorted((begin, end) for _pattern, begin, end in _found(text, patterns))
    parts: list[str] = []
    at = 0
    for begin, end in places:
        if end <= at:
            continue
        begin = max(begin, at)
        parts += (text[at:begin], _MASK * (end - begin))
        at = end
    return "".join((*parts, text[at:])) if parts else text


@lru_cache(maxsize=256)
def _patterns(said: tuple[tuple[str, str], ...]) -> Sequence[Pattern]:
    return [Pattern(pattern, WatchedAction(action)) for word, action in said if (pattern := pattern_of(word))]


def _found(text: str, patterns: Sequence[Pattern]) -> Iterator[tuple[Pattern, int, int]]:
    """Yield what is watched and where it stands in the text."""
    if not patterns:
        return
    words = list(_words(text))
    places: dict[str, list[int]] = {}
    for index, word in enumerate(words):
        places.setdefault(word.folded, []).append(index)
    for pattern in patterns:
        for index in _starting(pattern.words[0], places):
            last = index + len(pattern.words) - 1
            if last < len(words) and all(
                _fits(glob, words[index + step].folded) for step, glob in enumerate(pattern.words[1:], 1)
            ):
                yield pattern, words[index].begin, words[last].end


def _starting(glob: str, places: dict[str, list[int]]) -> Iterable[int]:
    if "*" not in glob:
        return places.get(glob, ())
    return [index for word, indexes in places.items() if _fits(glob, word) for index in indexes]


@lru_cache(maxsize=8192)
def _fits(glob: str, word: str) -> bool:
    """Tell whether a word is what is watched. Each part between stars is looked for once, from left to right."""
    if "*" not in glob:
        return glob == word
    first, *middle, last = glob.split("*")
    if len(word) < len(first) + len(last) or not word.startswith(first) or not word.endswith(last):
        return False
    at, end = len(first), len(word) - len(last)
    for part in middle:
        found = word.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True


def _words(text: str, also: str = "") -> Iterator[_Word]:
    begin: int | None = None
    for index, char in enumerate(text):
        if char.isalnum() or char in also or (not char.isascii() and unicodedata.category(char) in _INSIDE):
            begin = index if begin is None else begin
        elif begin is not None:
            yield _Word(folded(text[begin:index]), begin, index)
            begin = None
    if begin is not None:
        yield _Word(folded(text[begin:]), begin, len(text))


_INSIDE: Final = frozenset({"Mn", "Mc", "Me", "Cf"})
"""Characters that belong to the word they stand in: marks of letters, and what is not seen."""
