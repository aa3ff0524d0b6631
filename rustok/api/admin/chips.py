"""How values look: small coloured words in the manner of Unfold's labels, and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class Tone(StrEnum):
    """What a chip's colour says."""

    NEUTRAL = "neutral"
    INFO = "info"
    GOOD = "success"
    WARNING = "warning"
    BAD = "danger"


# The classes of unfold/helpers/label.html: others are not in its stylesheet.
_SHAPE: Final = "inline-block font-semibold rounded-default text-[11px] uppercase whitespace-nowrap h-6 leading-6 px-2"
TABLE: Final = "unfold/components/table.html"
"""Template of a table in a form: ``table`` holds ``headers`` and ``rows``."""
_COLOURS: Final = {
    Tone.NEUTRAL: "bg-base-500/8 text-base-700 dark:bg-base-500/20 dark:text-base-200",
    Tone.INFO: "bg-blue-100 text-blue-700 dark:bg-blue-500/20 dark:text-blue-400",
    Tone.GOOD: "bg-green-100 text-green-700 dark:bg-green-500/20 dark:text-green-400",
    Tone.WARNING: "bg-orange-100 text-orange-700 dark:bg-orange-500/20 dark:text-orange-400",
    Tone.BAD: "bg-red-100 text-red-700 dark:bg-red-500/20 dark:text-red-400",
}


@dataclass(frozen=True, slots=True)
class Chip:
    """A word, its colour, and what the pointer is told."""

    text: str
    tone: Tone = Tone.NEUTRAL
    title: str = ""


def chips(found: Iterable[Chip]) -> SafeString:
    """Return the HTML of chips, side by side."""
    return format_html(
        '<span class="flex flex-wrap gap-1">{}</span>',
        format_html_join(
            "",
            '<span class="{} {}" title="{}">{}</span>',
            ((_SHAPE, _COLOURS[chip.tone], chip.title, chip.text) for chip in found),
        ),
    )


def chip(text: str, tone: Tone = Tone.NEUTRAL, title: str = "") -> SafeString:
    """Return the HTML of one chip."""
    return chips([Chip(text, tone, title)])


def language_chips(locales: Iterable[str], *, complete: Iterable[str], stale: Iterable[str]) -> SafeString:
    """Return one chip per language: ✓ is complete, ! out of date or with parts missing, grey not begun.

    :param locales: the tenant's languages, in its order.
    :param complete: those with every part that readers look for.
    :param stale: those that are there but incomplete or older than their original.
    """
    whole, old = set(complete), set(stale)
    found = []
    for locale in locales:
        if locale in old:
            found.append(Chip(f"{locale} !", Tone.WARNING, f"{locale}: out of date or incomplete"))
        elif locale in whole:
            found.append(Chip(f"{locale} ✓", Tone.GOOD, f"{locale}: complete"))
        else:
            found.append(Chip(locale, Tone.NEUTRAL, f"{locale}: not translated"))
    return chips(found)


def pretty_json(value: Any) -> SafeString:
    """Return JSON's HTML as people read it."""
    return format_html(
        '<pre class="font-mono leading-normal overflow-auto text-xs whitespace-pre-wrap">{}</pre>',
        json.dumps(value, indent=2, ensure_ascii=False, sort_keys=True, default=str),
    )
