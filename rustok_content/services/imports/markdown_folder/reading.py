"""Reads a folder or a zip file of Markdown into the spool."""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any, Final

from slugify import slugify

from rustok_content.services.imports.bundles import Bundle
from rustok_content.services.imports.markdown_folder import terms
from rustok_content.services.imports.markdown_folder.front_matter import KNOWN, first, flag, moment, number, read, words
from rustok_content.services.imports.markdown_folder.links import (
    INDEXES,
    PICTURES,
    File,
    Folder,
    page_above,
    picture,
    with_links,
)
from rustok_content.services.imports.pieces import Piece, PieceKind, Report, Spool

_ENDINGS: Final = (".md", ".markdown")
_POSTS: Final = frozenset({"posts", "post", "_posts", "blog"})
_DRAFTS: Final = "_drafts"
_FORMATS: Final = frozenset({"markdown", "html", "blocks"})
_HEADING: Final = re.compile(r"^#\s+(.+?)\s*#*\s*$", re.MULTILINE)
_DATED: Final = re.compile(r"^(\d{4}-\d{2}-\d{2})-(.+)$")


def read_markdown(bundle: Bundle, spool: Spool, report: Report, *, locale: str, spoken: tuple[str, ...]) -> None:
    """Read all files; those that are one node, in whatever languages, become one piece."""
    folder = Folder(bundle, spool, report)
    for name in bundle.names():
        if not name.lower().endswith(_ENDINGS):
            if not name.lower().endswith(PICTURES):
                report.note("file", name, "not_markdown", "Only Markdown files and their pictures are taken.")
            continue
        found = read(bundle, name, report)
        if found is None:
            continue
        if found[0].get("type") == terms.WORDS:
            folder.alts = terms.words_of(found[0])
        else:
            _index(folder, name, found[0], locale, spoken)
    ways = {"category": terms.add_category, "tag": terms.add_tag}
    # Categories before what is in them: their files say more than a name does.
    for (kind, key), files in sorted(folder.groups.items(), key=lambda group: group[0][0] not in ways):
        files.sort(key=lambda file: not file.is_first)
        texts = [(file, *found) for file in files if (found := read(bundle, file.name, None)) is not None]
        if texts:
            ways.get(kind, _add(kind))(folder, key, texts)


def _index(folder: Folder, name: str, head: Mapping[str, Any], locale: str, spoken: tuple[str, ...]) -> None:
    path = PurePosixPath(name)
    stem, suffix = path.stem, ""
    if "." in stem and stem.rpartition(".")[2] in spoken:
        stem, _, suffix = stem.rpartition(".")
    said = str(first(head, "locale", "lang", "language") or suffix or locale)
    if said not in spoken:
        folder.report.note("file", name, "locale", f"The language {said!r} is not one of the site.")
        return
    kind = str(first(head, "kind", "type", "layout") or "")
    if kind not in ("post", "page", *terms.TERMS):
        is_post = head.get("date") is not None or bool(_POSTS.intersection(path.parts[:-1])) or _DRAFTS in path.parts
        kind = "post" if is_post else "page"
    dated = _DATED.match(stem)
    own = dated[2] if dated and kind == "post" else stem
    above = path.parent.as_posix()
    place = above if stem.lower() in INDEXES and above != "." else posixpath.normpath(f"{above}/{stem}")
    key = str(first(head, "translation_key", "translationkey") or place)
    slug = slugify(str(head.get("slug") or (path.parent.name if own.lower() in INDEXES else own) or own)) or "page"
    file = File(name=name, kind=kind, key=key, locale=said, slug=slug, is_first=not suffix)
    group = folder.groups.setdefault((kind, key), [])
    # Of a tag the file without a language in its name says what it is called where nothing else is said.
    if any(other.locale == said and (kind != "tag" or other.is_first == file.is_first) for other in group):
        folder.report.note("file", name, "duplicate", f"Another file is this {kind} in {said!r} already.")
        return
    group.append(file)
    folder.files[name] = file


def _add(kind: str) -> Any:
    def add(folder: Folder, key: str, texts: list[tuple[File, dict[str, Any], str]]) -> None:
        _add_node(folder, kind, key, texts)

    return add


