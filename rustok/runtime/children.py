"""Long-running child processes with their output under a prefix, and what keeps them from outliving us."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, TextIO

from rustok.runtime import processes

COLOURS: Final = {"yellow": 33, "green": 32, "blue": 34, "magenta": 35, "cyan": 36, "red": 31}

# A child that ran this long had started well: its next crash is the first again.
_STEADY_SECONDS: Final = 30.0
_LONGEST_WAIT: Final = 30.0


class Output:
    """Writes lines under a name, in colour on a terminal.

    :param stream: where to.
    :param colour: whether to paint the names; by default when the stream is a terminal and NO_COLOR is not set.
    """

    def __init__(self, stream: TextIO, *, colour: bool | None = None) -> None:
        self.stream = stream
        self.colour = stream.isatty() and not os.environ.get("NO_COLOR") if colour is None else colour
        self.closed = False

    def line(self, name: str, text: str, colour: str = "cyan") -> None:
        """Write one line; a reader that went away is remembered in ``closed`` and not an error."""
        prefix = f"{name:<8}|"
        if self.colour:
            prefix = f"\x1b[{COLOURS[colour]}m{prefix}\x1b[0m"
        try:
            self.stream.write(f"{prefix} {text}\n")
            self.stream.flush()
        except BrokenPipeError:
            self.closed = True


class Child:
    """One command that is kept running.

    It leads a session of its own, so that Ctrl-C reaches the supervisor alone and what it leaves behind can be ended
    with it; and it gets SIGTERM when the supervisor is killed.
    """

    def __init__(
        self, name: str, command: Sequence[str], *, environment: Mapping[str, str], folder: Path, colour: str = "green"
    ) -> None:
        self.name = name
        self.command = list(command)
        self.environment = dict(environment)
        self.folder = folder
        self.colour = colour
        self.process: subprocess.Popen[bytes] | None = None
        self.restart_at: float | None = None
        self._crashes = 0
        self._started_at = 0.0
        self._rest = b""

    @property
    def pid(self) -> int | None:
        """Process id while it runs."""
        return self.process.pid if self.process is not None and self.process.returncode is None else None

    def start(self) -> int:
        """Start it and return the descriptor its output is read from. Call from the main thread."""
        self.restart_at = None
        self._started_at = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=self.environment,
            cwd=self.folder,
            start_new_session=True,
            preexec_fn=processes.die_with_parent(signal.SIGTERM),
        )
        assert self.process.stdout is not None
        descriptor = self.process.stdout.fileno()
        os.set_blocking(descriptor, False)
        return descriptor

    def read(self) -> list[str]:
        """Return the whole lines written since the last call."""
        assert self.process is not None
        assert self.process.stdout is not None
        received = b""
        with suppress(BlockingIOError):
            while chunk := os.read(self.process.stdout.fileno(), 65536):
                received += chunk
        *lines, self._rest = (self._rest + received).split(b"\n")
        return [line.decode(errors="replace").rstrip("\r") for line in lines]

    def last_words(self) -> list[str]:
        """Return what is left of the output of an ended child, and close it."""
        lines = self.read()
        if self._rest:
            lines.append(self._rest.decode(errors="replace"))
            self._rest = b""
        assert self.process is not None
        assert self.process.stdout is not None
        self.process.stdout.close()
        return lines

    def end_group(self) -> None:
        """Kill whatever the child left running."""
        if self.process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end; the command decides how to finish its work."""
        if self.pid is not None:
            assert self.process is not None
            self.process.terminate()

    def plan_restart(self) -> float:
        """Set when a crashed child starts again, later with every crash in a row; return the wait in seconds."""
        if time.monotonic() - self._started_at > _STEADY_SECONDS:
            self._crashes = 0
        wait = min(2.0**self._crashes, _LONGEST_WAIT)
        self._crashes += 1
        self.restart_at = time.monotonic() + wait
        return wait

    def describe_end(self) -> str:
        """Say how it ended."""
        assert self.process is not None
        code = self.process.returncode
        if code is not None and code < 0:
            return f"was ended by {signal.Signals(-code).name}"
        return f"ended with code {code}"
