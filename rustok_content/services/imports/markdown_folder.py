"""Markdown files with front matter, as static site generators have them.

A file is a post or a page; files of one translation key, or of one name with a language in it (``about.de.md``), are
one node. A page is below the ``index.md`` of its folder, or the page of the folder's name.
"""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, Final
from urllib.parse import unquote

import frontmatter
from slugify import slugify

from rustok_content.services.imports.bundles import Bundle
from rustok_content.services.imports.pieces import Piece, PieceKind, Report, Spool

ATTACHMENT: Final = "attachment:"
"""How a text names a file of the bundle until it is in the media library."""
_ENDINGS: Final = (".md", ".markdown")
_PICTURES: Final = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif")
_POSTS: Final = frozenset({"posts", "post", "_posts", "blog"})
_INDEXES: Final = frozenset({"index", "_index", "readme"})
_HEADING: Final = re.compile(r"^#\s+(.+?)\s*#*\s*$", re.MULTILINE)
_LINK: Final = re.compile(
    r"(?P<code>^(?P<fence>`{3,}|~{3,})[^\n]*\n.*?^(?P=fence)[^\n]*$|`[^`\n]+`)"
    r"|(?P<before>!?\[[^\]\n]*\]\()<?(?P<target>[^)\s<>]+)>?(?P<after>(?:\s+\"[^\"\n]*\")?\))",
    re.MULTILINE | re.DOTALL,
)
_DATED: Final = re.compile(r"^(\d{4}-\d{2}-\d{2})-(.+)$")
_MAX_VALUES: Final = 5000
_KNOWN: Final = frozenset(
    {
        "title",
        "slug",
        "date",
        "draft",
        "tags",
        "categories",
        "category",
        "locale",
        "lang",
        "language",
        "translation_key",
        "translationkey",
        "cover",
        "image",
        "featured_image",
        "description",
        "excerpt",
        "summary",
        "type",
        "kind",
        "layout",
        "weight",
        "order",
        "author",
        "featured",
        "meta_title",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """What is known of a file before all are."""

    name: str
    kind: str
    key: str
    locale: str
    slug: str


@dataclass(slots=True)
class _Site:
    files: dict[str, _File] = field(default_factory=dict)
    groups: dict[tuple[str, str], list[_File]] = field(default_factory=dict)


def read_markdown(bundle: Bundle, spool: Spool, report: Report, *, locale: str, spoken: tuple[str, ...]) -> None:
    """Read a folder or a zip file of Markdown into the spool."""
    site = _Site()
    for name in bundle.names():
        if not name.lower().endswith(_ENDINGS):
            if not name.lower().endswith(_PICTURES):
                report.note("file", name, "not_markdown", "Only Markdown files and their pictures are taken.")
            continue
        read = _read(bundle, name, report)
        if read is not None:
            _index(site, name, read[0], locale, spoken, report)
    for (kind, key), files in site.groups.items():
        _add(bundle, spool, report, site, kind, key, files)


def _read(bundle: Bundle, name: str, report: Report | None) -> tuple[dict[str, Any], str] | None:
    raw = bundle.read(name)
    if raw is None:
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    text = text.replace("\x00", "").replace("\r\n", "\n")
    try:
        found, body = frontmatter.parse(text)
        values = _plain(found, [_MAX_VALUES])
    except Exception as exc:  # whatever YAML finds wrong, the file is named
        if report is not None:
            report.note("file", name, "front_matter", f"Its front matter cannot be read: {type(exc).__name__}: {exc}")
        return None
    return {str(each).lower(): value for each, value in values.items()}, body


def _plain(value: Any, left: list[int]) -> Any:
    """Return YAML as JSON holds it, within a limit: aliases may name a value many times over."""
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


def _index(
    site: _Site, name: str, head: Mapping[str, Any], locale: str, spoken: tuple[str, ...], report: Report
) -> None:
    path = PurePosixPath(name)
    stem, suffix = path.stem, ""
    if "." in stem and stem.rpartition(".")[2] in spoken:
        stem, _, suffix = stem.rpartition(".")
    said = str(_first(head, "locale", "lang", "language") or suffix or locale)
    if said not in spoken:
        report.note("file", name, "locale", f"The language {said!r} is not one of the site.")
        return
    kind = str(_first(head, "kind", "type", "layout") or "")
    if kind not in ("post", "page"):
        is_post = head.get("date") is not None or bool(_POSTS.intersection(path.parts[:-1]))
        kind = "post" if is_post else "page"
    dated = _DATED.match(stem)
    own = dated[2] if dated and kind == "post" else stem
    folder = path.parent.as_posix()
    place = folder if stem.lower() in _INDEXES and folder != "." else posixpath.normpath(f"{folder}/{stem}")
    key = str(_first(head, "translation_key", "translationkey") or place)
    slug = slugify(str(head.get("slug") or (path.parent.name if own.lower() in _INDEXES else own) or own)) or "page"
    file = _File(name=name, kind=kind, key=key, locale=said, slug=slug)
    group = site.groups.setdefault((kind, key), [])
    if any(other.locale == said for other in group):
        report.note("file", name, "duplicate", f"Another file is this {kind} in {said!r} already.")
        return
    group.append(file)
    site.files[name] = file


def _add(bundle: Bundle, spool: Spool, report: Report, site: _Site, kind: str, key: str, files: list[_File]) -> None:
    texts: dict[str, dict[str, Any]] = {}
    heads: list[dict[str, Any]] = []
    for file in files:
        read = _read(bundle, file.name, None)
        if read is None:
            continue
        head, body = read
        heads.append(head)
        for name in sorted(head.keys() - _KNOWN):
            report.note("front_matter", name, "unknown", "Own fields are not taken.")
        texts[file.locale] = _text(bundle, spool, report, site, file, head, body)
    if not heads:
        return
    head = heads[0]
    title = next(iter(texts.values()))["title"]
    categories = _list(_first(head, "categories", "category"))
    for each in categories[1:]:
        report.note(kind, title, "category", f"A node is in one category; it is not in {each!r} as well.")
    if categories:
        data = {"slug": categories[0], "name": categories[0], "description": ""}
        spool.add(Piece(kind=PieceKind.CATEGORY, key=slugify(categories[0]), name=categories[0], data=data))
    above = _above(site, files[0]) if kind == "page" else None
    draft = str(head.get("draft", "")).lower() in ("true", "1", "yes")
    moment = head.get("date") if isinstance(head.get("date"), str) else None
    status = "draft" if draft else "publish"
    if moment is not None:
        try:
            ahead = dt.datetime.fromisoformat(moment)
            moment = (ahead if ahead.tzinfo else ahead.replace(tzinfo=dt.UTC)).isoformat()
            if status == "publish" and dt.datetime.fromisoformat(moment) > dt.datetime.now(dt.UTC):
                status = "future"
        except ValueError:
            report.note(kind, title, "date", f"Its date {moment!r} is none.")
            moment = None
    author = str(head.get("author") or "")
    cover = _first(head, "cover", "image", "featured_image")
    spool.add(
        Piece(
            kind=PieceKind(kind),
            key=key,
            name=title,
            above=above,
            data={
                "texts": texts,
                "format": "markdown",
                "status": status,
                "published_at": moment,
                "author": {"email": author.lower() if "@" in author else "", "name": author},
                "category": slugify(categories[0]) if categories else None,
                "tags": [each[:64] for each in dict.fromkeys(_list(head.get("tags")))][:50],
                "featured": head.get("featured") is True,
                "cover": _file_piece(bundle, spool, report, files[0], str(cover), title) if cover else None,
                "position": _number(_first(head, "weight", "order")),
            },
        )
    )


def _text(
    bundle: Bundle, spool: Spool, report: Report, site: _Site, file: _File, head: Mapping[str, Any], body: str
) -> dict[str, Any]:
    heading = _HEADING.search(body)
    title = str(head.get("title") or (heading[1] if heading else "") or file.slug.replace("-", " ")).strip()[:255]
    if heading is not None and heading[1].strip() == title and not body[: heading.start()].strip():
        body = body[heading.end() :]
    excerpt = _first(head, "excerpt", "summary", "description")
    said = head.get("description")
    return {
        "title": title,
        "slug": file.slug,
        "body": _with_links(bundle, spool, report, site, file, body).strip(),
        "format": "markdown",
        "excerpt": str(excerpt)[:2000] if excerpt else None,
        "meta_title": str(head["meta_title"])[:255] if head.get("meta_title") else None,
        "meta_description": str(said)[:500] if said else None,
    }


def _with_links(bundle: Bundle, spool: Spool, report: Report, site: _Site, file: _File, body: str) -> str:
    def lead(match: re.Match[str]) -> str:
        if match["code"] is not None:
            return match[0]
        target, mark, place = match["target"].partition("#")
        if not target or target.startswith(("/", "mailto:", "tel:")) or re.match(r"^[a-z][a-z0-9+.-]*:", target):
            return match[0]
        name = posixpath.normpath(posixpath.join(posixpath.dirname(file.name), unquote(target)))
        other = site.files.get(name) or site.files.get(f"{name}.md")
        if other is not None:
            return f"{match['before']}{_address(site, other)}{mark}{place}{match['after']}"
        if name.lower().endswith(_PICTURES):
            key = _file_piece(bundle, spool, report, file, target, name)
            if key is not None:
                return f"{match['before']}{ATTACHMENT}{key.replace(' ', '%20')}{match['after']}"
        report.note("link", f"{file.name}: {target}", "lost", "There is no such file.")
        return match[0]

    return _LINK.sub(lead, body)


def _file_piece(bundle: Bundle, spool: Spool, report: Report, file: _File, target: str, title: str) -> str | None:
    """Add a picture that a text names; return its key, None where it is elsewhere or not there."""
    if "://" in target:
        report.note("asset", target, "elsewhere", "Pictures of other sites are not fetched.")
        return None
    folder = "" if target.startswith("/") else posixpath.dirname(file.name)
    name = posixpath.normpath(posixpath.join(folder, unquote(target).lstrip("/")))
    if bundle.read(name) is None:
        report.note("asset", f"{file.name}: {target}", "lost", "There is no such file.")
        return None
    spool.add(Piece(kind=PieceKind.ASSET, key=name, name=name, data={"file": name, "url": "", "alt": ""}))
    return name


def _address(site: _Site, file: _File) -> str:
    """Return where a file's node will be."""
    if file.kind == "post":
        return f"/blog/{file.slug}"
    slugs, current, seen = [file.slug], _above(site, file), set[str]()
    while current is not None and current not in seen:
        seen.add(current)
        group = site.groups[("page", current)]
        above = next((each for each in group if each.locale == file.locale), group[0])
        slugs.append(above.slug)
        current = _above(site, above)
    return "/" + "/".join(reversed(slugs))


def _above(site: _Site, file: _File) -> str | None:
    """Return the key of the page that a page is below: the nearest folder above that has one."""
    place = PurePosixPath(file.name)
    own = place.parent if place.stem.split(".")[0].lower() in _INDEXES else place
    for folder in own.parents:
        for each in (folder.as_posix(),):
            if each != "." and each != file.key and ("page", each) in site.groups:
                return each
    return None


def _first(head: Mapping[str, Any], *names: str) -> Any:
    return next((head[name] for name in names if head.get(name) not in (None, "")), None)


def _list(value: Any) -> list[str]:
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return [str(each).strip() for each in value if str(each).strip()] if isinstance(value, list) else []


def _number(value: Any) -> int:
    return min(max(value, 0), 1_000_000) if isinstance(value, int) and not isinstance(value, bool) else 0
