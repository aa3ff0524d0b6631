"""Categories, tags and the words for pictures, as our own export writes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from slugify import slugify

from rustok_content.services.imports.markdown_folder.front_matter import number, words
from rustok_content.services.imports.markdown_folder.links import File, Folder
from rustok_content.services.imports.pieces import Piece, PieceKind

TERMS: Final = frozenset({"category", "tag"})
WORDS: Final = "pictures"

Read = Iterable[tuple[File, Mapping[str, Any], str]]
"""The files of a term with what they say, that of its first language before the others."""


def add_category(folder: Folder, key: str, texts: Read) -> None:
    """Add a category with its names."""
    names: dict[str, str] = {}
    descriptions: dict[str, str] = {}
    above, position, slug = None, 0, ""
    for file, head, body in texts:
        names[file.locale] = str(head.get("title") or file.slug)[:255]
        if body.strip():
            descriptions[file.locale] = body.strip()[:5000]
        if not slug:
            slug, position = file.slug, number(head.get("weight"))
            above = slugify(str(head.get("parent") or "")) or None
    name = next(iter(names.values()))
    data = {"slug": slug, "name": name, "description": "", "names": names, "descriptions": descriptions}
    piece = Piece(kind=PieceKind.CATEGORY, key=slug, name=name, above=above, data={**data, "position": position})
    if not folder.spool.add(piece):
        folder.report.note("category", key, "duplicate", f"Another file is the category {slug!r} already.")


def add_tag(folder: Folder, key: str, texts: Read) -> None:
    """Add a tag with its names and synonyms."""
    name, names, synonyms = "", dict[str, str](), list[str]()
    for file, head, _ in texts:
        said = str(head.get("title") or file.slug).strip()[:64]
        if not name:
            name, synonyms = said, words(head.get("synonyms"))
        else:
            names[file.locale] = said
    data = {"name": name, "names": names, "synonyms": synonyms[:50]}
    if not folder.spool.add(Piece(kind=PieceKind.TAG, key=key, name=name, data=data)):
        folder.report.note("tag", key, "duplicate", f"Another file is the tag {name!r} already.")


def words_of(head: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Return the words for pictures by their file and language."""
    found = head.get("alt")
    if not isinstance(found, Mapping):
        return {}
    return {
        str(name): {str(locale): str(text)[:500] for locale, text in texts.items()}
        for name, texts in found.items()
        if isinstance(texts, Mapping)
    }
