"""Pictures of a source: taken from its bundle, a folder with the site's uploads or its server, else reported."""

from __future__ import annotations

import hashlib
from pathlib import Path, PurePosixPath
from typing import Any
from uuid import UUID

from rustok.conf import conf
from rustok.ids import generate_id
from rustok.media.pictures import examine
from rustok.media.services import assets
from rustok_content.services.imports.pieces import Piece
from rustok_content.services.imports.taking.records import Fault, Taking


def resolve_asset(taking: Taking, piece: Piece) -> dict[str, Any] | None:
    """Find the file; None, and told, where it is not to be had."""
    content = _given(taking, piece)
    if content is not None:
        alts = {"alts": piece.data["alts"]} if piece.data.get("alts") else {}
        return {"sha256": hashlib.sha256(content).hexdigest(), "alt": piece.data.get("alt", ""), **alts}
    if not taking.is_fetching or not piece.data.get("url"):
        address = piece.data.get("url") or piece.data["file"]
        taking.note(piece, "no_file", f"Its file was not given: {address}")
        return None
    fetched = taking.fetched.get(piece.key)
    if isinstance(fetched, Fault):
        taking.note(piece, fetched.code, f"{piece.data['url']}: {fetched.reason}")
        return None
    if taking.is_dry_run:
        taking.report.note("asset", "", "not_fetched", "A try fetches nothing; the real run fetches these files.")
    return wanted_of(piece)


def wanted_of(piece: Piece) -> dict[str, Any]:
    """Return what a file that is fetched is known by: its address, so that it is fetched once."""
    return {"url": piece.data["url"], "alt": piece.data.get("alt", "")}


def write_asset(taking: Taking, piece: Piece, wanted: dict[str, Any], known: UUID | None) -> UUID:
    """Take a picture into the media library."""
    content = _given(taking, piece)
    if content is None:
        fetched = taking.fetched.get(piece.key)
        content = fetched.read_bytes() if isinstance(fetched, Path) else None
    if taking.is_dry_run:
        # A file cannot be rolled back; whether it would be taken can be said all the same.
        if content is not None:
            limits = conf().media
            examine(content, max_pixels=limits.max_pixels, max_frames=limits.max_frames)
        return generate_id()
    name = PurePosixPath(piece.data["file"]).name
    alt = wanted.get("alts") or ({taking.locale: wanted["alt"][:500]} if wanted["alt"] else {})
    return assets.store_asset(taking.ctx, content or b"", filename=name, alt=alt).id


def given_file(taking: Taking, piece: Piece) -> Path | None:
    """Return where the folder with the site's uploads has a file."""
    if taking.media is None:
        return None
    name = str(piece.data["file"])
    folder = taking.media.resolve()
    for candidate in (folder / name, folder / "wp-content" / "uploads" / name, folder / PurePosixPath(name).name):
        path = Path(candidate).resolve()
        # A name of the file may not lead out of the folder.
        if path.is_relative_to(folder) and path.is_file():
            return path
    return None


def _given(taking: Taking, piece: Piece) -> bytes | None:
    if taking.open_file is not None:
        return taking.open_file(str(piece.data["file"]))
    path = given_file(taking, piece)
    if path is None:
        return None
    if path.stat().st_size > conf().media.max_bytes:
        taking.note(piece, "too_large", "Its file is larger than the media library takes.")
        return None
    return path.read_bytes()
