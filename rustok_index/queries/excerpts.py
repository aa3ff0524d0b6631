"""The part of a text that a search found it by."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from rustok_index.backends import analysis
from rustok_index.backends.analysis import Word

_LENGTH: Final = 240
_BEFORE: Final = 60
_MOST: Final = 20_000
"""How far into a text is looked."""
_WORDS: Final = re.compile(r"[^\W_]+")


def excerpt(text: str, question: str, languages: Sequence[str]) -> str:
    """Return the part of a plain text around the first of the words looked for; its beginning where none is found."""
    place = _place(text[:_MOST], analysis.words(question, languages), languages)
    start = max(0, place - _BEFORE)
    if start:
        # At a word's beginning, unless the script has none.
        space = text.find(" ", start, place)
        start = space + 1 if space >= 0 else start
    end = min(len(text), start + _LENGTH)
    if end < len(text):
        space = text.rfind(" ", place, end)
        end = space if space > place else end
    shown = " ".join(text[start:end].split())
    return f"{'…' if start else ''}{shown}{'…' if end < len(text) else ''}"


def _place(text: str, question: Sequence[Word], languages: Sequence[str]) -> int:
    wanted = set(analysis.important(question, languages, frozenset()))
    stems = {stem for word in wanted for stem in (*word.stems, *word.spellings)}
    known: dict[str, bool] = {}
    for found in _WORDS.finditer(text):
        written = found[0]
        if written not in known:
            known[written] = any(
                not stems.isdisjoint((*word.stems, *word.spellings)) for word in analysis.words(written, languages)
            )
        if known[written]:
            return found.start()
    # A script without spaces, or a word that was begun only.
    folded = text.casefold()
    places = [folded.find(word.written.casefold() or word.text) for word in wanted]
    return min((place for place in places if place >= 0), default=0)
