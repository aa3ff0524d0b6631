"""The connection follows the scope."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from rustok.tenancy.backend.base import DatabaseWrapper, scrub
from rustok.tenancy.backend.login import UnsafeLogin
from rustok.tenancy.context import TenantRequired, no_scope, platform_scope, tenant_scope
from rustok.tenancy.owner import OwnerInTransaction, as_owner, connections_default, owner_connection
from rustok.tenancy.roles import APP_ROLE, OWNER_ROLE, PLATFORM_ROLE
from tests.rustok.tenancy.sample.models import Article

pytestmark = pytest.mark.django_db


def state():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('app.tenant_id', true), current_setting('search_path')")
        return cursor.fetchone()


def test_scope_is_applied(tenants):
    with tenant_scope(tenants["x"]):
        assert state() == (APP_ROLE, str(tenants["x"].id), '"silo_x",public')
        with platform_scope():
            assert state() == (PLATFORM_ROLE, "", "public")
        assert state()[0] == APP_ROLE
    assert state() == (APP_ROLE, "", '"public"')


def test_scope_is_left_by_an_exception(tenants):
    with pytest.raises(ZeroDivisionError), tenant_scope(tenants["a"]):
        raise ZeroDivisionError
    assert state()[1] == ""


def test_one_statement_for_a_change_and_none_without(tenants):
    with tenant_scope(tenants["a"]):
        Article.objects.count()
        with CaptureQueriesContext(connection) as queries:
            for _ in range(5):
                Article.objects.count()
        assert len(queries) == 5


@pytest.mark.parametrize("way", ["rollback", "savepoint"])
def test_a_rollback_takes_the_scope_back_with_it(tenants, way):
    with tenant_scope(tenants["a"]):
        Article.objects.create(slug="home")
    point = transaction.savepoint()
    with tenant_scope(tenants["a"]):
        assert Article.objects.count() == 1
    if way == "savepoint":
        transaction.savepoint_rollback(point)
    else:
        with tenant_scope(tenants["b"]), transaction.atomic():
            Article.objects.count()
            transaction.set_rollback(True)
    with tenant_scope(tenants["b"]):
        assert state()[1] == str(tenants["b"].id)
        assert Article.objects.count() == 0
    assert state()[1] == ""


def test_a_failed_transaction_reports_its_own_fault(tenants):
    with tenant_scope(tenants["a"]):
        with pytest.raises(Exception, match="division by zero"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1/0")
        assert state()[1] == str(tenants["a"].id)


@pytest.mark.django_db(transaction=True)
class TestSetLocal:
    """``TENANCY_SET_LOCAL``: behind PgBouncer in transaction mode nothing may outlive a transaction."""

    @pytest.fixture(autouse=True)
    def _flag(self, tenants):
        connection.close()
        values = connections_default().settings_dict
        values["TENANCY_SET_LOCAL"] = True
        yield
        connection.close()
        values["TENANCY_SET_LOCAL"] = False

    def test_a_scoped_query_outside_of_a_transaction_is_refused(self, tenants):
        with tenant_scope(tenants["a"]), pytest.raises(TenantRequired):
            Article.objects.count()
        with platform_scope(), pytest.raises(TenantRequired):
            state()

    def test_nothing_is_left_after_the_transaction(self, tenants):
        for slug in ("a", "b", "x"):
            with tenant_scope(tenants[slug]), transaction.atomic():
                assert state()[1] == str(tenants[slug].id)
                Article.objects.create(slug=slug)
            left = connection.connection.execute(
                "SELECT current_user, current_setting('app.tenant_id', true)"
            ).fetchone()
            assert left in ((APP_ROLE, ""), (APP_ROLE, None))
            path = connection.connection.execute("SHOW search_path").fetchone()
            assert path == ('"$user", public',)

    def test_consecutive_transactions_are_each_set(self, tenants):
        with tenant_scope(tenants["a"]):
            for _ in range(2):
                with transaction.atomic():
                    assert state()[1] == str(tenants["a"].id)
        with platform_scope(), transaction.atomic():
            assert state()[0] == PLATFORM_ROLE
        with no_scope():
            assert state()[1] in (None, "")


@pytest.mark.django_db(transaction=True)
def test_scrub_takes_everything_off_a_pooled_connection(tenants):
    with platform_scope():
        state()
        scrub(connection.connection)
    raw = connection.connection.execute(
        "SELECT current_user, current_setting('app.tenant_id', true), current_setting('search_path')"
    ).fetchone()
    assert raw == (APP_ROLE, "", "")
    connection.applied = None


@pytest.mark.django_db(transaction=True)
def test_owner_works_on_a_connection_of_its_own(tenants):
    with as_owner():
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            assert cursor.fetchone() == (OWNER_ROLE,)
        with as_owner(), platform_scope():
            assert state()[0] == OWNER_ROLE
    assert state()[0] == APP_ROLE


def test_owner_is_refused_inside_a_transaction(tenants):
    with pytest.raises(OwnerInTransaction), as_owner():
        pass


@pytest.mark.parametrize("login", ["owner", "superuser"])
@pytest.mark.django_db(transaction=True)
def test_a_login_that_security_does_not_hold_is_refused(tenants, login, monkeypatch):
    connection.close()
    values = connections_default().settings_dict
    with owner_connection() as owner:
        superuser = owner.execute("SELECT rolname FROM pg_roles WHERE rolsuper LIMIT 1").fetchone()[0]
    monkeypatch.setitem(values, "USER", OWNER_ROLE if login == "owner" else superuser)
    assert connections_default()._trusted
    try:
        with pytest.raises(UnsafeLogin, match="owns" if login == "owner" else "is a superuser"):
            state()
    finally:
        connection.close()


def test_wrapper_is_ours():
    assert isinstance(connections_default(), DatabaseWrapper)
