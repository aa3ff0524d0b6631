"""``python -m rustok.runtime up|stop|reset|provision``: what ``make run``, ``make stop`` and ``make reset`` call.

``provision`` makes the roles and the database of an installation on a server of its own.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

import psycopg
from psycopg.conninfo import conninfo_to_dict

from rustok.runtime.children import Output
from rustok.runtime.server import ServerError
from rustok.runtime.services import Services
from rustok.runtime.supervisor import RunState, Supervisor, wait_for_detached
from rustok.runtime.welcome import print_welcome
from rustok.tenancy.provision import ServerTooOld, provision
from rustok.tenancy.roles import APP_ROLE, OWNER_ROLE

ROOT: Final = Path(__file__).resolve().parents[2]
_LOG_LIMIT: Final = 10_000_000


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m rustok.runtime", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    up = commands.add_parser("up", help="start everything; RUSTOK_DETACH=1 leaves it running in the background")
    up.add_argument("--background", action="store_true", help=argparse.SUPPRESS)
    commands.add_parser("stop", help="stop what up started")
    commands.add_parser("reset", help="stop, then delete all data")
    commands.add_parser(
        "provision",
        help="make roles and database on the server of DATABASE_ADMIN_URL, with the logins that"
        " DATABASE_OWNER_URL and DATABASE_URL name",
    )
    options = parser.parse_args(arguments)
    home = Path(os.environ.get("RUSTOK_HOME") or ROOT / ".rustok").absolute()
    try:
        if options.command == "up":
            if os.environ.get("RUSTOK_DETACH") == "1" and not options.background:
                return _detach(home, _port())
            return _up(home, _port(), background=options.background)
        if options.command == "stop":
            return _stop(home)
        if options.command == "provision":
            return _provision()
        return _reset(home)
    except ServerError as failure:
        print(failure, file=sys.stderr)
        return 1
    except PermissionError as error:
        print(f"{error.filename} belongs to another user.", file=sys.stderr)
        return 1


def _port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not text.isdigit() or not 0 < int(text) < 65536:
        print(f"PORT={text} is not a port: 1 to 65535.", file=sys.stderr)
        raise SystemExit(2)
    return int(text)


def _up(home: Path, port: int, *, background: bool) -> int:
    host = os.environ.get("RUSTOK_HOST") or "127.0.0.1"
    environment = {
        "DJANGO_SETTINGS_MODULE": "settings.development",
        **os.environ,
        "PORT": str(port),
        "RUSTOK_HOME": str(home),
        "PYTHONUNBUFFERED": "1",
    }
    environment.pop("RUSTOK_DETACH", None)
    # Counters of the worker are shown by the web process: both write into one folder, empty at every start.
    counters = home / "metrics"
    shutil.rmtree(counters, ignore_errors=True)
    counters.mkdir(parents=True)
    environment["PROMETHEUS_MULTIPROC_DIR"] = str(counters)
    # The folder is collected into in production only, but has to be there.
    (home / "static").mkdir(parents=True, exist_ok=True)
    services = Services(home)
    migrated, seeded = Mark(home / "migrated"), Mark(home / "seeded")
    database = _database_identity(services)
    structure = f"{database} {_code_identity()}"
    manage = [sys.executable, str(ROOT / "manage.py")]
    supervisor = Supervisor(
        services=services,
        prepare=[
            *([] if migrated.stands(structure, hours=24) else [("migrate", [*manage, "migrate_schemas"])]),
            # The first page anybody opens has data: what the seed published is delivered before the web is up.
            *(
                []
                if seeded.stands(database) or not _demo()
                else [("seed", [*manage, "seed_demo"]), ("index", [*manage, "relay_outbox", "--once"])]
            ),
        ],
        commands=[
            ("web", "green", _web(host, port)),
            ("relay", "cyan", [*manage, "relay_outbox"]),
            ("worker", "blue", _celery("worker", *_WORKER)),
            ("beat", "magenta", _celery("beat", "--loglevel", "WARNING")),
        ],
        environment=environment,
        folder=ROOT,
        port=port,
        host=host,
        output=Output(sys.stdout),
    )

    def ready() -> None:
        # The folder of a fresh database exists only now.
        database = _database_identity(services)
        migrated.set(f"{database} {_code_identity()}")
        if _demo():
            seeded.set(database)
        if not background:
            print_welcome(port=port, home=_named(home), demo=_demo())

    return supervisor.run(ready=ready)


def _demo() -> bool:
    """Tell whether the demonstration is wanted, as the settings of development read it."""
    return (os.environ.get("RUSTOK_FEATURES_DEMO") or "1").lower() not in {"0", "false", "no", "off"}


def _named(home: Path) -> str:
    return str(home.relative_to(ROOT)) if home.is_relative_to(ROOT) else str(home)


class Mark:
    """A file that says what a step was last done for, so that a second start can leave it out."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def stands(self, subject: str, *, hours: float | None = None) -> bool:
        """Tell whether the step was done for this very subject, and within the last ``hours``."""
        try:
            same = self.path.read_text() == hashlib.sha256(subject.encode()).hexdigest()
            age = time.time() - self.path.stat().st_mtime
        except FileNotFoundError:
            return False
        return same and (hours is None or 0 <= age < hours * 3600)

    def set(self, subject: str) -> None:
        """Remember that the step was done."""
        self.path.write_text(hashlib.sha256(subject.encode()).hexdigest())


