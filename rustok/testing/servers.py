"""The servers that tests run on: those named by the environment, or embedded ones for the length of the session."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Final

from rustok.runtime.postgres import TEST_SETTINGS, EmbeddedPostgres
from rustok.runtime.server import EmbeddedServer
from rustok.runtime.valkey import EmbeddedValkey

DATABASE_URL: Final = "RUSTOK_TEST_DATABASE_URL"
"""Names a superuser's URL of a PostgreSQL server that tests may make databases and roles on."""

REDIS_URL: Final = "RUSTOK_TEST_REDIS_URL"
"""Names the URL of a Valkey or Redis whose numbered databases tests may empty."""


class TestServers:
    """Starts what the environment does not name, and names it there, so that xdist's workers find the same servers."""

    __test__ = False

    def __init__(self) -> None:
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._started: list[EmbeddedServer] = []
        self._named: list[str] = []

    def start(self) -> None:
        """Start the missing servers."""
        if DATABASE_URL not in os.environ:
            postgres = EmbeddedPostgres(self._data() / "postgres", settings=TEST_SETTINGS).start()
            self._started.append(postgres)
            self._name(DATABASE_URL, postgres.admin_url)
        if REDIS_URL not in os.environ:
            valkey = EmbeddedValkey(self._data() / "valkey").start()
            self._started.append(valkey)
            self._name(REDIS_URL, valkey.url)

    def stop(self) -> None:
        """Stop what was started here and forget its name."""
        for server in reversed(self._started):
            server.stop()
        for name in self._named:
            os.environ.pop(name, None)
        if self._folder is not None:
            self._folder.cleanup()
        self._started, self._named, self._folder = [], [], None

    def _data(self) -> Path:
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="rustok-tests-", ignore_cleanup_errors=True)
        return Path(self._folder.name)

    def _name(self, variable: str, url: str) -> None:
        os.environ[variable] = url
        self._named.append(variable)
