"""Every table of every schema, read from PostgreSQL's own catalogue: a new table is covered without a word here."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from rustok.tenancy.context import no_scope
from rustok.tenancy.grants import GLOBAL_TABLES
from rustok.tenancy.owner import owner_connection
from rustok.tenancy.roles import APP_ROLE, OWNER_ROLE, PLATFORM_ROLE

pytestmark = pytest.mark.django_db

# Reviewed: uniques over all tenants, and why they tell nobody anything.
GLOBAL_UNIQUES = {
    "domains_domain_uq": "a host has one owner, and the name system tells everyone which hosts exist",
}

# Reviewed: views with their owner's rights. Each must filter by the tenant in scope, which the matrix tries.
TENANT_SETTING = "app.tenant_id"


@pytest.fixture
def catalogue(db):
    with owner_connection() as owner:

        def ask(query: str, *parameters: Any) -> list[tuple[Any, ...]]:
            return owner.execute(query, parameters or None).fetchall()

        yield ask


TABLES = """
    SELECT c.oid, n.nspname, c.relname, c.relkind, c.relispartition
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname !~ '^(pg_|information_schema)' AND c.relkind IN ('r', 'p')
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
     ORDER BY 2, 3
"""


def tenant_tables(catalogue):
    return [
        (oid, f"{schema}.{name}")
        for oid, schema, name, _, partition in catalogue(TABLES)
        if not partition and name not in GLOBAL_TABLES
    ]


def test_there_are_tables_in_all_schemas(catalogue):
    schemas = {name.partition(".")[0] for _, name in tenant_tables(catalogue)}
    assert schemas == {"public", "pool", "silo_x"}


def test_global_tables_are_in_public_or_migrations(catalogue):
    strays = [
        f"{schema}.{name}"
        for _, schema, name, *_ in catalogue(TABLES)
        if name in GLOBAL_TABLES and schema != "public" and name != "django_migrations"
    ]
    assert strays == []


def test_every_table_has_a_tenant(catalogue):
    missing = [
        name
        for oid, name in tenant_tables(catalogue)
        if not catalogue(
            "SELECT 1 FROM pg_attribute WHERE attrelid = %s AND attname = 'tenant_id' AND attnotnull"
            " AND atttypid = 'uuid'::regtype",
            oid,
        )
    ]
    assert missing == [], "no tenant_id uuid NOT NULL: subclass TenantModel, or review it into GLOBAL_TABLES"


def test_every_table_forces_row_level_security(catalogue):
    unprotected = [
        name
        for oid, name in tenant_tables(catalogue)
        if catalogue("SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE oid = %s", oid) != [(True,)]
    ]
    assert unprotected == []


def test_policies_are_the_ones_we_write(catalogue):
    wrong = []
    current = "( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS \"nullif\")"
    mine = f"(tenant_id = {current})"
    for oid, name in tenant_tables(catalogue):
        policies = {
            policy: rest
            for policy, *rest in catalogue(
                "SELECT polname, polcmd, polpermissive,"
                " array(SELECT rolname::text FROM pg_roles WHERE oid = ANY(polroles)),"
                " pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)"
                " FROM pg_policy WHERE polrelid = %s",
                oid,
            )
        }
        expected = {
            "tenant_isolation": ["*", True, [APP_ROLE], mine, mine],
            "owner_all": ["*", True, [OWNER_ROLE], "true", "true"],
        }
        if "platform_all" in policies:
            expected["platform_all"] = ["*", True, [PLATFORM_ROLE], "true", "true"]
        if policies != expected:
            wrong.append((name, policies))
    assert wrong == []


def test_primary_keys_begin_with_the_tenant(catalogue):
    wrong = []
    for oid, name in tenant_tables(catalogue):
        keys = catalogue(
            "SELECT array(SELECT a.attname::text FROM unnest(conkey) WITH ORDINALITY k(n, o)"
            " JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = k.n ORDER BY o)"
            " FROM pg_constraint WHERE conrelid = %s AND contype = 'p'",
            oid,
        )
        if len(keys) != 1 or keys[0][0][0] != "tenant_id" or len(keys[0][0]) < 2:
            wrong.append((name, keys))
    assert wrong == []


def test_unique_indexes_begin_with_the_tenant(catalogue):
    wrong = [
        (name, index)
        for oid, name in tenant_tables(catalogue)
        for index, first in catalogue(
            "SELECT i.indexrelid::regclass::text, (SELECT attname FROM pg_attribute"
            " WHERE attrelid = i.indrelid AND attnum = i.indkey[0])"
            " FROM pg_index i WHERE i.indrelid = %s AND i.indisunique",
            oid,
        )
        if first != "tenant_id" and index.rpartition(".")[2] not in GLOBAL_UNIQUES
    ]
    assert wrong == []


def test_foreign_keys_carry_the_tenant_on_both_sides(catalogue):
    tables = dict(tenant_tables(catalogue))
    wrong = []
    for oid, name in tables.items():
        for constraint, target, columns, target_columns in catalogue(
            "SELECT conname, confrelid,"
            " array(SELECT attname::text FROM pg_attribute WHERE attrelid = conrelid AND attnum = ANY(conkey)),"
            " array(SELECT attname::text FROM pg_attribute WHERE attrelid = confrelid AND attnum = ANY(confkey))"
            " FROM pg_constraint WHERE conrelid = %s AND contype = 'f' AND conparentid = 0",
            oid,
        ):
            if target in tables and not ("tenant_id" in columns and "tenant_id" in target_columns):
                wrong.append((name, constraint))
            schema = name.partition(".")[0]
            if target in tables and tables[target].partition(".")[0] != schema:
                wrong.append((name, constraint, "leaves its schema"))
    assert wrong == []


def test_no_runtime_role_may_touch_a_partition(catalogue):
    granted = [
        f"{schema}.{name}"
        for oid, schema, name, _, partition in catalogue(TABLES)
        if partition
        for role in (APP_ROLE, PLATFORM_ROLE, "public")
        if catalogue(
            "SELECT has_table_privilege(%s, %s::oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')",
            role,
            oid,
        )
        != [(False,)]
    ]
    assert granted == []


def test_rights_on_tables_are_the_reviewed_ones(catalogue):
    wrong = []
    verbs = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN")
    for oid, schema, name, _, partition in catalogue(TABLES):
        if partition:
            continue
        platform = catalogue("SELECT 1 FROM pg_policy WHERE polrelid = %s AND polname = 'platform_all'", oid)
        all_rows = ("SELECT", "INSERT", "UPDATE", "DELETE")
        expected = {
            APP_ROLE: GLOBAL_TABLES[name].app if name in GLOBAL_TABLES else all_rows,
            PLATFORM_ROLE: GLOBAL_TABLES[name].platform if name in GLOBAL_TABLES else all_rows if platform else (),
        }
        for role, rights in expected.items():
            given = tuple(
                verb
                for verb in verbs
                if catalogue("SELECT has_table_privilege(%s, %s::oid, %s)", role, oid, verb)[0][0]
            )
            if given != rights:
                wrong.append((f"{schema}.{name}", role, given, rights))
    assert wrong == []


def test_no_rights_on_sequences_schemas_or_materialized_views(catalogue):
    rest = catalogue(
        "SELECT c.oid::regclass::text, c.relkind FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace,"
        " (VALUES (%s), (%s)) AS r(name) WHERE n.nspname !~ '^(pg_|information_schema)'"
        " AND ((c.relkind = 'S' AND has_sequence_privilege(r.name, c.oid, 'USAGE, SELECT, UPDATE'))"
        "   OR (c.relkind = 'm' AND has_table_privilege(r.name, c.oid, 'SELECT')))",
        APP_ROLE,
        PLATFORM_ROLE,
    )
    assert rest == []
    creating = catalogue(
        "SELECT n.nspname, r.name FROM pg_namespace n, (VALUES (%s), (%s)) AS r(name)"
        " WHERE n.nspname !~ '^(pg_|information_schema)' AND has_schema_privilege(r.name, n.oid, 'CREATE')",
        APP_ROLE,
        PLATFORM_ROLE,
    )
    assert creating == []
    assert catalogue(
        "SELECT has_database_privilege(r.name, current_database(), 'CREATE, TEMPORARY')"
        " FROM (VALUES (%s), (%s)) AS r(name)",
        APP_ROLE,
        PLATFORM_ROLE,
    ) == [(False,), (False,)]


def test_views_ask_for_the_tenant_or_for_the_callers_rights(catalogue):
    open_views = [
        name
        for name, definition, options in catalogue(
            "SELECT c.oid::regclass::text, pg_get_viewdef(c.oid), coalesce(c.reloptions, '{}') FROM pg_class c"
            " JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE c.relkind = 'v' AND n.nspname !~ '^(pg_|information_schema)'"
            " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')"
        )
        if TENANT_SETTING not in definition and "security_invoker=true" not in options
    ]
    assert open_views == []


# Reviewed: functions with their owner's rights, and why none of them shows or changes a tenant's rows.
REVIEWED_DEFINERS = {
    "rustok_ensure_partitions(text,text,text,integer)": "makes empty partitions of tables that have them already",
    "rustok_purge_outbox(timestamp with time zone,boolean)": "drops past months in which every event is done",
    "rustok_purge_webhooks(timestamp with time zone,boolean)": "drops past months in which no message is owed",
}


def test_functions_with_their_owners_rights_are_the_reviewed_ones(catalogue):
    found = catalogue(
        "SELECT p.oid::regprocedure::text, p.proconfig, coalesce(p.proacl::text, '{=X/}') FROM pg_proc p"
        " JOIN pg_namespace n ON n.oid = p.pronamespace"
        " WHERE p.prosecdef AND n.nspname !~ '^(pg_|information_schema)'"
    )
    assert {name for name, *_ in found} <= REVIEWED_DEFINERS.keys()
    for name, config, rights in found:
        # Temporary objects come last, and nobody but the owner may create anything in the schemas before.
        assert any(setting.startswith("search_path=") and setting.endswith("pg_temp") for setting in config or []), name
        assert "{=X/" not in rights, name
        assert ",=X/" not in rights, name


def test_all_schemas_have_the_same_structure(catalogue):
    def structure(schema):
        return catalogue(
            "SELECT c.relname, c.relkind, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull"
            " FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
            " WHERE c.relnamespace = %s::regnamespace AND c.relkind IN ('r', 'p', 'v', 'i', 'I') ORDER BY 1, a.attnum",
            schema,
        )

    assert structure("pool") == structure("silo_x")


def test_the_application_is_the_restricted_role(db):
    with no_scope(), connection.cursor() as cursor:
        cursor.execute("SELECT session_user, current_user")
        assert cursor.fetchone() == (APP_ROLE, APP_ROLE)
