"""The short way of a read: prepared, in one round trip, and never without its scope."""

from __future__ import annotations

import os
from typing import Any, cast

import psycopg
import pytest
from django.db import OperationalError, ProgrammingError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from rustok.api import consistency
from rustok.commands import last_events
from rustok.events.envelope import EventEnvelope
from rustok.tenancy import replica
from rustok.tenancy.context import no_scope, tenant_scope
from rustok.tenancy.owner import connections_default, owner_connection
from rustok.testing import servers
from tests.rustok.tenancy.sample.models import Article

STATE = "SELECT current_user, current_setting('app.tenant_id', true), current_setting('search_path')"
SLUGS = "SELECT slug FROM sample_articles ORDER BY slug"


def rows(statement: str, *params: Any) -> list[Any]:
    wrapper: Any = connections["default"]
    return list(wrapper.reader.rows(statement, params))


def _kill(pid: int) -> None:
    with psycopg.connect(os.environ[servers.DATABASE_URL], autocommit=True) as admin:
        admin.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))


@pytest.fixture
def articles(tenants: Any) -> Any:
    """One article per tenant, called like it."""
    for slug in ("a", "b", "x"):
        with tenant_scope(tenants[slug]):
            Article.objects.create(slug=slug)
    return tenants


@pytest.mark.django_db
def test_a_read_sees_its_tenants_rows_and_no_others(articles: Any) -> None:
    for slug in ("a", "b", "x", "a", "x"):
        with tenant_scope(articles[slug]):
            assert rows(SLUGS) == [(slug,)]
    with no_scope(), pytest.raises(ProgrammingError), transaction.atomic():
        rows(SLUGS)


@pytest.mark.django_db
def test_reads_and_the_orm_know_of_each_others_scope(articles: Any) -> None:
    with tenant_scope(articles["a"]):
        assert rows(SLUGS) == [("a",)]
    with tenant_scope(articles["b"]):
        assert Article.objects.get().slug == "b"
        assert rows(SLUGS) == [("b",)]
    with tenant_scope(articles["x"]):
        assert rows(STATE)[0][1] == str(articles["x"].id)
    with CaptureQueriesContext(connection) as captured, tenant_scope(articles["x"]):
        assert rows(SLUGS) == [("x",)]
    assert len(captured) == 1


@pytest.mark.django_db
def test_a_failed_read_leaves_no_scope_to_trust(articles: Any) -> None:
    with tenant_scope(articles["a"]), pytest.raises(ProgrammingError), transaction.atomic():
        rows("SELECT nothing FROM nowhere")
    with tenant_scope(articles["b"]):
        assert rows(SLUGS) == [("b",)]
    with tenant_scope(articles["a"]):
        assert rows(SLUGS) == [("a",)]


@pytest.mark.django_db(transaction=True)
def test_a_dead_connection_is_replaced_once(articles: Any) -> None:
    with tenant_scope(articles["a"]):
        (pid,) = rows("SELECT pg_backend_pid()")[0]
        _kill(pid)

        assert rows(SLUGS) == [("a",)]
        assert rows("SELECT pg_backend_pid()")[0][0] != pid
        assert rows(STATE)[0][1] == str(articles["a"].id)


@pytest.mark.django_db(transaction=True)
def test_a_transaction_dies_with_its_connection(articles: Any) -> None:
    def whole() -> None:
        with transaction.atomic():
            _kill(rows("SELECT pg_backend_pid()")[0][0])
            rows(SLUGS)

    with tenant_scope(articles["a"]), pytest.raises(OperationalError):
        whole()


