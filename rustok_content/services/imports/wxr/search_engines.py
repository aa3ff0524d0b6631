"""What the plugins for search engines, Yoast and Rank Math, say of a post."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from rustok_content.services.imports.pieces import Report
from rustok_content.services.imports.wxr.elements import Site, parts_of

_TITLES: Final = ("_yoast_wpseo_title", "rank_math_title")
_DESCRIPTIONS: Final = ("_yoast_wpseo_metadesc", "rank_math_description")
_CANONICALS: Final = ("_yoast_wpseo_canonical", "rank_math_canonical_url")
_PRIMARIES: Final = ("_yoast_wpseo_primary_category", "rank_math_primary_category")
_NOINDEX: Final = "_yoast_wpseo_meta-robots-noindex"
_ROBOTS: Final = "rank_math_robots"
READ: Final = frozenset({*_TITLES, *_DESCRIPTIONS, *_CANONICALS, *_PRIMARIES, _NOINDEX, _ROBOTS})
_VARIABLE: Final = re.compile(r"%%?([a-z_]+)%%?")


def meta_title(found: Mapping[str, str], title: str, site: Site) -> str | None:
    """Return the title for search engines."""
    return _filled(found, _TITLES, title, site)[:255] or None


def meta_description(found: Mapping[str, str], title: str, site: Site) -> str | None:
    """Return the words for search engines."""
    return _filled(found, _DESCRIPTIONS, title, site)[:500] or None


def primary_category(found: Mapping[str, str], site: Site) -> str | None:
    """Return the category that a post of several is in before all."""
    said = (found.get(name, "").strip() for name in _PRIMARIES)
    return next((site.category_ids[each] for each in said if each in site.category_ids), None)


def is_hidden(found: Mapping[str, str]) -> bool:
    """Tell whether search engines are to pass by."""
    return found.get(_NOINDEX, "").strip() == "1" or '"noindex"' in found.get(_ROBOTS, "")


def note_canonical(found: Mapping[str, str], link: str, kind: str, title: str, report: Report) -> None:
    """Tell of an address that is to be taken for a post's own."""
    said = next((found[name].strip() for name in _CANONICALS if found.get(name, "").strip()), "")
    if said and parts_of(said)[1:3] != parts_of(link)[1:3]:
        report.note(kind, title, "canonical", f"It says that its address is {said}; here it is its own.")


def _filled(found: Mapping[str, str], names: tuple[str, ...], title: str, site: Site) -> str:
    """Return a field with its variables filled in."""
    said = next((found[name].strip() for name in names if found.get(name, "").strip()), "")
    known = {"title": title, "sitename": site.title, "sep": "-", "site_title": site.title}
    return " ".join(_VARIABLE.sub(lambda match: known.get(match[1], ""), said).split())
