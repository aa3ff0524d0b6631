"""The files of imports: kept in the tenant's storage, or left where an engineer has them."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from rustok.ids import to_ulid
from rustok.media.storage import files
from rustok_content import errors, models
from rustok_content.dto.imports import ImportFormat

MAX_BYTES: Final = 64 * 1024 * 1024
"""What is taken by upload; larger files are imported by ``manage.py content_import``."""
_ENDINGS: Final = {
    ImportFormat.WXR: "xml",
    ImportFormat.MARKDOWN: "zip",
    ImportFormat.CSV: "csv",
    ImportFormat.REDIRECTS: "txt",
}
_CHUNK: Final = 1 << 20


def keep_file(row: models.ContentImport, content: bytes) -> str:
    """Keep an uploaded file; return its name.

    :raises ImportTooLarge: it is more than is taken by upload.
    """
    if len(content) > MAX_BYTES:
        raise errors.ImportTooLarge(limit=f"{MAX_BYTES // 1024 // 1024} MB")
    name = f"imports/{to_ulid(row.id)}/source.{_ENDINGS[ImportFormat(row.format)]}"
    files().put(name, content)
    return name


@contextmanager
def opened(row: models.ContentImport) -> Iterator[tuple[Path, IO[bytes] | None]]:
    """Open the file of an import: its place, and the file itself unless it is a folder.

    :raises ImportFileGone: it is there no more.
    """
    if row.options.get("local"):
        path = Path(row.file_path)
        if path.is_dir():
            yield path, None
            return
        try:
            file = path.open("rb")
        except OSError as exc:
            raise errors.ImportFileGone() from exc
        with file:
            yield path, file
        return
    with tempfile.NamedTemporaryFile(prefix="rustok-import-") as copy:
        try:
            with files().open(row.file_path) as stored:
                while chunk := stored.read(_CHUNK):
                    copy.write(chunk)
        except FileNotFoundError as exc:
            raise errors.ImportFileGone() from exc
        copy.flush()
        copy.seek(0)
        yield Path(copy.name), copy.file


def digest(path: Path) -> str:
    """Return a number that says whether a file, or any in a folder, is another one than it was."""
    total = hashlib.sha256()
    for each in sorted(path.rglob("*")) if path.is_dir() else [path]:
        if not each.is_file():
            continue
        total.update(str(each.relative_to(path)).encode("utf-8", "surrogateescape") + b"\0")
        with each.open("rb") as file:
            while chunk := file.read(_CHUNK):
                total.update(chunk)
    return total.hexdigest()
