"""Links of texts: to other files of the bundle, and to the pictures that come with it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import unquote

from rustok_content.services.imports.bundles import Bundle
from rustok_content.services.imports.pieces import Piece, PieceKind, Report, Spool

ATTACHMENT: Final = "attachment:"
"""How a text names a file of the bundle until it is in the media library."""
ASSET: Final = "asset:"
"""How blocks name the id that such a file is going to have."""
PICTURES: Final = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif")
INDEXES: Final = frozenset({"index", "_index", "readme"})
_LINK: Final = re.compile(
    r"(?P<code>^(?P<fence>`{3,}|~{3,})[^\n]*\n.*?^(?P=fence)[^\n]*$|`[^`\n]+`)"
    r"|(?P<before>!?\[[^\]\n]*\]\()<?(?P<target>[^)\s<>]+)>?(?P<after>(?:\s+\"[^\"\n]*\")?\))",
    re.MULTILINE | re.DOTALL,
)
# As our own export leads to its pictures, wherever that stands in a text.
_EXPORTED: Final = re.compile(r"(?:\.\./)+media/[0-9a-f]{12}/[^\s)\"'<>\\\]]+")
_NAMED: Final = re.compile(rf'"{ASSET}(media/[^"\\]+)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """What is known of a file before all are."""

    name: str
    kind: str
    key: str
    locale: str
    slug: str
    is_first: bool = False


@dataclass(slots=True)
class Folder:
    """A bundle on its way: its files, those that are one node, and the words for its pictures."""

    bundle: Bundle
    spool: Spool
    report: Report
    files: dict[str, File] = field(default_factory=dict)
    groups: dict[tuple[str, str], list[File]] = field(default_factory=dict)
    alts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def with_links(folder: Folder, file: File, body: str, *, format: str) -> str:
    """Lead a text to the nodes and the pictures of the bundle."""

    def exported(match: re.Match[str]) -> str:
        key = picture(folder, file, match[0], quiet=True)
        return match[0] if key is None else _attachment(key)

    def named(match: re.Match[str]) -> str:
        key = picture(folder, file, f"/{match[1]}")
        return match[0] if key is None else f'"{ASSET}{key}"'

    body = _EXPORTED.sub(exported, body)
    if format == "blocks":
        return _NAMED.sub(named, body)
    return body if format == "html" else _LINK.sub(lambda match: _led(folder, file, match), body)


def _led(folder: Folder, file: File, match: re.Match[str]) -> str:
    if match["code"] is not None:
        return match[0]
    target, mark, place = match["target"].partition("#")
    if not target or target.startswith(("/", "mailto:", "tel:")) or re.match(r"^[a-z][a-z0-9+.-]*:", target):
        return match[0]
    name = posixpath.normpath(posixpath.join(posixpath.dirname(file.name), unquote(target)))
    other = folder.files.get(name) or folder.files.get(f"{name}.md")
    if other is not None:
        return f"{match['before']}{_address(folder, other)}{mark}{place}{match['after']}"
    if name.lower().endswith(PICTURES):
        key = picture(folder, file, target)
        if key is not None:
            return f"{match['before']}{_attachment(key)}{match['after']}"
    folder.report.note("link", f"{file.name}: {target}", "lost", "There is no such file.")
    return match[0]


def picture(folder: Folder, file: File, target: str, *, quiet: bool = False) -> str | None:
    """Add a picture that a text names; return its key, None where it is elsewhere or not there."""
    if "://" in target:
        folder.report.note("asset", target, "elsewhere", "Pictures of other sites are not fetched.")
        return None
    top = "" if target.startswith("/") else posixpath.dirname(file.name)
    name = posixpath.normpath(posixpath.join(top, unquote(target).lstrip("/")))
    if not folder.spool.has(PieceKind.ASSET, name):
        if folder.bundle.read(name) is None:
            if not quiet:
                folder.report.note("asset", f"{file.name}: {target}", "lost", "There is no such file.")
            return None
        data = {"file": name, "url": "", "alt": "", "alts": dict(folder.alts.get(name, {}))}
        folder.spool.add(Piece(kind=PieceKind.ASSET, key=name, name=name, data=data))
    return name


def page_above(folder: Folder, file: File) -> str | None:
    """Return the key of the page that a page is below: the nearest folder above that has one."""
    place = PurePosixPath(file.name)
    own = place.parent if place.stem.split(".")[0].lower() in INDEXES else place
    for each in own.parents:
        name = each.as_posix()
        if name != "." and name != file.key and ("page", name) in folder.groups:
            return name
    return None


def _address(folder: Folder, file: File) -> str:
    """Return where a file's node will be."""
    if file.kind == "post":
        return f"/blog/{file.slug}"
    slugs, current, seen = [file.slug], page_above(folder, file), set[str]()
    while current is not None and current not in seen:
        seen.add(current)
        group = folder.groups[("page", current)]
        above = next((each for each in group if each.locale == file.locale), group[0])
        slugs.append(above.slug)
        current = page_above(folder, above)
    return "/" + "/".join(reversed(slugs))


def _attachment(key: str) -> str:
    return f"{ATTACHMENT}{key.replace(' ', '%20')}"
