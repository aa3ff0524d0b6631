"""Front matter: YAML, TOML or JSON before a text, within limits, under the names that Hugo and Jekyll give it."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from typing import Any, Final

import frontmatter

from rustok_content.services.imports.bundles import Bundle
from rustok_content.services.imports.pieces import Report

_MAX_VALUES: Final = 5000
_TOML: Final = re.compile(r"\A\s*\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*$", re.DOTALL | re.MULTILINE)
_TRUE: Final = frozenset({"true", "1", "yes"})

KNOWN: Final = frozenset(
    {
        "aliases",
        "archived",
        "author",
        "categories",
        "category",
        "cover",
        "date",
        "description",
        "draft",
        "excerpt",
        "expirydate",
        "featured",
        "featured_image",
        "format",
        "home",
        "image",
        "kind",
        "lang",
        "language",
        "lastmod",
        "layout",
        "locale",
        "meta_title",
        "noindex",
        "order",
        "permalink",
        "publishdate",
        "published",
        "redirect_from",
        "slug",
        "summary",
        "tags",
        "template",
        "title",
        "translation_key",
        "translationkey",
        "type",
        "url",
        "weight",
    }
)


def read(bundle: Bundle, name: str, report: Report | None) -> tuple[dict[str, Any], str] | None:
    """Return what stands before a text, and the text; None, and told, where it cannot be read."""
    raw = bundle.read(name)
    if raw is None:
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    text = text.replace("\x00", "").replace("\r\n", "\n")
    try:
        found, body = _parsed(text)
        values = _plain(found, [_MAX_VALUES])
    except Exception as exc:  # whatever its parser finds wrong, the file is named
        if report is not None:
            report.note("file", name, "front_matter", f"Its front matter cannot be read: {type(exc).__name__}: {exc}")
        return None
    return {str(each).lower(): value for each, value in values.items()}, body


def _parsed(text: str) -> tuple[Mapping[str, Any], str]:
    toml = _TOML.match(text)
    if toml is not None:
        return tomllib.loads(toml[1]), text[toml.end() :].strip()
    found, body = frontmatter.parse(text)
    return found, body


def _plain(value: Any, left: list[int]) -> Any:
    """Return what was parsed as JSON holds it, within a limit: aliases may name a value many times over."""
    left[0] -= 1
    if left[0] < 0:
        raise ValueError(f"more than {_MAX_VALUES} values")
    if isinstance(value, Mapping):
        return {str(key): _plain(each, left) for key, each in value.items()}
    if isinstance(value, list | tuple | set):
        return [_plain(each, left) for each in value]
    if isinstance(value, dt.datetime):
        return (value if value.tzinfo else value.replace(tzinfo=dt.UTC)).astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date):
        return dt.datetime(value.year, value.month, value.day, tzinfo=dt.UTC).isoformat()
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def first(head: Mapping[str, Any], *names: str) -> Any:
    """Return the first of some fields that says anything."""
    return next((head[name] for name in names if head.get(name) not in (None, "")), None)


def words(value: Any) -> list[str]:
    """Return a list, or the parts of a text between commas."""
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return [str(each).strip() for each in value if str(each).strip()] if isinstance(value, list) else []


def number(value: Any) -> int:
    """Return a position."""
    return min(max(value, 0), 1_000_000) if isinstance(value, int) and not isinstance(value, bool) else 0


def flag(value: Any) -> bool:
    """Tell whether a field says yes."""
    return str(value).lower() in _TRUE


def moment(value: Any) -> str | None:
    """Return a time as it is stored; None where there is none.

    :raises ValueError: it cannot be read.
    """
    if not isinstance(value, str) or not value:
        return None
    found = dt.datetime.fromisoformat(value)
    return (found if found.tzinfo else found.replace(tzinfo=dt.UTC)).astimezone(dt.UTC).isoformat()