def _database_identity(services: Services) -> str:
    """Return what changes when the database is another one: its address, or its data folder's birth."""
    if services.postgres not in services.embedded:
        return os.environ.get("DATABASE_URL") or os.environ["DATABASE_URL_FILE"]
    try:
        version = (services.postgres.data_dir / "PG_VERSION").stat()
    except OSError:
        return "none yet"
    return f"{version.st_ino} {version.st_mtime_ns}"


def _code_identity() -> str:
    """Return what changes when any of our modules or dependencies does."""
    files = [*ROOT.glob("requirements*.txt"), *(ROOT / "settings").rglob("*.py")]
    for package in ROOT.glob("rustok*"):
        files += package.rglob("*.py")
    return " ".join(f"{file.stat().st_mtime_ns}" for file in sorted(files))


_WORKER: Final = (
    "--loglevel",
    "INFO",
    "--concurrency",
    os.environ.get("RUSTOK_WORKER_CONCURRENCY") or "2",
    "--without-gossip",
    "--without-mingle",
)


def _celery(command: str, *arguments: str) -> list[str]:
    # As root, as in a container, Celery warns at length; its reason (pickle) is switched off in the settings.
    quiet = ["-W", "ignore:You're running the worker with superuser privileges"] if os.geteuid() == 0 else []
    return [sys.executable, *quiet, "-m", "celery", "--quiet", "-A", "settings.celery", command, *arguments]


def _web(host: str, port: int) -> list[str]:
    return [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        host,
        "--port",
        str(port),
        "--workers",
        os.environ.get("WEB_CONCURRENCY") or "1",
        "--blocking-threads",
        os.environ.get("RUSTOK_WEB_THREADS") or "4",
        "--no-ws",
        "--log-level",
        "warning",
        "settings.wsgi:application",
    ]


def _detach(home: Path, port: int) -> int:
    state = RunState(home)
    if state.held():
        current = state.read()
        print(
            f"RusToK already runs here (process {current.get('pid')}, port {current.get('port')})."
            " Stop it with: make stop",
            file=sys.stderr,
        )
        return 1
    log = home / "logs" / "run.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > _LOG_LIMIT:
        log.replace(log.with_name("run.log.1"))
    begin = log.stat().st_size if log.exists() else 0
    print(f"Starting in the background; log: {log}")
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "rustok.runtime", "up", "--background"],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=ROOT,
            start_new_session=True,
        )
    try:
        ready = wait_for_detached(process, state)
    except KeyboardInterrupt:
        process.terminate()
        process.wait()
        return 130
    if not ready:
        with log.open("rb") as written:
            written.seek(begin)
            sys.stderr.write(written.read().decode(errors="replace")[-6000:])
        return 1
    print_welcome(port=port, home=_named(home), demo=_demo(), detached=True)
    return 0


def _stop(home: Path) -> int:
    state = RunState(home)
    stopped = False
    if state.held():
        pid = state.read().get("pid")
        if not isinstance(pid, int):
            print("A supervisor runs but has not said which process it is; try again.", file=sys.stderr)
            return 1
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + 90
        while state.held():
            if time.monotonic() > deadline:
                print(f"Process {pid} did not end in 90 s.", file=sys.stderr)
                return 1
            time.sleep(0.05)
        stopped = True
    services = Services(home)
    if any(status.pid for status in services.status()):
        services.stop()
        stopped = True
    print("Stopped." if stopped else "Nothing runs.")
    return 0


def _reset(home: Path) -> int:
    if home in {Path.home(), Path("/")} or home in ROOT.parents or home == ROOT:
        print(f"{home} is not a data folder of RusToK; nothing was deleted.", file=sys.stderr)
        return 1
    if not home.exists():
        print("There is no data.")
        return 0
    code = _stop(home)
    if code:
        return code
    Services(home).destroy()
    shutil.rmtree(home)
    print(f"Deleted {home}.")
    return 0


def _provision() -> int:
    urls = {name: os.environ.get(name, "") for name in ("DATABASE_ADMIN_URL", "DATABASE_OWNER_URL", "DATABASE_URL")}
    missing = [name for name, url in urls.items() if not url]
    if missing:
        print(f"Set {', '.join(missing)}.", file=sys.stderr)
        return 2
    owner, application = (conninfo_to_dict(urls[name]) for name in ("DATABASE_OWNER_URL", "DATABASE_URL"))
    if (owner.get("user"), application.get("user")) != (OWNER_ROLE, APP_ROLE):
        print(f"DATABASE_OWNER_URL must log in as {OWNER_ROLE} and DATABASE_URL as {APP_ROLE}.", file=sys.stderr)
        return 2
    if not application.get("dbname") or owner.get("dbname") != application["dbname"]:
        print("DATABASE_OWNER_URL and DATABASE_URL must name the same database.", file=sys.stderr)
        return 2
    try:
        provision(
            urls["DATABASE_ADMIN_URL"],
            database=str(application["dbname"]),
            owner_password=_text(owner.get("password")),
            app_password=_text(application.get("password")),
        )
    except (psycopg.Error, ServerTooOld) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Database {application['dbname']} and its roles are ready. Next: manage.py migrate_schemas")
    return 0


def _text(value: object) -> str | None:
    return None if value is None else str(value)


if __name__ == "__main__":
    sys.exit(main())
