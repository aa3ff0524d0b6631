"""Reads of the read model on a real streaming replica, made of the embedded server's own binaries."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import psycopg.sql
import pytest
from django.conf import settings
from django.db import ProgrammingError, connections, transaction
from django.test import override_settings
from psycopg.conninfo import conninfo_to_dict

from rustok.api import consistency
from rustok.context import RequestContext
from rustok.runtime import processes
from rustok.runtime.postgres import TEST_SETTINGS, EmbeddedPostgres
from rustok.tenancy import replica
from rustok.tenancy.context import no_scope, tenant_scope
from rustok.tenancy.models import Tenant
from rustok.tenancy.owner import connections_default
from rustok.tenancy.provision import provision
from rustok.testing.api import ApiClient
from rustok.testing.tenants import make_tenant
from rustok_index import errors
from rustok_index.indexers import PRODUCTS
from rustok_index.queries import keyset, products
from tests.rustok_index.conftest import Shop

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
_NAME = "shop"


@dataclass
class Pair:
    """A primary and its replica, with two tenants."""

    primary: EmbeddedPostgres
    standby: EmbeddedPostgres
    a: Tenant
    b: Tenant

    def on_standby(self, statement: str) -> Any:
        """Ask the replica as its superuser."""
        url = self.standby.url(user="postgres", database=_NAME)
        with psycopg.connect(url, autocommit=True) as connection:
            row = connection.execute(statement).fetchone()
            return None if row is None else row[0]

    def follow(self, source: str) -> None:
        """Lead the replica to a primary, or to none, and wait until it receives from there, or from nowhere."""
        url = self.standby.url(user="postgres", database=_NAME)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(psycopg.sql.SQL("ALTER SYSTEM SET primary_conninfo = {}").format(source))
            connection.execute("SELECT pg_reload_conf()")
        give_up = time.monotonic() + 30
        while self.on_standby("SELECT EXISTS (SELECT FROM pg_stat_wal_receiver)") is not bool(source):
            assert time.monotonic() < give_up, "the replica does not notice"
            time.sleep(0.02)

    def catch_up(self) -> None:
        """Wait until the replica has replayed all that the primary has written."""
        with psycopg.connect(self.primary.url(user="postgres", database=_NAME), autocommit=True) as connection:
            # A commit that is waited for writes all before it: those of the tests' servers are not waited for.
            connection.execute("SET synchronous_commit TO local")
            connection.execute("SELECT pg_logical_emit_message(true, 'tests', 'caught up')")
            (position,) = connection.execute("SELECT pg_current_wal_lsn()").fetchone() or (None,)
        give_up = time.monotonic() + 30
        while not self.on_standby(f"SELECT pg_last_wal_replay_lsn() >= '{position}'"):
            assert time.monotonic() < give_up, "the replica does not catch up"
            time.sleep(0.02)


@pytest.fixture(scope="module")
def servers() -> Iterator[tuple[EmbeddedPostgres, EmbeddedPostgres]]:
    """Start both."""
    with tempfile.TemporaryDirectory(prefix="rustok-replica-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        home.chmod(0o755)
        primary = EmbeddedPostgres(home / "primary", settings=TEST_SETTINGS)
        standby = EmbeddedPostgres(home / "standby", settings={**TEST_SETTINGS, "hot_standby": "on"})
        processes.own_folder(home / "standby", primary.account)
        with primary:
            where = conninfo_to_dict(primary.admin_url)
            command = [str(primary.bin_dir / "pg_basebackup"), "-h", str(where["host"]), "-p", str(where["port"])]
            command += ["-U", "postgres", "-D", str(home / "standby"), "-R", "-X", "stream", "-c", "fast"]
            account: dict[str, Any] = processes.popen_account(primary.account)
            done = subprocess.run(command, check=False, capture_output=True, cwd="/", **account)
            assert done.returncode == 0, done.stderr
            with standby:
                yield primary, standby


@pytest.fixture
def pair(servers: tuple[EmbeddedPostgres, EmbeddedPostgres]) -> Iterator[Pair]:
    """Copy this test's database to the primary, and lead Django to both servers."""
    primary, standby = servers
    values = connections_default().settings_dict
    before = {**values, "OPTIONS": {**values["OPTIONS"]}}
    with psycopg.connect(primary.admin_url, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {_NAME} WITH (FORCE)")
    urls = provision(primary.admin_url, database=_NAME)
    _copy(conninfo_to_dict(settings.DATABASE_OWNER_URL), primary)
    owner_url = settings.DATABASE_OWNER_URL
    try:
        _lead("default", conninfo_to_dict(urls.app_url))
        settings.DATABASE_OWNER_URL = urls.owner_url
        connections.settings[replica.ALIAS] = {**values, "OPTIONS": {**values["OPTIONS"]}}
        _allow(connections[replica.ALIAS])
        _lead(replica.ALIAS, conninfo_to_dict(standby.url(user=str(values["USER"]), database=_NAME)))
        replica.watch.forget()
        replica.need_fresh(False)
        made = Pair(primary, standby, make_tenant("a"), make_tenant("b"))
        made.catch_up()
        yield made
    finally:
        connections[replica.ALIAS].close()
        del connections[replica.ALIAS]
        del connections.settings[replica.ALIAS]
        connections["default"].close()
        values.update(before)
        settings.DATABASE_OWNER_URL = owner_url


def _copy(source: dict[str, Any], primary: EmbeddedPostgres) -> None:
    place = ["-h", str(source["host"]), "-p", str(source["port"]), "-U", "postgres"]
    dump = [str(primary.bin_dir / "pg_dump"), *place, "-Fc", str(source["dbname"])]
    target = conninfo_to_dict(primary.admin_url)
    restore = [str(primary.bin_dir / "pg_restore"), "-h", str(target["host"]), "-p", str(target["port"])]
    restore += ["-U", "postgres", "-d", _NAME, "--clean", "--if-exists"]
    text = subprocess.run(dump, check=True, capture_output=True, cwd="/").stdout
    done = subprocess.run(restore, input=text, check=False, capture_output=True, cwd="/")
    assert b"ERROR" not in done.stderr, done.stderr[-2000:]


def _lead(alias: str, login: dict[str, Any]) -> None:
    values: Any = connections[alias].settings_dict
    connections[alias].close()
    values.update(NAME=login["dbname"], USER=login["user"], HOST=login["host"], PORT=str(login["port"]), PASSWORD="")


def _allow(wrapper: Any) -> None:
    """Let the test connect: Django's guard knows the databases of the settings only."""

    def ensure_connection() -> None:
        if wrapper.connection is None:
            with wrapper.wrap_database_errors:
                wrapper.connect()

    wrapper.ensure_connection = ensure_connection


def _went(result: str) -> float:
    return float(replica.READS.labels(result)._value.get())


def _counted(work: Callable[[], Any]) -> tuple[Any, dict[str, float]]:
    before = {server: _went(server) for server in ("replica", "primary", "failed")}
    found = work()
    return found, {server: _went(server) - count for server, count in before.items() if _went(server) != count}


def _write(pair: Pair, shop: Shop, tenant: Tenant, title: str) -> None:
    with tenant_scope(tenant):
        shop.product(title)
        PRODUCTS.rebuild(sorted(shop.products.rows))


def test_reads_go_to_the_replica_in_their_tenants_scope(pair: Pair, shop: Shop) -> None:
    _write(pair, shop, pair.a, "Chair")
    pair.catch_up()
    assert pair.on_standby("SELECT pg_is_in_recovery()") is True

    for tenant, found in ((pair.a, 1), (pair.b, 0), (pair.a, 1)):
        answer, went = _counted(lambda tenant=tenant: ApiClient(tenant).get("/api/v1/store/products"))
        assert len(answer.json()["items"]) == found
        assert went == {"replica": 1}
    with tenant_scope(pair.b), pytest.raises(errors.ProductNotFound):
        products.get_product(RequestContext.system(pair.b.id), handle="chair")
    with tenant_scope(pair.a):
        assert keyset.fetch("SELECT pg_is_in_recovery(), current_user = 'rustok_app'", ()) == [(True, True)]
    with no_scope(), pytest.raises(ProgrammingError):
        keyset.fetch("SELECT count(*) FROM index_products", ())


def test_what_must_be_fresh_is_read_from_the_primary(pair: Pair, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(pair, shop, pair.a, "Chair")
    pair.on_standby("SELECT pg_wal_replay_pause()")
    try:
        _write(pair, shop, pair.a, "Table")
        monkeypatch.setattr(consistency, "_waits", [])
        client = ApiClient(pair.a)
        stale, _ = _counted(lambda: client.get("/api/v1/store/products?q="))
        fresh, went = _counted(lambda: client.get("/api/v1/store/products", X_Min_Position="1"))
        again, back = _counted(lambda: client.get("/api/v1/store/products"))

        assert len(fresh.json()["items"]) == 2
        assert went == {"primary": 1}
        assert back == {"replica": 1}
        assert len(again.json()["items"]) == len(stale.json()["items"]) <= 1
        with tenant_scope(pair.a), transaction.atomic():
            assert keyset.fetch("SELECT pg_is_in_recovery()", ()) == [(False,)]
    finally:
        pair.on_standby("SELECT pg_wal_replay_resume()")


def test_a_replica_that_lags_is_passed_by(pair: Pair, shop: Shop) -> None:
    pair.on_standby("SELECT pg_wal_replay_pause()")
    try:
        _write(pair, shop, pair.a, "Chair")
        give_up = time.monotonic() + 20
        while pair.on_standby("SELECT pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn()"):
            assert time.monotonic() < give_up
            time.sleep(0.02)
        replica.watch.forget()
        rules = {**settings.RUSTOK, "index": {**settings.RUSTOK["index"], "max_replica_lag_seconds": 0.0}}
        with override_settings(RUSTOK=rules):
            answer, went = _counted(lambda: ApiClient(pair.a).get("/api/v1/store/products"))
        assert len(answer.json()["items"]) == 1
        assert went == {"primary": 1}
    finally:
        pair.on_standby("SELECT pg_wal_replay_resume()")


def test_a_replica_that_was_cut_off_is_passed_by(pair: Pair, shop: Shop) -> None:
    _write(pair, shop, pair.a, "Chair")
    pair.catch_up()
    source = pair.on_standby("SHOW primary_conninfo")
    pair.follow("")
    try:
        _write(pair, shop, pair.a, "Table")
        replica.watch.forget()
        rules = {**settings.RUSTOK, "index": {**settings.RUSTOK["index"], "max_replica_lag_seconds": 0.0}}
        with override_settings(RUSTOK=rules):
            answer, went = _counted(lambda: ApiClient(pair.a).get("/api/v1/store/products"))
        assert len(answer.json()["items"]) == 2
        assert went == {"primary": 1}
    finally:
        pair.follow(source)
    pair.catch_up()


def test_a_replica_that_is_away_is_passed_by_and_found_again(pair: Pair, shop: Shop) -> None:
    _write(pair, shop, pair.a, "Chair")
    pair.catch_up()
    client = ApiClient(pair.a)
    assert _counted(lambda: client.get("/api/v1/store/products"))[1] == {"replica": 1}

    pair.standby.stop()
    try:
        answer, went = _counted(lambda: client.get("/api/v1/store/products"))
        assert len(answer.json()["items"]) == 1
        assert went == {"failed": 1, "primary": 1}
        assert _counted(lambda: client.get("/api/v1/store/products"))[1] == {"primary": 1}
    finally:
        pair.standby.start()

    replica.watch.forget()
    with suppress(AssertionError):
        pair.catch_up()
    assert _counted(lambda: client.get("/api/v1/store/products"))[1] == {"replica": 1}
