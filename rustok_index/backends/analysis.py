"""Words of texts and questions: spelling, languages, stems, stop words, n-grams, typing errors.

A text gives *surface* words (lower case, without accents) and *stems* in its own language. Scripts that write no
spaces give overlapping pairs of characters. Every driver takes apart what people type by the same rules.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import tantivy
from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

LANGUAGES: Final = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nb": "norwegian",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}
"""Languages whose words are reduced to their stems; all others are matched as they are written."""

SURFACE: Final = "folded"
MOST_WORDS: Final = 16

_LONGEST: Final = 80
# Lengths from which one and two typing errors are forgiven, as Elasticsearch's AUTO fuzziness does.
_ONE_TYPO_FROM: Final = 4
_TWO_TYPOS_FROM: Final = 8
# Chinese, Japanese, Korean; Thai, Lao, Burmese, Khmer.
_SPACELESS: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1100-\u11ff\u3005-\u3007\u3040-\u30ff\u3130-\u318f\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff"
)
_RUNS: Final = re.compile(f"[{_SPACELESS}]+")
# What the plain tokenizer takes apart rightly: Latin, Greek, Cyrillic, Armenian without free-standing accents.
_UNUSUAL: Final = re.compile("[\u0300-\u036f\u0590-\u1dff\u2c00-\ud7ff\uf900-\ufdff\ufe70-\U0010ffff]")
_WORD: Final = re.compile(r"[^\W_]+")
# Umlauts as they are written without their keys: Stuehle; not in neue, Quelle.
_GERMAN: Final = re.compile(r"ae|oe|(?<![aeiouyqäöü])ue", re.IGNORECASE)
_UMLAUTS: Final = {"a": "ä", "o": "ö", "u": "ü", "A": "Ä", "O": "Ö", "U": "Ü"}


def _analyser(*filters: Any, marks: bool = False) -> Any:
    builder = TextAnalyzerBuilder(Tokenizer.regex(r"[\p{Alphabetic}\p{M}\p{N}]+") if marks else Tokenizer.simple())
    for part in (Filter.remove_long(_LONGEST), Filter.lowercase(), *filters, Filter.ascii_fold()):
        builder = builder.filter(part)
    return builder.build()


PLAIN: Final = _analyser()
_WITH_MARKS: Final = _analyser(marks=True)


@lru_cache(maxsize=64)
def _stemmer(language: str, marks: bool) -> Any:
    return _analyser(Filter.stemmer(LANGUAGES[language]), marks=marks)


@lru_cache(maxsize=32)
def _without_stop_words(language: str) -> Any:
    return _analyser(Filter.stopword(LANGUAGES[language]))


def language_of(locale: str) -> str | None:
    """Return the language of a locale if its words have stems here."""
    code = locale.partition("-")[0].lower()
    return code if code in LANGUAGES else None


def normalised(text: str, language: str | None = None) -> str:
    """Return the text in the one spelling it is compared in."""
    text = unicodedata.normalize("NFKC", text)
    # Russian is mostly written without the dots, and searched so too.
    if "ё" in text or "Ё" in text:
        text = text.replace("ё", "е").replace("Ё", "Е")
    if "İ" in text:
        text = text.replace("İ", "i")
    if language == "de":
        text = _GERMAN.sub(lambda found: _UMLAUTS[found[0][0]], text)
    return text


def surface(text: str) -> Any:
    """Return what the surface field takes of a normalised text: itself, or its words where they need more care."""
    if _UNUSUAL.search(text) is None:
        return text
    words = [word for run in _runs(text) for word in (_grams(run.text) if run.spaceless else run.words())]
    return tantivy.PreTokenizedString(
        text, [tantivy.Token(word, place, 0, char_offset_to=0) for place, word in enumerate(words)]
    )


def stems(text: str, language: str) -> Any:
    """Return the stems of a normalised text as a field takes them; languages of :data:`LANGUAGES` only."""
    marks = _UNUSUAL.search(text) is not None
    return _stemmer(language, marks).pre_tokenize(_RUNS.sub(" ", text) if marks else text)


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text: on its surface, as it was written (lower case; empty for pairs of characters), its stems."""

    word: str
    written: str
    stems: tuple[str, ...]


