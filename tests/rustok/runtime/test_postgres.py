"""The embedded PostgreSQL: starts, stops, survives, and knows Cyrillic."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from rustok.runtime import processes
from rustok.runtime.postgres import TEST_SETTINGS, EmbeddedPostgres
from rustok.runtime.server import ServerBusy, ServerError

Runner = Callable[[Callable[[], None]], None]


@pytest.fixture
def postgres(folder: Path) -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(folder / "pg", settings=TEST_SETTINGS)
    yield server
    server.destroy()


def rows(server: EmbeddedPostgres, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(server.admin_url, autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def test_starts_stops_and_keeps_its_rows(folder: Path, run: Runner) -> None:
    def scenario() -> None:
        with EmbeddedPostgres(folder / "pg", settings=TEST_SETTINGS) as server:
            url = server.admin_url
            rows(server, "CREATE TABLE t AS SELECT 1 AS n")
            pid = server.pid
        assert pid is not None
        assert not processes.is_alive(pid)

        with EmbeddedPostgres(folder / "pg", settings=TEST_SETTINGS) as server:
            assert server.admin_url == url
            assert rows(server, "SELECT n FROM t") == [(1,)]

    run(scenario)


def test_survives_a_kill(folder: Path, run: Runner) -> None:
    def scenario() -> None:
        server = EmbeddedPostgres(folder / "pg").start()
        try:
            rows(server, "CREATE TABLE t AS SELECT 1 AS n")
            killed = server.pid
            assert killed is not None
            os.kill(killed, signal.SIGKILL)
            while processes.is_alive(killed):
                time.sleep(0.01)

            server.start()

            assert server.pid != killed
            assert rows(server, "SELECT n FROM t") == [(1,)]
        finally:
            server.stop()

    run(scenario)


def test_folds_and_matches_cyrillic(postgres: EmbeddedPostgres) -> None:
    postgres.start()
    rows(postgres, "CREATE EXTENSION pg_trgm")

    found = rows(
        postgres,
        "SELECT lower('ЁЖИК'), upper('машина'), 'МАШИНА' ILIKE 'маш%', similarity('МАШИНА', 'машина'),"
        " to_tsvector('russian', 'Красивые МАШИНЫ')::text",
    )

    assert found == [("ёжик", "МАШИНА", True, 1.0, "'красив':1 'машин':2")]


def test_opens_no_port_and_no_folder(postgres: EmbeddedPostgres, folder: Path) -> None:
    before = stat.S_IMODE(folder.stat().st_mode)

    postgres.start()

    assert rows(postgres, "SHOW listen_addresses") == [("",)]
    assert stat.S_IMODE((folder / "pg").stat().st_mode) == 0o700
    assert stat.S_IMODE(folder.stat().st_mode) == before


def test_a_second_starter_is_refused(postgres: EmbeddedPostgres, folder: Path) -> None:
    postgres.start()

    with pytest.raises(ServerBusy, match=r"already runs over .*pg \(started by process \d+\)"):
        EmbeddedPostgres(folder / "pg").start()

    assert rows(postgres, "SELECT 1") == [(1,)]


def test_a_starter_that_left_its_server_is_still_noticed(folder: Path) -> None:
    left = EmbeddedPostgres(folder / "pg", settings=TEST_SETTINGS, die_with_parent=False)
    program = (
        "from rustok.runtime.postgres import EmbeddedPostgres as P;"
        f"P({str(folder / 'pg')!r}, die_with_parent=False).start()"
    )
    subprocess.run([sys.executable, "-c", program], check=True)

    with pytest.raises(ServerBusy):
        left.start()
    pid = left.running_pid()
    assert pid is not None
    left.stop()

    assert not processes.is_alive(pid)
    assert left.running_pid() is None
    left.destroy()


def test_ends_with_a_starter_that_is_killed(folder: Path) -> None:
    program = (
        "import time\n"
        "from rustok.runtime.postgres import EmbeddedPostgres as P\n"
        f"print(P({str(folder / 'pg')!r}).start().pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    starter = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert starter.stdout is not None
    pid = int(starter.stdout.readline())

    starter.kill()
    starter.wait()

    # The next start waits for the one that is going down.
    with EmbeddedPostgres(folder / "pg", settings=TEST_SETTINGS) as server:
        assert not processes.is_alive(pid)
        assert rows(server, "SELECT 1") == [(1,)]


def test_a_pid_file_of_another_program_is_no_obstacle(postgres: EmbeddedPostgres, folder: Path) -> None:
    postgres.start()
    postgres.stop()
    other = subprocess.Popen(["sleep", "60"], **processes.popen_account(postgres.account))
    (folder / "pg" / "postmaster.pid").write_text(f"{other.pid}\n{folder / 'pg'}\n1\n5432\n\n\n")

    postgres.start()

    assert rows(postgres, "SELECT 1") == [(1,)]
    other.kill()
    other.wait()


def test_an_interrupted_initdb_is_begun_anew(postgres: EmbeddedPostgres, folder: Path) -> None:
    (folder / "pg.new").mkdir()
    (folder / "pg.new" / "PG_VERSION").write_text("18\n")

    postgres.start()

    assert rows(postgres, "SELECT 1") == [(1,)]


def test_data_of_another_version_is_refused(postgres: EmbeddedPostgres, folder: Path) -> None:
    (folder / "pg").mkdir()
    (folder / "pg" / "PG_VERSION").write_text("16\n")

    with pytest.raises(ServerError, match="was made by PostgreSQL 16 and this is 18"):
        postgres.start()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has an account to drop to")
def test_data_below_a_private_folder_of_root_lies_elsewhere(request: pytest.FixtureRequest) -> None:
    private = Path(tempfile.mkdtemp())  # mode 0700, like /root
    server = EmbeddedPostgres(private / "pg", settings=TEST_SETTINGS)
    umask = os.umask(0o077)
    request.addfinalizer(lambda: os.umask(umask))

    with server:
        place = server.data_dir.resolve()
        assert server.data_dir.is_symlink()
        assert rows(server, "SELECT 1") == [(1,)]
    server.destroy()

    assert not place.exists()
    assert stat.S_IMODE(private.stat().st_mode) == 0o700
    assert list(private.iterdir()) == []
    private.rmdir()