@pytest.mark.django_db(transaction=True)
def test_statements_are_prepared_and_survive_a_changed_column(articles: Any) -> None:
    values = connections_default().settings_dict["OPTIONS"]
    connection.close()
    assert values["prepare_threshold"] == 1
    with tenant_scope(articles["a"]):
        for _ in range(4):
            assert rows("SELECT slug, xmin::text FROM sample_articles WHERE slug = %s", "a")[0][0] == "a"
        prepared = rows("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%xmin::text%%$1%%'")
        assert prepared == [(1,)]
        with owner_connection() as owner:
            owner.execute("CREATE TABLE pool.sample_changing AS SELECT 1 AS n")
            owner.execute("GRANT SELECT ON pool.sample_changing TO PUBLIC")
        try:
            assert [rows("SELECT * FROM sample_changing") for _ in range(4)] == [[(1,)]] * 4
            with owner_connection() as owner:
                owner.execute("ALTER TABLE pool.sample_changing ALTER n TYPE text")
            assert rows("SELECT * FROM sample_changing") == [("1",)]
        finally:
            connection.close()
            with owner_connection() as owner:
                owner.execute("DROP TABLE pool.sample_changing")


@pytest.mark.django_db(transaction=True)
def test_what_is_prepared_is_planned_once_and_what_varies_each_time(articles: Any) -> None:
    connection.close()
    wrapper: Any = connections["default"]
    plans = "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE '%%slug >= $1%%'"
    statement = "SELECT slug, xmin::text FROM sample_articles WHERE slug >= %s AND slug <> ALL(%s)"
    with tenant_scope(articles["a"]):
        for _ in range(8):
            assert wrapper.reader.page(statement, ["a", ["b", "c"]], 1)[0] == [b"a"]
        # The first one is not prepared yet.
        assert rows(plans) == [(7, 0)]
        connection.close()
        for _ in range(8):
            assert wrapper.reader.page(statement, ["a", ["b", "c"]], 1, varied=True)[0] == [b"a"]
            assert wrapper.reader.rows(statement, ["b", ["b", "c"]], varied=True) == []
        assert rows(plans) == []


@pytest.mark.django_db(transaction=True)
def test_a_read_that_varies_has_its_scope_and_survives_its_connection(articles: Any) -> None:
    wrapper: Any = connections["default"]
    for slug in ("a", "b", "x"):
        with tenant_scope(articles[slug]):
            assert wrapper.reader.rows(SLUGS, (), varied=True) == [(slug,)]
            _kill(wrapper.reader.rows("SELECT pg_backend_pid()", (), varied=True)[0][0])
            assert wrapper.reader.rows(SLUGS, (), varied=True) == [(slug,)]


@pytest.mark.django_db(transaction=True)
def test_behind_a_pooler_nothing_outlives_the_read(articles: Any) -> None:
    connection.close()
    values = connections_default().settings_dict
    values["TENANCY_SET_LOCAL"] = True
    try:
        for slug in ("a", "x", "b"):
            with tenant_scope(articles[slug]):
                assert rows(SLUGS) == [(slug,)]
                wrapper: Any = connections["default"]
                assert wrapper.reader.rows("SELECT slug FROM sample_articles WHERE slug = %s", [slug], varied=True)
                with pytest.raises(ProgrammingError):
                    rows("SELECT nothing FROM nowhere")
                assert rows(SLUGS) == [(slug,)]
            raw: psycopg.Connection[Any] = connection.connection
            left = raw.execute("SELECT current_setting('app.tenant_id', true)").fetchone()
            assert left in (("",), (None,))
            assert raw.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
    finally:
        connection.close()
        values["TENANCY_SET_LOCAL"] = False


@pytest.mark.django_db(transaction=True)
def test_a_request_that_wrote_something_reads_from_the_primary(articles: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    # A replica that is the primary itself: only where the read goes is looked at.
    monkeypatch.setattr(replica, "ALIAS", "default")

    def went(server: str) -> float:
        before = replica.READS.labels(server)._value.get()
        with tenant_scope(articles["a"]):
            assert replica.rows(SLUGS, ()) == [("a",)]
        return float(replica.READS.labels(server)._value.get() - before)

    replica.watch.forget()
    consistency.forget_events()
    assert went("replica") == 1
    last_events.set((cast(EventEnvelope, object()),))
    assert went("primary") == 1
    consistency.forget_events()
    assert went("replica") == 1