def tokens(text: str, language: str) -> Iterator[Token]:
    """Take a text apart for an engine that does not do so itself; each word has a stem, itself where there is none."""
    text = normalised(text, language)
    known = _known((language,))
    plain = _UNUSUAL.search(text) is None
    for run in (_Run(text, spaceless=False),) if plain else _runs(text):
        if run.spaceless:
            for gram in _grams(run.text):
                yield Token(gram, "", (gram,))
            continue
        for written in _plain_words(run.text) if plain else run.words():
            word = _word(written, known)
            yield Token(word.text, written, word.stems or (word.text,))


def stemmed_text(text: str, language: str) -> str:
    """Return a text in its stems, for an engine that takes texts apart itself; scripts without spaces as they are."""
    text = normalised(text, language)
    known = _known((language,))
    plain = _UNUSUAL.search(text) is None
    parts: list[str] = []
    for run in (_Run(text, spaceless=False),) if plain else _runs(text):
        if run.spaceless:
            parts.append(run.text)
            continue
        found = (_word(written, known) for written in (_plain_words(run.text) if plain else run.words()))
        parts += [word.stems[0] if word.stems else word.text for word in found]
    return " ".join(parts)


def folded_words(text: str, language: str | None = None) -> tuple[str, ...]:
    """Return the surface words of a phrase; a run of a script without spaces is one."""
    text = normalised(text, language)
    if _UNUSUAL.search(text) is None:
        return tuple(PLAIN.analyze(text))
    return tuple(word for run in _runs(text) for word in ((run.text,) if run.spaceless else run.words()))


def sort_key(title: str) -> str:
    """Return by what titles are ordered: without case and accents, digits before letters."""
    return " ".join(folded_words(title))[:_LONGEST]


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a question.

    ``written`` is how it was typed, in lower case; ``spellings`` are its surface forms, the plain one first; ``stems``
    its stems in the languages asked for; ``grams`` the pairs of characters, in order, of a word in a script without
    spaces.
    """

    text: str
    spellings: tuple[str, ...]
    stems: tuple[str, ...] = ()
    grams: tuple[str, ...] = ()
    written: str = ""

    @property
    def typos(self) -> int:
        """How many typing errors are forgiven: none in numbers and short words."""
        if self.grams or any(char.isdigit() for char in self.text):
            return 0
        return typos_of(self.text)

    @property
    def beginnings(self) -> tuple[str, ...]:
        """Return the word without up to three of its last letters: stems of a word whose ending is mistyped."""
        return tuple(
            self.text[:end] for end in range(len(self.text) - 1, max(_ONE_TYPO_FROM, len(self.text) - 3) - 1, -1)
        )


def typos_of(word: str) -> int:
    """Return how many typing errors are forgiven in a word of this length."""
    return 2 if len(word) >= _TWO_TYPOS_FROM else 1 if len(word) >= _ONE_TYPO_FROM else 0


def words(text: str, languages: Sequence[str]) -> list[Word]:
    """Return the words of a question, in the languages its answers may be written in."""
    text = normalised(text)
    known = _known(languages)
    if _UNUSUAL.search(text) is None:
        return [_word(word, known) for word in _plain_words(text)[:MOST_WORDS]]
    found = []
    for run in _runs(text):
        if run.spaceless:
            found.append(Word(run.text, (run.text,), grams=_grams(run.text, whole=False)))
        else:
            found += [_word(word, known) for word in run.words()]
    return found[:MOST_WORDS]


def important(found: Sequence[Word], languages: Sequence[str], stop_words: frozenset[str]) -> list[Word]:
    """Leave out stop words, unless there is nothing else."""
    dropped = set(stop_words)
    language = language_of(languages[0]) if languages else None
    if language is not None:
        plain = [word.text for word in found if not word.grams]
        kept = set(_without_stop_words(language).analyze(" ".join(plain)))
        dropped |= {word for word in plain if word not in kept}
    return [word for word in found if word.text not in dropped] or list(found)


def phrase_key(found: Sequence[Word], languages: Sequence[str]) -> tuple[str, ...]:
    """Return by what a phrase is looked up in all its forms: the stems in the first language, where it has any."""
    if not languages or language_of(languages[0]) is None:
        return tuple(word.text for word in found)
    return tuple(word.stems[0] if word.stems else word.text for word in found)


def distance(one: str, other: str, most: int) -> int:
    """Return how many letters were mistyped, missed, added or swapped; ``most + 1`` where it is more than ``most``."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, start=1):
        earlier, before, row = before, row, [i]
        for j, right in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (left != right))
            if i > 1 and j > 1 and left == other[j - 2] and one[i - 2] == right:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]


