"""Schemas from nothing: provisioning, migrating, replaying."""

from __future__ import annotations

import contextlib
import io
import json
import os
import time

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection
from django.db.models import ProtectedError

from rustok.tenancy.context import PLATFORM_TENANT_ID, platform_scope, tenant_scope
from rustok.tenancy.models import Blueprint, Cell, Tenant, TenantLocale
from rustok.tenancy.owner import as_owner, connections_default, owner_connection
from rustok.tenancy.provision import provision
from rustok.tenancy.services import cells, rendering
from rustok.tenancy.services.partitions import ensure_partitions, partitioned_tables
from rustok.testing.tenants import make_tenant
from tests.rustok.tenancy.sample.models import Article

STRUCTURE = """
    SELECT 'column', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull::text
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE c.relnamespace = %(schema)s::text::regnamespace
    UNION ALL
    SELECT 'constraint', r.relname, c.conname, replace(pg_get_constraintdef(c.oid), %(schema)s::text || '.', ''), ''
      FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid WHERE c.connamespace = %(schema)s::text::regnamespace
       AND c.contype <> 'n'
    UNION ALL
    SELECT 'index', tablename, indexname, replace(indexdef, %(schema)s::text || '.', ''), '' FROM pg_indexes
     WHERE schemaname = %(schema)s::text
    UNION ALL
    SELECT 'policy', tablename, policyname, coalesce(qual, ''), roles::text FROM pg_policies
     WHERE schemaname = %(schema)s::text
    UNION ALL
    SELECT 'grant', table_name, grantee::text, privilege_type, '' FROM information_schema.role_table_grants
     WHERE table_schema = %(schema)s::text
     ORDER BY 1, 2, 3, 4, 5
"""


def structure(schema):
    with owner_connection() as owner:
        return owner.execute(STRUCTURE, {"schema": schema}).fetchall()


@pytest.mark.django_db(transaction=True)
def test_a_silo_is_replayed_in_seconds_and_equals_the_pool(db, dropped):
    start = time.perf_counter()
    cell = cells.create_silo("t-replayed")
    seconds = time.perf_counter() - start

    assert cell.schema_name == "silo_t_replayed"
    assert cell.isolation == "silo"
    assert seconds < 15
    assert structure("silo_t_replayed") == structure("pool")
    assert cells.pending("silo_t_replayed") == []
    tenant = make_tenant("t-replayed", schema="silo_t_replayed")
    with tenant_scope(tenant):
        Article.objects.create(slug="home")
        assert Article.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_silo_by_migrations_as_django_renders_them_equals_a_replayed_one(db, dropped, monkeypatch):
    monkeypatch.setattr(rendering, "narrow", contextlib.nullcontext)
    with as_owner():
        Blueprint.objects.all().delete()

    cells.create_silo("t-migrated")

    assert structure("silo_t_migrated") == structure("pool")
    with as_owner():
        assert Blueprint.objects.get().fingerprint == cells.fingerprint()


@pytest.mark.django_db(transaction=True)
def test_making_a_silo_twice_changes_nothing(db, dropped):
    cells.create_silo("t-twice")
    before = structure("silo_t_twice")

    cells.create_silo("t-twice")

    assert structure("silo_t_twice") == before
    with platform_scope():
        assert Cell.objects.filter(schema_name="silo_t_twice").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_silo_is_dropped_only_when_empty(db, dropped):
    cell = cells.create_silo("t-dropped")
    tenant = make_tenant("t-dropped", schema="silo_t_dropped")
    with pytest.raises(ProtectedError):
        cells.drop_silo(cell)
    with owner_connection() as owner:
        owner.execute("DELETE FROM tenants WHERE id = %s", (tenant.pk,))

    cells.drop_silo(cell)

    with owner_connection() as owner:
        assert owner.execute("SELECT to_regnamespace('silo_t_dropped')").fetchone() == (None,)
    with platform_scope(), pytest.raises(ValueError, match="shared"):
        cells.drop_silo(Cell.objects.get(schema_name="pool"))


@pytest.mark.django_db(transaction=True)
def test_migrating_again_changes_nothing(db):
    before = {schema: structure(schema) for schema in ("public", "pool", "silo_x")}
    call_command("migrate_schemas", verbosity=0)
    call_command("migrate", verbosity=0, interactive=False)
    assert {schema: structure(schema) for schema in before} == before


