"""The PostgreSQL engine: part of the caller's transaction, its indexes used under row-level security, in silos too."""

from __future__ import annotations

import os

import psycopg
import pytest
from django.db import connection, transaction

from rustok.ids import generate_id
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok.testing import servers
from rustok_index.backends import search_backend
from rustok_index.backends.postgres import PostgresBackend
from rustok_index.dto.search import SearchEntry, SearchQuery
from tests.rustok_index.backends.conftest import Engine, entry
from tests.rustok_index.conftest import Shop

pytestmark = pytest.mark.django_db


def test_a_transaction_that_fails_leaves_the_index_as_it_was(in_tenant_a: Tenant) -> None:
    engine = Engine(PostgresBackend(), in_tenant_a.id)
    engine.write(wanted := entry("Oak chair"))

    def fail() -> None:
        with transaction.atomic():
            engine.write(entry("Ash chair"), remove=[wanted.entity_id])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert engine.find("chair") == [wanted.entity_id]


def test_indexes_serve_the_restricted_role(in_tenant_a: Tenant) -> None:
    plans = []
    # As an administrator, who may analyse the table and become anybody; nothing of it is kept.
    with (
        psycopg.connect(os.environ[servers.DATABASE_URL], dbname=connection.settings_dict["NAME"]) as admin,
        admin.transaction(force_rollback=True),
    ):
        admin.execute("SELECT set_config('search_path', %s, true)", [f"{in_tenant_a.cell.schema_name}, public"])
        admin.execute(
            "INSERT INTO index_search_entries (id, tenant_id, index_name, entity_id, locale, title_order, vector, keys,"
            " prices, has_stock, created) SELECT gen_random_uuid(), %s, 'products', gen_random_uuid(), 'en', '',"
            " ('lamp' || n)::tsvector, ARRAY['t:' || n], '{}', false, 0 FROM generate_series(1, 5000) AS n",
            [in_tenant_a.id],
        )
        for index in ("vector", "keys"):
            admin.execute(f"SELECT gin_clean_pending_list('index_search_entries_{index}_ix')")
        admin.execute("ANALYZE index_search_entries")
        admin.execute("SET LOCAL ROLE rustok_app")
        admin.execute("SELECT set_config('app.tenant_id', %s, true)", [str(in_tenant_a.id)])
        for table in ("index_search_read", "index_search_entries"):
            for condition in ("vector @@ 'lamp7'::tsquery", "keys && ARRAY['t:7']"):
                asked = f"EXPLAIN SELECT entity_id FROM {table} WHERE tenant_id = '{in_tenant_a.id}' AND {condition}"
                plans.append("\n".join(row[0] for row in admin.execute(asked).fetchall()))

    assert "index_search_entries_vector_ix" in plans[0]
    assert "index_search_entries_keys_ix" in plans[1]
    # What the view is for: under row-level security the conditions are not the index's.
    assert not any(
        "vector @@" in line or "keys &&" in line
        for plan in plans[2:]
        for line in plan.splitlines()
        if "Index Cond" in line
    )


def test_the_view_shows_the_tenant_in_scope_alone(in_tenant_a: Tenant, tenant_b: Tenant, tenant_x: Tenant) -> None:
    Engine(PostgresBackend(), in_tenant_a.id).write(entry("Oak chair"))
    for tenant in (tenant_b, tenant_x):
        with tenant_scope(tenant), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM index_search_read")
            assert cursor.fetchone()[0] == 0


def test_a_silo_has_an_index_of_its_own(tenant_x: Tenant) -> None:
    with tenant_scope(tenant_x):
        engine = Engine(PostgresBackend(), tenant_x.id)
        engine.write(wanted := entry("Oak chair"))

        assert engine.find("okk chiar") == []
        assert engine.find("oak chiar") == [wanted.entity_id]


def test_a_text_too_long_for_a_vector_is_cut(in_tenant_a: Tenant) -> None:
    engine = Engine(PostgresBackend(), in_tenant_a.id)
    text = " ".join(f"{n:06}abcdefghijklmnopqrstuvwxyz" for n in range(30_000))

    engine.write(wanted := entry("Oak chair", text=text))

    assert engine.find("oak") == [wanted.entity_id]


def test_the_settings_choose_the_driver(in_tenant_a: Tenant, shop: Shop, settings: object) -> None:
    values = settings.RUSTOK  # type: ignore[attr-defined]
    settings.RUSTOK = {**values, "search": {**values["search"], "driver": "postgres"}}  # type: ignore[attr-defined]
    wanted = SearchEntry(
        entity_id=generate_id(), locale="en", language="en", kind="product", title="Oak chair", text=""
    )

    search_backend().replace(in_tenant_a.id, "products", [wanted])

    assert isinstance(search_backend(), PostgresBackend)
    found = search_backend().search(in_tenant_a.id, "products", SearchQuery(text="oak", locale="en"))
    assert found.ids == (wanted.entity_id,)
