"""Ties between processes: accounts to run servers as, ends that reach every child, folders another account can read."""

from __future__ import annotations

import ctypes
import os
import pwd
import signal
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

_ACCOUNTS: Final = ("postgres", "nobody")
_PR_SET_PDEATHSIG: Final = 1

# Looked up here and not in the child: between fork and exec only what needs no lock is safe.
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def service_account() -> pwd.struct_passwd | None:
    """Return the account servers are started as: None for the caller's own.

    PostgreSQL refuses to run as root, and a server without a password should not either, so root drops to the first
    of ``postgres`` and ``nobody`` that exists.

    :raises RuntimeError: as root on a system that has neither.
    """
    if os.geteuid() != 0:
        return None
    for name in _ACCOUNTS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError(
        f"Servers cannot run as root and none of the accounts {', '.join(_ACCOUNTS)} exists."
        " Add one (useradd --system postgres) or run as an ordinary user."
    )


def popen_account(account: pwd.struct_passwd | None) -> dict[str, Any]:
    """Return the arguments of ``subprocess`` that make a child run as ``account``."""
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def die_with_parent(death_signal: signal.Signals) -> Callable[[], None] | None:
    """Return a ``preexec_fn`` that sends the child ``death_signal`` when its parent ends, even by ``kill -9``.

    The kernel watches the parent's *thread*, so start children from the main thread. None where the platform has no
    such tie (anything but Linux): there a killed parent leaves its children running.
    """
    if _libc is None:
        return None
    libc, parent = _libc, os.getpid()

    def tie() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        if os.getppid() != parent:  # it ended before the tie was made
            os._exit(1)

    return tie


def is_alive(pid: int) -> bool:
    """Tell whether a process with this id exists and has not ended (a zombie has)."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        state = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
        threads = len(list(Path(f"/proc/{pid}/task").iterdir()))
    except OSError:
        return True  # no /proc here, or it ended just now and the next question will say so
    # The main thread of a killed process is a zombie before its other threads have ended.
    return not state or state[0] != "Z" or threads > 1


def reachable(path: Path, account: pwd.struct_passwd) -> bool:
    """Tell whether ``account`` may search every folder above ``path``, by their permission bits."""
    for folder in path.resolve().parents:
        status = folder.stat()
        if status.st_uid == account.pw_uid:
            allowed = status.st_mode & stat.S_IXUSR
        elif status.st_gid == account.pw_gid:
            allowed = status.st_mode & stat.S_IXGRP
        else:
            allowed = status.st_mode & stat.S_IXOTH
        if not allowed:
            return False
    return True


def readable(path: Path, account: pwd.struct_passwd) -> bool:
    """Tell whether ``account`` may read a file, or a folder with everything in it, by their permission bits."""
    if not reachable(path, account):
        return False
    for entry in (path, *path.rglob("*")):
        status = entry.stat()
        needed = 0o5 if stat.S_ISDIR(status.st_mode) else 0o4
        shift = 6 if status.st_uid == account.pw_uid else 3 if status.st_gid == account.pw_gid else 0
        if (status.st_mode >> shift) & needed != needed:
            return False
    return True


def open_to_all(path: Path) -> None:
    """Let everybody read a folder and what it holds, and run what its owner may run, whatever the umask was."""
    for entry in (path, *path.rglob("*")):
        if not entry.is_symlink():
            mode = stat.S_IMODE(entry.stat().st_mode)
            entry.chmod(mode | 0o444 | (0o111 if mode & stat.S_IXUSR else 0))


def own_folder(path: Path, account: pwd.struct_passwd | None) -> Path:
    """Make ``path`` a folder that only ``account`` can enter.

    The path may lie in a world-writable folder, so what another user left there is refused, not used.

    :raises PermissionError: the path is a link or belongs to somebody else.
    """
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    status = path.lstat()
    owner = os.geteuid() if account is None else account.pw_uid
    if not stat.S_ISDIR(status.st_mode) or status.st_uid not in {os.geteuid(), owner}:
        raise PermissionError(f"{path} is not a folder of this user; remove it and try again.")
    if account is not None:
        os.chown(path, account.pw_uid, account.pw_gid)
    path.chmod(0o700)
    return path
