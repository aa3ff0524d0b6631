"""Files of a site, fetched from where they are: before the transaction that takes them in, some at a time."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from rustok.conf import conf
from rustok.errors import RustokError
from rustok.media.models import Asset
from rustok.outbound.fetching import fetch
from rustok.outbound.rules import Rules
from rustok_content.services.imports.pieces import Piece, PieceKind
from rustok_content.services.imports.taking.assets import given_file, wanted_of
from rustok_content.services.imports.taking.records import Fault, Taking, checksum_of, remembered

FETCHED: Final = 5
"""Files of a batch: what a kill throws away, and how much lies on disk at once."""


class Fetching:
    """A folder with the files of the batch at hand. What was taken in before, and is the same, is not asked for."""

    def __init__(self, taking: Taking, alive: Callable[[], None]) -> None:
        self._taking = taking
        self._alive = alive
        self._folder = tempfile.TemporaryDirectory(prefix="rustok-fetch-")

    def __enter__(self) -> Fetching:
        return self

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()

    def fetch(self, batch: Iterable[Piece]) -> None:
        """Fetch what a batch needs; what is not to be had is remembered with the reason."""
        self._forget()
        for number, piece in enumerate(batch):
            if piece.kind is not PieceKind.ASSET or not piece.data.get("url") or self._is_here(piece):
                continue
            self._alive()
            path = Path(self._folder.name) / str(number)
            try:
                with path.open("w+b") as file:
                    fetch(piece.data["url"], file, rules(), **_limits())
            except RustokError as exc:
                path.unlink()
                self._taking.fetched[piece.key] = Fault(code=exc.code, reason=str(exc))
            else:
                self._taking.fetched[piece.key] = path

    def _is_here(self, piece: Piece) -> bool:
        if given_file(self._taking, piece) is not None:
            return True
        record = remembered(self._taking, piece)
        if record is None or record.checksum != checksum_of(wanted_of(piece)):
            return False
        return bool(Asset.objects.filter(pk=record.target_id).exists())

    def _forget(self) -> None:
        for path in Path(self._folder.name).iterdir():
            path.unlink()
        self._taking.fetched.clear()


def rules() -> Rules:
    """Return what imports may call."""
    settings = conf().imports
    return Rules(
        allow_http=True,
        ports=settings.fetch_ports,
        allowed_networks=settings.fetch_allowed_networks,
        total_seconds=settings.fetch_seconds,
    )


def _limits() -> Mapping[str, Any]:
    return {"max_bytes": conf().media.max_bytes, "backoff": conf().imports.fetch_backoff}
