"""Pictures of a source: taken from a folder that holds the site's uploads, else reported."""

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
from rustok_content.services.imports.taking.records import Taking


def resolve_asset(taking: Taking, piece: Piece) -> dict[str, Any] | None:
    """Find the file; None, and told, where it is not to be had."""
    content = _read(taking, piece)
    if content is None:
        address = piece.data.get("url") or piece.data["file"]
        taking.note(piece, "no_file", f"Its file was not given: {address}")
        return None
    return {"sha256": hashlib.sha256(content).hexdigest(), "alt": piece.data.get("alt", "")}


def write_asset(taking: Taking, piece: Piece, wanted: dict[str, Any], known: UUID | None) -> UUID:
    """Take a picture into the media library."""
    content = _read(taking, piece) or b""
    if taking.is_dry_run:
        # A file cannot be rolled back; whether it would be taken can be said all the same.
        limits = conf().media
        examine(content, max_pixels=limits.max_pixels, max_frames=limits.max_frames)
        return generate_id()
    name = PurePosixPath(piece.data["file"]).name
    alt = {taking.locale: wanted["alt"][:500]} if wanted["alt"] else {}
    return assets.store_asset(taking.ctx, content, filename=name, alt=alt).id


def _read(taking: Taking, piece: Piece) -> bytes | None:
    name = str(piece.data["file"])
    if taking.open_file is not None:
        return taking.open_file(name)
    if taking.media is None:
        return None
    folder = taking.media.resolve()
    for candidate in (folder / name, folder / "wp-content" / "uploads" / name, folder / PurePosixPath(name).name):
        path = Path(candidate).resolve()
        # A name of the file may not lead out of the folder.
        if path.is_relative_to(folder) and path.is_file():
            if path.stat().st_size > conf().media.max_bytes:
                taking.note(piece, "too_large", "Its file is larger than the media library takes.")
                return None
            return path.read_bytes()
    return None
