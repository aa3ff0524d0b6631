"""Make the virtual environment of this checkout ready: ``python3 rustok/runtime/bootstrap.py [requirements.txt ...]``.

Runs on the system's Python with its standard library alone, before anything is installed. A second run that finds
nothing changed ends within milliseconds.
"""

# Nothing here is newer than Python 3.7, so that old ones reach the message that refuses them.
from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
import time

MINIMUM = (3, 11)
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
UV_REQUIREMENTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "requirements-uv.txt")


class Failed(Exception):
    """Preparation cannot go on; the message says what to do."""


def main(arguments: list[str]) -> int:
    """Install the given requirement files (requirements-embedded.txt by default); return the exit code."""
    if sys.version_info < MINIMUM:
        needed, found = (".".join(map(str, version[:2])) for version in (MINIMUM, sys.version_info))
        sys.stderr.write(
            f"RusToK needs Python {needed} or newer, {sys.executable} is {found}.\n"
            "Install a newer one and name it: make run PYTHON=/path/to/python3.12\n"
        )
        return 1
    files = arguments or ["requirements-embedded.txt"]
    missing = [name for name in files if not os.path.exists(os.path.join(ROOT, name))]
    if missing:
        sys.stderr.write(f"No such requirements file: {', '.join(missing)}\n")
        return 2
    if all(installed(name) for name in files):
        return 0
    try:
        with Exclusive():
            prepare([name for name in files if not installed(name)])
    except Failed as failure:
        sys.stderr.write(f"{failure}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nInterrupted; run it again to go on.\n")
        return 130
    return 0


def prepare(files: list[str]) -> None:
    """Make the environment where it is missing and install ``files`` into it."""
    started = time.monotonic()
    make_environment()
    for name in files:
        say(f"Installing {name} ...")
        install(name)
        with open(stamp(name), "w") as out:
            out.write(fingerprint(name))
    say(f"Environment ready in {time.monotonic() - started:.0f} s.")


class Exclusive:
    """Let one preparation run at a time over this checkout; a second one waits for it."""

    def __enter__(self) -> None:
        try:
            os.makedirs(os.path.join(ROOT, ".rustok"), exist_ok=True)
            self.file = open(os.path.join(ROOT, ".rustok", "install.lock"), "w")
        except PermissionError:
            raise Failed(f"{ROOT} is not writable for this user.") from None
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Waiting for another installation to end ...")
            fcntl.flock(self.file, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        self.file.close()


def stamp(name: str) -> str:
    """Return the path of the file that says which version of a requirements file is installed."""
    return os.path.join(VENV, "installed-" + os.path.basename(name) + ".sha256")


def fingerprint(name: str) -> str:
    """Return what the installation of a requirements file depends on."""
    with open(os.path.join(ROOT, name), "rb") as source:
        digest = hashlib.sha256(source.read()).hexdigest()
    # A moved checkout breaks the scripts of its environment, and so does another Python the wheels inside.
    python = ".".join(str(part) for part in environment_version() or ())
    return f"{digest} {python} {VENV}\n"


def installed(name: str) -> bool:
    """Tell whether the environment has what the requirements file asks for."""
    try:
        with open(stamp(name)) as recorded:
            return os.access(PYTHON, os.X_OK) and recorded.read() == fingerprint(name)
    except OSError:
        return False


def environment_version() -> tuple[int, ...] | None:
    """Return the version of the environment's Python as two numbers, or None without an environment."""
    try:
        with open(os.path.join(VENV, "pyvenv.cfg")) as configuration:
            settings = dict([part.strip() for part in line.split("=", 1)] for line in configuration if "=" in line)
        # "version" is written by venv, "version_info" by uv.
        version = settings.get("version") or settings.get("version_info", "")
        return tuple(int(part) for part in version.split(".")[:2])
    except (OSError, ValueError):
        return None


def make_environment() -> None:
    """Make ``.venv``; one that no longer runs, or runs on a Python too old, is made anew."""
    version = environment_version()
    if version and tuple(version) >= MINIMUM and runs([PYTHON, "-c", "import sys"]):
        return
    say(f"Making .venv with Python {sys.version_info[0]}.{sys.version_info[1]} ...")
    if runs([sys.executable, "-m", "venv", "--clear", VENV]):
        return
    # Debian keeps ensurepip in a package of its own; uv or the system's pip do without it.
    uv = find_uv()
    if uv and runs([uv, "venv", "--clear", "--python", sys.executable, VENV]):
        return
    if runs([sys.executable, "-m", "pip", "--version"]) and runs(
        [sys.executable, "-m", "venv", "--clear", "--without-pip", VENV]
    ):
        return
    raise Failed(
        f"{sys.executable} cannot make a virtual environment.\nOn Debian and Ubuntu: apt-get install python3-venv"
    )


def install(name: str) -> None:
    """Install one requirements file, its hashes checked: with uv, and with pip where uv does not get through."""
    path = os.path.join(ROOT, name)
    uv = find_uv() or bootstrap_uv()
    if uv:
        environment = uv_environment()
        command = [uv, "pip", "install", "--python", PYTHON, "--require-hashes", "-r", path]
        if not sys.stderr.isatty():
            command.insert(1, "--no-progress")
        if subprocess.call(command, cwd=ROOT, env=environment) == 0:
            return
        say("uv did not get through; trying pip ...")
    command = [*pip(), "install", "--require-hashes", "-r", path]
    if subprocess.call(command, cwd=ROOT) != 0:
        raise Failed(
            f"The packages of {name} could not be installed; the lines above say why.\n"
            "They come from PyPI or the index that pip is configured for."
        )


def find_uv() -> str | None:
    """Return the path of an installed uv, or None."""
    folders = [os.path.join(VENV, "bin"), *os.environ.get("PATH", "").split(os.pathsep)]
    for folder in folders:
        candidate = os.path.join(folder, "uv")
        if os.access(candidate, os.X_OK) and runs([candidate, "--version"]):
            return candidate
    return None


def bootstrap_uv() -> str | None:
    """Install uv into the environment; None where that fails, since pip will do."""
    command = [*pip(), "install", "--quiet", "--require-hashes", "-r", UV_REQUIREMENTS]
    return find_uv() if subprocess.call(command, cwd=ROOT) == 0 else None


def pip() -> list[str]:
    """Return the command of a pip that installs into the environment."""
    inside = [PYTHON, "-m", "pip"]
    command = inside if runs([*inside, "--version"]) else [sys.executable, "-m", "pip", "--python", PYTHON]
    return [*command, "--disable-pip-version-check"]


def uv_environment() -> dict[str, str]:
    """Return the environment variables for uv, with what pip is configured for: uv reads none of pip's files."""
    environment = dict(os.environ)
    try:
        listed = subprocess.run([*pip(), "config", "list"], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    except (OSError, subprocess.CalledProcessError):
        listed = ""
    configured = {}
    for line in listed.splitlines():
        key, separator, value = line.partition("=")
        if separator:
            configured[key.rpartition(".")[2]] = value.strip().strip("'\"")
    if "index-url" in configured:
        environment.setdefault("UV_DEFAULT_INDEX", configured["index-url"])
    if "cert" in configured:
        environment.setdefault("SSL_CERT_FILE", configured["cert"])
    return environment


def runs(command: list[str]) -> bool:
    """Tell whether a command can be run and ends well; its output is not shown."""
    try:
        return subprocess.run(command, capture_output=True, cwd=ROOT).returncode == 0
    except OSError:
        return False


def say(text: str) -> None:
    """Write one line of progress."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
