"""Redirects as WordPress's plugin Redirection exports them: JSON, or CSV with ``source`` and ``target``."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import IO, Any, Final

import orjson

from rustok_content import errors
from rustok_content.services.imports.pieces import Piece, PieceKind, Report, Spool
from rustok_content.services.imports.wxr.elements import parts_of

_PERMANENT: Final = frozenset({301, 308})
_CODES: Final = frozenset({301, 302, 303, 307, 308, 410})
_MAX_BYTES: Final = 32 * 1024 * 1024


def read_redirections(file: IO[bytes], spool: Spool, report: Report) -> None:
    """Read an export into the spool.

    :raises UnreadableImport: it is neither of the two.
    """
    raw = file.read(_MAX_BYTES + 1)
    if len(raw) > _MAX_BYTES:
        raise errors.UnreadableImport(reason=f"it is larger than {_MAX_BYTES // 1024 // 1024} MB")
    text = raw.decode("utf-8-sig", "replace").replace("\x00", "")
    rows = _json_rows(text) if text.lstrip().startswith("{") else _csv_rows(text)
    for number, row in enumerate(rows, start=1):
        _take(row, number, spool, report)


def _json_rows(text: str) -> Iterable[Mapping[str, Any]]:
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError as exc:
        raise errors.UnreadableImport(reason=f"it is no JSON: {exc}") from exc
    rows = found.get("redirects")
    if not isinstance(rows, list):
        raise errors.UnreadableImport(reason="it is no export of Redirection: there are no redirects in it")
    for row in rows:
        each = row if isinstance(row, dict) else {}
        data = each.get("action_data")
        target = data.get("url", "") if isinstance(data, dict) else data
        yield {
            "source": each.get("url"),
            "target": target,
            "regex": each.get("regex"),
            "code": each.get("action_code"),
            "match": each.get("match_type"),
            "enabled": each.get("enabled", each.get("status") != "disabled"),
            "type": each.get("action_type"),
        }


def _csv_rows(text: str) -> Iterable[Mapping[str, Any]]:
    try:
        rows = csv.DictReader(io.StringIO(text, newline=""))
        names = [name.strip().lower() for name in rows.fieldnames or ()]
        if not {"source", "target"} <= set(names):
            raise errors.UnreadableImport(reason="it is no export of Redirection: there are no source and target")
        rows.fieldnames = names
        for row in rows:
            yield {**row, "enabled": (row.get("status") or "active") not in ("disabled", "inactive")}
    except csv.Error as exc:
        raise errors.UnreadableImport(reason=f"it is no table: {exc}") from exc


def _take(row: Mapping[str, Any], number: int, spool: Spool, report: Report) -> None:
    source, target = str(row.get("source") or "").strip(), str(row.get("target") or "").strip()
    name = source or f"row {number}"
    code = _code(row.get("code"))
    match = str(row.get("match") or "url")
    if row.get("regex") in (True, 1, "1", "true"):
        report.note("redirect", name, "regex", "It is a pattern; only whole paths lead on here.")
    elif not row.get("enabled"):
        report.note("redirect", name, "disabled", "It is switched off there.")
    elif match not in ("url", "page"):
        report.note("redirect", name, "match", f"It depends on {match!r}; only paths lead on here.")
    elif code not in _CODES or str(row.get("type") or "url") not in ("url", "error", "pass"):
        report.note("redirect", name, "code", f"Its answer {row.get('code')!r} is none here.")
    elif "?" in source or not parts_of(source).path.startswith("/"):
        report.note("redirect", name, "query", "Only whole paths without a query lead on here.")
    elif not target and code != 410:
        report.note("redirect", name, "no_target", "It leads nowhere.")
    else:
        path = parts_of(source).path
        data = {"path": path, "to": "" if code == 410 else target, "permanent": code in _PERMANENT or code == 410}
        if not spool.add(Piece(kind=PieceKind.REDIRECT, key=path, name=path, data=data)):
            report.note("redirect", name, "duplicate", "Another one leads on from there; the first is taken.")


def _code(said: Any) -> int:
    text = str(said or "301").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) == 3 else 0
