"""Takes a piece in: finds what it refers to, compares it with what it was, and writes it if that is different."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from rustok.errors import InvalidInput, RustokError
from rustok_content.services.imports.pieces import Piece, PieceKind
from rustok_content.services.imports.taking import assets, comments, filing, nodes, sites
from rustok_content.services.imports.taking.records import NotNeeded, Outcome, Taking, checksum_of, remember, remembered

Resolve = Callable[[Taking, Piece], dict[str, Any] | None]
"""Returns all that a piece is to be, with what it refers to found; None where it is left out, which it has told."""
Write = Callable[[Taking, Piece, dict[str, Any], UUID | None], UUID]
"""Makes or changes what a piece is to be and returns its id. None: it is not there yet."""

_WAYS: Final[dict[PieceKind, tuple[Resolve, Write]]] = {
    PieceKind.ASSET: (assets.resolve_asset, assets.write_asset),
    PieceKind.CATEGORY: (filing.resolve_category, filing.write_category),
    PieceKind.TAG: (filing.resolve_tag, filing.write_tag),
    PieceKind.PAGE: (nodes.resolve_node, nodes.write_node),
    PieceKind.POST: (nodes.resolve_node, nodes.write_node),
    PieceKind.COMMENT: (comments.resolve_comment, comments.write_comment),
    PieceKind.MENU: (sites.resolve_menu, sites.write_menu),
    PieceKind.REDIRECT: (sites.resolve_redirect, sites.write_redirect),
}


def take(taking: Taking, piece: Piece) -> Outcome:
    """Take a piece in, inside the transaction of its batch. What is wrong with it is reported and harms no other."""
    resolve, write = _WAYS[piece.kind]
    try:
        with transaction.atomic():
            wanted = resolve(taking, piece)
            if wanted is None:
                return Outcome.LEFT_OUT
            record = remembered(taking, piece)
            checksum = checksum_of(wanted)
            if record is not None and record.checksum == checksum:
                return Outcome.UNCHANGED
            known = None if record is None else record.target_id
            if known is not None and not _is_there(piece.kind, known):
                taking.note(piece, "deleted", "It was deleted here since; it is not made again.")
                return Outcome.LEFT_OUT
            target_id = write(taking, piece, wanted, known)
            remember(taking, piece, record, target_id, checksum)
            return Outcome.MADE if record is None else Outcome.CHANGED
    except NotNeeded:
        return Outcome.UNCHANGED
    except RustokError as exc:
        taking.note(piece, exc.code, explain(exc))
        return Outcome.REFUSED


def explain(exc: RustokError) -> str:
    """Return why something was refused, in one line."""
    if isinstance(exc, InvalidInput) and exc.errors:
        return "; ".join(f"{'.'.join(map(str, each.path))}: {each.message}" for each in exc.errors[:5])
    return str(exc)


def _is_there(kind: PieceKind, target_id: UUID) -> bool:
    if kind in (PieceKind.PAGE, PieceKind.POST, PieceKind.COMMENT):
        return nodes.is_there(target_id)
    return filing.is_there(kind, target_id)
