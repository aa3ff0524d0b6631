"""``python -m rustok.runtime``: the commands behind the make targets."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from rustok.runtime import demo_logins
from rustok.runtime.__main__ import Mark
from rustok.runtime.postgres import TEST_SETTINGS, EmbeddedPostgres
from rustok.runtime.services import Services
from rustok.runtime.welcome import print_welcome

ROOT = Path(__file__).resolve().parents[3]


def runtime(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if "DATABASE" not in name and name != "REDIS_URL"}
    return subprocess.run(
        [sys.executable, "-m", "rustok.runtime", *arguments],
        cwd=ROOT,
        env={**environment, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_provision_makes_the_logins_that_the_urls_name(folder: Path) -> None:
    with EmbeddedPostgres(folder / "pg", settings=TEST_SETTINGS) as server:
        urls = {
            "DATABASE_ADMIN_URL": server.admin_url,
            "DATABASE_OWNER_URL": server.url(user="rustok_owner", database="shop"),
            "DATABASE_URL": server.url(user="rustok_app", database="shop"),
        }

        for _ in range(2):
            done = runtime("provision", **urls)
            assert (done.returncode, done.stderr) == (0, "")

        with psycopg.connect(urls["DATABASE_URL"]) as connection:
            row = connection.execute("SELECT current_user, 'ЁЖ' ILIKE 'ёж'").fetchone()
            assert row == ("rustok_app", True)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("CREATE TABLE t ()")


def test_provision_refuses_other_logins() -> None:
    url = "postgresql://somebody@/shop"

    done = runtime("provision", DATABASE_ADMIN_URL=url, DATABASE_OWNER_URL=url, DATABASE_URL=url)

    assert done.returncode == 2
    assert "DATABASE_OWNER_URL must log in as rustok_owner" in done.stderr


def test_stop_says_when_nothing_runs(folder: Path) -> None:
    done = runtime("stop", RUSTOK_HOME=str(folder / "home"))

    assert (done.returncode, done.stdout) == (0, "Nothing runs.\n")


def test_reset_stops_servers_and_deletes_the_data(folder: Path) -> None:
    home = folder / "home"
    services = Services(home, {}, die_with_parent=False)
    services.start()
    shell = 'set -a; . "$1"; echo "$DATABASE_URL $DATABASE_OWNER_URL $REDIS_URL"'
    read = subprocess.run(
        ["sh", "-c", shell, "sh", str(home / "services.env")], capture_output=True, text=True, check=True, env={}
    )
    postgres, valkey = services.postgres, services.valkey
    assert read.stdout.split() == [
        postgres.url(user="rustok_app", database="rustok"),
        postgres.url(user="rustok_owner", database="rustok"),
        valkey.url,
    ]
    # What `manage.py services start` leaves behind when it ends: servers, and no starter that waits for them.
    for server in services.embedded:
        assert server.pid is not None

    done = runtime("reset", RUSTOK_HOME=str(home))

    assert done.returncode == 0, done.stderr
    assert done.stdout == f"Stopped.\nDeleted {home}.\n"
    assert not home.exists()
    for server in services.embedded:
        assert server.pid is None


def test_reset_spares_folders_that_are_not_data() -> None:
    done = runtime("reset", RUSTOK_HOME=str(ROOT))

    assert done.returncode == 1
    assert "nothing was deleted" in done.stderr


@pytest.mark.parametrize("port", ["0", "70000", "http"])
def test_a_port_that_is_none_is_refused(port: str, folder: Path) -> None:
    done = runtime("up", RUSTOK_HOME=str(folder), PORT=port)

    assert done.returncode == 2
    assert done.stderr == f"PORT={port} is not a port: 1 to 65535.\n"


def test_old_pythons_are_refused_in_words() -> None:
    program = (
        "import sys; sys.version_info = (3, 9, 2, 'final', 0); sys.argv = ['bootstrap.py'];"
        "import runpy; runpy.run_path('rustok/runtime/bootstrap.py', run_name='__main__')"
    )

    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert done.stderr.startswith("RusToK needs Python 3.11 or newer, ")


def test_a_step_is_left_out_only_for_the_same_subject_and_not_for_ever(folder: Path) -> None:
    mark = Mark(folder / "migrated")
    assert not mark.stands("database 1")

    mark.set("database 1")

    assert mark.stands("database 1")
    assert mark.stands("database 1", hours=24)
    assert not mark.stands("database 2")
    os.utime(folder / "migrated", (0, 0))
    assert mark.stands("database 1")
    assert not mark.stands("database 1", hours=24)


def test_the_welcome_is_whole_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    print_welcome(port=8123, home=".rustok")

    written = capsys.readouterr().out
    assert "…" not in written
    for login in demo_logins.LOGINS:
        assert f"http://{login.tenant}.localhost:8123/admin/" in written
        assert login.email in written
    assert "  curl 'http://localhost:8123/api/v1/store/products?limit=3'\n" in written
    assert demo_logins.PASSWORD in written
