"""What events keep up to date is, byte for byte, what a rebuild from nothing makes.

``RUSTOK_EQUALITY_OPERATIONS=10000`` does as many operations; ``RUSTOK_EQUALITY_SEED`` others than usual.
"""

from __future__ import annotations

import io
import operator
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from rustok.context import RequestContext
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant, TenantModule
from rustok_content.services.kinds import NodeKind, register_kind
from rustok_index.backends import search_backend
from rustok_index.dto.search import SearchQuery
from rustok_index.indexers import INDEXERS
from rustok_outbox import models as outbox
from rustok_outbox.relay import drain
from tests.rustok_index.operator import WORDS, Operator

OPERATIONS = int(os.environ.get("RUSTOK_EQUALITY_OPERATIONS", "300"))
SEED = int(os.environ.get("RUSTOK_EQUALITY_SEED", "20"))

_FACETS = ("categories", "tags", "options")

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(120 + OPERATIONS)]


def read_model(tenant: Tenant) -> dict[str, Any]:
    """Everything that is read: each row's columns as text, and what search holds and answers."""
    found: dict[str, Any] = {}
    with tenant_scope(tenant), connection.cursor() as cursor:
        for indexer in INDEXERS.values():
            if not indexer.has_source():
                continue
            for table, columns in (
                (indexer.model, indexer.columns),
                *((narrow.model, narrow.columns) for narrow in indexer.narrow),
            ):
                names = ", ".join(f'"{name}"::text' for name in columns)
                cursor.execute(f"SELECT {names} FROM {table._meta.db_table}")
                found[table._meta.db_table] = sorted(cursor.fetchall(), key=str)
            if indexer.is_searched:
                found[f"{indexer.name} in search"] = sorted(search_backend().entities(tenant.id, indexer.name).items())
                for locale in ("en", "ru", "de"):
                    for word in WORDS:
                        query = SearchQuery(
                            text=word, locale=locale, limit=200, facets=("categories", "tags", "options")
                        )
                        hits = search_backend().search(tenant.id, indexer.name, query)
                        found[f"{indexer.name} {locale} {word}"] = sorted(hits.ids), hits.total, hits.facets
    return found


def forget(tenant: Tenant) -> None:
    """Drop every row and the search folders."""
    with tenant_scope(tenant), connection.cursor() as cursor:
        for indexer in INDEXERS.values():
            for model in (indexer.model, *(narrow.model for narrow in indexer.narrow)):
                cursor.execute(f"DELETE FROM {model._meta.db_table}")
            search_backend().drop(tenant.id, indexer.name)


def difference(kept: Any, rebuilt: Any) -> tuple[list[Any], list[Any]]:
    """Return what only one of them has."""
    if isinstance(kept, list):
        return [row for row in kept if row not in rebuilt], [row for row in rebuilt if row not in kept]
    return ([], []) if kept == rebuilt else ([kept], [rebuilt])


def explained(name: str, kept: Any, rebuilt: Any) -> list[str]:
    """Say where the rows that differ do: each with the key that they share, and the values of the columns."""
    for indexer in INDEXERS.values():
        for table, columns in (
            (indexer.model, indexer.columns),
            *((narrow.model, narrow.columns) for narrow in indexer.narrow),
        ):
            if table._meta.db_table == name:
                return _explained(list(columns), *difference(kept, rebuilt))
    return [str(difference(kept, rebuilt))]


def _explained(columns: list[str], kept: list[Any], rebuilt: list[Any]) -> list[str]:
    found = []
    for row in kept:
        likeliest = max(rebuilt, key=lambda other: sum(map(operator.eq, row, other)), default=None)
        if likeliest is None:
            found.append(f"only kept: {row}")
            continue
        for column, left, right in zip(columns, row, likeliest, strict=True):
            if left != right:
                found.append(f"{column}: {_apart(str(left), str(right))}")
    return [*found, f"{len(kept)} rows of {len(rebuilt)}"]


def _apart(left: str, right: str) -> str:
    start = next((n for n, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), 0)
    return f"...{left[max(0, start - 80) : start + 160]} | rebuilt: ...{right[max(0, start - 20) : start + 160]}"


def test_incremental_upkeep_equals_a_rebuild_from_nothing(tenant_a: Tenant, search_path: Path, settings: Any) -> None:
    settings.RUSTOK = {
        **settings.RUSTOK,
        # As in production: who a tenant is is not read anew for every command.
        "tenant": {**settings.RUSTOK["tenant"], "cache_seconds": 30},
    }
    register_kind(NodeKind(name="note", module="content", label="Note"))
    with tenant_scope(tenant_a):
        TenantModule.objects.create(module_slug="commerce", enabled=True)
    shopkeeper = Operator(RequestContext.system(tenant_a.id), SEED)
    left = OPERATIONS
    while left:
        burst = min(left, shopkeeper.chance.choice((1, 1, 2, 5, 20, 60)))
        with tenant_scope(tenant_a):
            for _ in range(burst):
                shopkeeper.step()
        left -= burst
        drain()
        if shopkeeper.chance.random() < 0.01:
            call_command("reindex", tenant="a", stdout=io.StringIO(), stderr=io.StringIO())
    with tenant_scope(tenant_a):
        assert not outbox.Delivery.objects.exclude(status="done").exists()
    kept = read_model(tenant_a)

    forget(tenant_a)
    call_command("reindex", tenant="a", stdout=io.StringIO(), stderr=io.StringIO())

    rebuilt = read_model(tenant_a)
    print(f"{OPERATIONS} operations:", dict(shopkeeper.done), "refused:", dict(shopkeeper.refused))
    print({name: len(rows) for name, rows in kept.items() if name.startswith("index_")})
    for name, rows in rebuilt.items():
        assert difference(kept[name], rows) == ([], []), (name, explained(name, kept[name], rows)[:20])
    assert sum(shopkeeper.done.values()) > OPERATIONS // 2
    assert len(kept["index_products"]) > 10 or OPERATIONS < 100
