"""Folders and zip files of texts with their pictures, read within limits."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Final, Protocol

from rustok_content import errors
from rustok_content.services.imports.pieces import Report

MAX_FILES: Final = 20_000
MAX_FILE: Final = 32 * 1024 * 1024
MAX_TOTAL: Final = 1024 * 1024 * 1024
MAX_RATIO: Final = 200
_SMALL: Final = 1024 * 1024
"""Files below this size may be packed as tightly as they like: a blank picture is."""


class Bundle(Protocol):
    """Files by their names, with slashes, relative to the top."""

    def names(self) -> Iterator[str]: ...
    def read(self, name: str) -> bytes | None: ...


class Folder:
    """A folder of an engineer. Links that lead out of it are not followed."""

    def __init__(self, path: Path, report: Report) -> None:
        self._path = path.resolve()
        self._report = report

    def names(self) -> Iterator[str]:
        """Name all files, in order."""
        for number, path in enumerate(sorted(self._path.rglob("*"))):
            if number >= MAX_FILES:
                raise errors.UnreadableImport(reason=f"it holds more than {MAX_FILES} files")
            name = path.relative_to(self._path).as_posix()
            if path.is_file() and not any(part.startswith(".") for part in PurePosixPath(name).parts):
                yield name

    def read(self, name: str) -> bytes | None:
        """Return a file; None where there is none within, or it is too large."""
        path = (self._path / name).resolve()
        if not path.is_relative_to(self._path) or not path.is_file():
            return None
        if path.stat().st_size > MAX_FILE:
            self._report.note("file", name, "too_large", f"It is larger than {MAX_FILE // 1024 // 1024} MB.")
            return None
        return path.read_bytes()


class Zip:
    """A zip file. What it says of its sizes is not believed."""

    def __init__(self, file: IO[bytes], report: Report) -> None:
        try:
            self._zip = zipfile.ZipFile(file)
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as exc:
            raise errors.UnreadableImport(reason=f"it is no zip file: {exc}") from exc
        if len(entries) > MAX_FILES:
            raise errors.UnreadableImport(reason=f"it holds more than {MAX_FILES} files")
        if sum(entry.file_size for entry in entries) > MAX_TOTAL:
            raise errors.UnreadableImport(reason=f"it unpacks to more than {MAX_TOTAL // 1024 // 1024} MB")
        self._report = report
        self._entries: dict[str, zipfile.ZipInfo] = {}
        for entry in entries:
            if entry.is_dir() or _is_hidden(entry.filename):
                continue
            if _leads_out(entry.filename):
                report.note("file", entry.filename, "path", "Its name leads out of the zip file.")
                continue
            if entry.file_size > _SMALL and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
                raise errors.UnreadableImport(reason=f"{entry.filename} is packed more than {MAX_RATIO} times")
            self._entries[entry.filename] = entry
        self._top = _common_top(self._entries)

    def names(self) -> Iterator[str]:
        """Name all files, in order."""
        for name in sorted(self._entries):
            yield name[len(self._top) :]

    def read(self, name: str) -> bytes | None:
        """Return a file; None where there is none, or it cannot be read."""
        entry = self._entries.get(self._top + name)
        if entry is None:
            return None
        try:
            with self._zip.open(entry) as file:
                content = file.read(MAX_FILE + 1)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError) as exc:
            self._report.note("file", name, "unreadable", f"It cannot be unpacked: {exc}")
            return None
        if len(content) > MAX_FILE:
            self._report.note("file", name, "too_large", f"It is larger than {MAX_FILE // 1024 // 1024} MB.")
            return None
        return content


def _leads_out(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ":" in name or ".." in PurePosixPath(name).parts


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in PurePosixPath(name).parts if part != "..")


def _common_top(names: dict[str, zipfile.ZipInfo]) -> str:
    """Return the folder that all of it is in, as where a folder was packed itself."""
    tops = {name.partition("/")[0] if "/" in name else "" for name in names}
    return f"{next(iter(tops))}/" if len(tops) == 1 and "" not in tops else ""