@pytest.mark.django_db(transaction=True)
def test_check_names_what_is_pending(db):
    call_command("migrate_schemas", check=True)
    with owner_connection() as owner:
        owner.execute("DELETE FROM silo_x.django_migrations WHERE app = 'rustok_sample'")
    output = io.StringIO()
    try:
        with pytest.raises(SystemExit) as exit_:
            call_command("migrate_schemas", check=True, stdout=output)
        assert exit_.value.code == 1
        assert output.getvalue() == "silo_x: rustok_sample.0001_initial\n"
    finally:
        with owner_connection() as owner:
            owner.execute(
                "INSERT INTO silo_x.django_migrations (app, name, applied)"
                " VALUES ('rustok_sample', '0001_initial', now())"
            )


@pytest.mark.django_db(transaction=True)
def test_an_unknown_app_is_an_error(db):
    with pytest.raises(CommandError):
        call_command("migrate_schemas", "nothing_like_this", verbosity=0)


@pytest.mark.django_db(transaction=True)
def test_migrating_needs_the_owner(db, settings):
    settings.DATABASE_OWNER_URL = ""
    with pytest.raises(ImproperlyConfigured, match="DATABASE_OWNER_URL"):
        call_command("migrate_schemas", verbosity=0)


@pytest.mark.django_db
def test_the_platform_is_a_tenant(db):
    with platform_scope():
        tenant = Tenant.objects.select_related("cell").get(pk=PLATFORM_TENANT_ID)
    assert (tenant.slug, tenant.is_platform, tenant.isolation) == ("platform", True, "pool")
    with tenant_scope(tenant):
        assert TenantLocale.objects.get(is_default=True).locale == "en"
        assert Tenant.objects.count() == 1


@pytest.mark.django_db
def test_the_platform_tenant_sees_every_tenants_row(tenants):
    with platform_scope():
        platform = Tenant.objects.select_related("cell").get(pk=PLATFORM_TENANT_ID)
    with tenant_scope(platform):
        assert {tenant.slug for tenant in Tenant.objects.all()} == {"platform", "a", "b", "x"}
    with tenant_scope(tenants["a"]):
        assert [cell.schema_name for cell in Cell.objects.all()] == ["pool"]


def test_provisioning_twice_changes_nothing(django_db_setup, django_db_blocker, request):
    admin_url = os.environ["RUSTOK_TEST_DATABASE_URL"]
    name = connections_default().settings_dict["NAME"]
    first, second = provision(admin_url, database=name), provision(admin_url, database=name)
    assert first == second
    with psycopg.connect(first.app_url) as app:
        assert app.execute("SELECT similarity('МАШИНА', 'машина'), lower('ЁЖ')").fetchone() == (1.0, "ёж")
        for statement in (
            "CREATE TABLE public.x ()",
            "CREATE TEMP TABLE x ()",
            "CREATE SCHEMA x",
            "CREATE FUNCTION public.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), app.transaction():
                app.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_the_application_makes_partitions_ahead_without_owning_them(tenants):
    made = ensure_partitions(ahead=6)
    try:
        assert ensure_partitions(ahead=6) == []
        names = [name for name in made if "sample_" in name]
        assert {name.partition(".")[0] for name in names} == {"pool", "silo_x"}
        assert any("_purchases_" in name and "q" in name for name in names)
        with owner_connection() as owner:
            for name in made:
                assert owner.execute(
                    "SELECT relowner::regrole::text, has_table_privilege('rustok_app', oid, 'SELECT, INSERT')"
                    " FROM pg_class WHERE oid = %s::regclass",
                    (name,),
                ).fetchone() == ("rustok_owner", False)
    finally:
        with owner_connection() as owner:
            for name in made:
                parent = name.rpartition("_")[0]
                owner.execute(f"ALTER TABLE {parent} DETACH PARTITION {name}")
                owner.execute(f"DROP TABLE {name}")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "arguments",
    [
        ("pool", "sample_notes", "month", 1),
        ("pool", "sample_purchases", "week", 1),
        ("pool", "sample_purchases", "quarter", -1),
        ("pool", "sample_purchases", "quarter", 10_000),
        ("pg_catalog", "pg_class", "month", 1),
        ("pool", 'x"; DROP TABLE tenants; --', "month", 1),
    ],
)
def test_the_definers_function_refuses_everything_else(db, arguments):
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match=r"bad interval|not partitioned"):
        cursor.execute("SELECT public.rustok_ensure_partitions(%s, %s, %s, %s)", arguments)


@pytest.mark.django_db
def test_every_table_by_time_is_known(db):
    tables = set(partitioned_tables())
    assert {("pool", "sample_purchases", "quarter"), ("silo_x", "sample_messages", "month")} <= tables


@pytest.mark.django_db(transaction=True)
def test_partitions_command(db):
    output = io.StringIO()
    call_command("partitions", "ensure", json=True, stdout=output)
    assert json.loads(output.getvalue()) == []