def with_synonyms(
    found: Sequence[Word], synonyms: Mapping[tuple[str, ...], tuple[str, ...]], languages: Sequence[str]
) -> list[list[list[Word]]]:
    """Return the words in their order, those with synonyms together with them: alternatives, what was typed first."""
    if not synonyms:
        return [[[word]] for word in found]
    longest = max(map(len, synonyms))
    segments: list[list[list[Word]]] = []
    place = 0
    while place < len(found):
        for length in range(min(longest, len(found) - place), 0, -1):
            typed = list(found[place : place + length])
            others = synonyms.get(phrase_key(typed, languages))
            if others is not None:
                segments.append([typed, *(words(other, languages) for other in others)])
                place += length
                break
        else:
            segments.append([[found[place]]])
            place += 1
    return segments


def apart(word: Word, other: str, languages: Sequence[str], *, unfinished: bool = False) -> int | None:
    """Return how far a word of the index is from one of a question, as typing errors go; None where too far."""
    most = max(word.typos, 1)
    least = min(distance(spelling, other, most) for spelling in word.spellings)
    if least <= most:
        return least
    if unfinished and len(other) > len(word.text):
        begun = min(distance(word.text, other[:length], most) for length in _lengths(word.text, other, most))
        if begun <= most:
            return most + 1
    stems_of_other = _word(other, _known(languages)).stems
    if any(distance(a, b, most) <= most for a in word.stems for b in stems_of_other):
        return most + 1
    return None


def _lengths(word: str, other: str, most: int) -> range:
    return range(max(1, len(word) - most), min(len(other), len(word) + most) + 1)


def correction(word: Word, titles: Sequence[str], languages: Sequence[str]) -> str | None:
    """Return the word of these titles that was probably meant, as it is written there, in lower case."""
    counts = Counter(
        written for title in titles for written in _WORD.findall(unicodedata.normalize("NFKC", title).lower())
    )
    known = _known(languages)
    found: list[tuple[int, int, str]] = []
    for written, count in counts.items():
        far = apart(word, _word(written, known).text, languages)
        if far is not None:
            found.append((far, -count, written))
    best = min(found, default=None)
    return None if best is None or best[0] == 0 else best[2]


def _known(languages: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for code in map(language_of, languages) if code is not None))


def _plain_words(text: str) -> list[str]:
    # Stems want the accents that the surface does not have, so words are kept as they are written.
    return [word for word in _WORD.findall(text.lower()) if len(word) <= _LONGEST]


@lru_cache(maxsize=32_768)
def _word(written: str, languages: tuple[str, ...]) -> Word:
    plain = "".join(_WITH_MARKS.analyze(written)) or written
    spellings = [plain]
    found = []
    for language in languages:
        spelled = normalised(written, language)
        spellings.append("".join(_WITH_MARKS.analyze(spelled)) or spelled)
        found += _stemmer(language, True).analyze(spelled)
    return Word(plain, tuple(dict.fromkeys(spellings)), tuple(dict.fromkeys(found)), written=written)


@dataclass(frozen=True, slots=True)
class _Run:
    text: str
    spaceless: bool

    def words(self) -> list[str]:
        found: list[str] = _WITH_MARKS.analyze(self.text)
        return found


def _runs(text: str) -> Iterator[_Run]:
    done = 0
    for found in _RUNS.finditer(text):
        if found.start() > done:
            yield _Run(text[done : found.start()], spaceless=False)
        yield _Run(found[0], spaceless=True)
        done = found.end()
    if done < len(text):
        yield _Run(text[done:], spaceless=False)


def _grams(run: str, *, whole: bool = True) -> tuple[str, ...]:
    """Return the pairs of characters of a run; with ``whole`` its last character too, so that each begins a word."""
    pairs = tuple(run[place : place + 2] for place in range(len(run) - 1))
    return (*pairs, run[-1]) if whole or not pairs else pairs