def _add_node(folder: Folder, kind: str, key: str, found: list[tuple[File, dict[str, Any], str]]) -> None:
    file, head, _ = found[0]
    texts: dict[str, dict[str, Any]] = {}
    for each, said, body in found:
        for name in sorted(said.keys() - KNOWN):
            folder.report.note("front_matter", name, "unknown", "Own fields are not taken.")
        texts[each.locale] = _text(folder, kind, each, said, body)
    title = texts[file.locale]["title"]
    categories = words(first(head, "categories", "category"))
    for name in categories[1:]:
        folder.report.note(kind, title, "category", f"A node is in one category; it is not in {name!r} as well.")
    if categories and not folder.spool.has(PieceKind.CATEGORY, slugify(categories[0])):
        data = {"slug": categories[0], "name": categories[0], "description": ""}
        folder.spool.add(Piece(kind=PieceKind.CATEGORY, key=slugify(categories[0]), name=categories[0], data=data))
    author = str(head.get("author") or "")
    cover = first(head, "cover", "image", "featured_image")
    if isinstance(cover, Mapping):
        # As themes of Hugo write it: the picture, and how it is to be shown.
        cover = cover.get("image") or cover.get("src")
    fields = {name: head[name] for name in ("template", "noindex") if kind == "page" and head.get(name)}
    folder.spool.add(
        Piece(
            kind=PieceKind(kind),
            key=key,
            name=title,
            above=page_above(folder, file) if kind == "page" else None,
            data={
                "texts": texts,
                "format": texts[file.locale]["format"],
                "status": texts[file.locale]["status"],
                "published_at": texts[file.locale]["published_at"],
                "author": {"email": author.lower() if "@" in author else "", "name": author},
                "category": slugify(categories[0]) if categories else None,
                "tags": [each[:64] for each in dict.fromkeys(words(head.get("tags")))][:50],
                "featured": head.get("featured") is True,
                "home": head.get("home") is True,
                "cover": picture(folder, file, str(cover)) if cover else None,
                "position": number(first(head, "weight", "order")),
                "fields": fields,
            },
        )
    )
    for each, said, _ in found:
        _add_former_addresses(folder, kind, key, each, said)


def _text(folder: Folder, kind: str, file: File, head: Mapping[str, Any], body: str) -> dict[str, Any]:
    heading = _HEADING.search(body)
    title = str(head.get("title") or (heading[1] if heading else "") or file.slug.replace("-", " ")).strip()[:255]
    format = str(head.get("format") or "").lower()
    # Whoever says the format has written the whole text; else its first heading may be the title once more.
    is_title = heading is not None and heading[1].strip() == title and not body[: heading.start()].strip()
    if heading is not None and is_title and not format:
        body = body[heading.end() :]
    if format not in _FORMATS:
        if format:
            folder.report.note(kind, title, "format", f"There is no format {format!r}; it is read as Markdown.")
        format = "markdown"
    excerpt = next((head[name] for name in ("excerpt", "summary", "description") if head.get(name) is not None), None)
    said = head.get("description")
    return {
        "title": title,
        "slug": file.slug,
        "body": with_links(folder, file, body, format=format).strip(),
        "format": format,
        "excerpt": str(excerpt)[:2000] if excerpt else None,
        "meta_title": str(head["meta_title"])[:255] if head.get("meta_title") else None,
        "meta_description": str(said)[:500] if said else None,
        **_times(folder, kind, title, file, head),
    }


def _times(folder: Folder, kind: str, title: str, file: File, head: Mapping[str, Any]) -> dict[str, Any]:
    """Return whether, since when and until when readers see a text."""
    dated = _DATED.match(PurePosixPath(file.name).stem)
    times: dict[str, str | None] = {}
    for name, said in (
        ("published_at", first(head, "publishdate", "date") or (f"{dated[1]}T00:00:00" if dated else None)),
        ("unpublish_at", head.get("expirydate")),
    ):
        try:
            times[name] = moment(said)
        except ValueError:
            folder.report.note(kind, title, "date", f"Its date {said!r} is none.")
            times[name] = None
    status = "publish"
    is_draft = flag(head.get("draft")) or str(head.get("published", "")).lower() in ("false", "no")
    if flag(head.get("archived")):
        status = "archived"
    elif is_draft or _DRAFTS in PurePosixPath(file.name).parts:
        status = "draft"
    elif times["published_at"] and dt.datetime.fromisoformat(times["published_at"]) > dt.datetime.now(dt.UTC):
        status = "future"
    return {"status": status, **times}


def _add_former_addresses(folder: Folder, kind: str, key: str, file: File, head: Mapping[str, Any]) -> None:
    """Let the addresses that a text had lead to it."""
    former = [*words(head.get("aliases")), *words(head.get("redirect_from"))]
    former += [str(head[name]) for name in ("url", "permalink") if head.get(name)]
    for path in dict.fromkeys(former):
        if not path.startswith("/") or ":" in path:
            # A pattern of Jekyll, or a path that is relative to who knows what.
            folder.report.note(kind, f"{file.name}: {path}", "alias", "Only whole paths lead on, from the site's top.")
            continue
        data = {"path": path, "target_kind": kind, "target": key, "locale": file.locale}
        folder.spool.add(Piece(kind=PieceKind.REDIRECT, key=f"{file.locale} {path}", name=path, data=data))
