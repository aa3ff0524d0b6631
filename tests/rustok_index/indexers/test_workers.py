"""A rebuild by several processes: the same outcome as by one, and nothing that is written beside it is lost."""

from __future__ import annotations

import io
import os
import signal
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from prometheus_client import REGISTRY

from rustok.ids import generate_id
from rustok.tenancy.models import Tenant
from rustok_index import errors, models
from rustok_index.indexers import PRODUCTS
from rustok_index.indexers.rebuild import rebuild_index
from rustok_index.indexers.verify import verify_index
from rustok_index.indexers.workers import side_by_side
from tests.rustok_index.conftest import Shop

# Outside of a transaction: other processes must see what is there.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def chairs(in_tenant_a: Tenant, shop: Shop) -> list[UUID]:
    return sorted(shop.product(f"Chair {n}").entity_id for n in range(11))


def _checksums() -> dict[tuple[UUID, str], str]:
    rows = models.IndexProduct.objects.values_list("product_id", "locale", "checksum")
    return {(product_id, locale): checksum for product_id, locale, checksum in rows}


def test_several_processes_make_what_one_makes_in_place_and_in_the_shadow(chairs: list[UUID], shop: Shop) -> None:
    places: list[int] = []
    first = rebuild_index(PRODUCTS, batch_size=2, workers=3, progress=places.append)
    assert (first.documents, places) == (22, [2, 4, 6, 8, 10, 11])
    in_place = _checksums()
    assert verify_index(PRODUCTS, batch_size=5).is_clean

    for entity_id in chairs:
        shop.products.change(entity_id, title="New chair")
    second = rebuild_index(PRODUCTS, batch_size=2, workers=3)
    assert (second.documents, second.removed) == (22, 0)
    by_several = _checksums()
    assert by_several.keys() == in_place.keys()
    assert set(by_several.values()).isdisjoint(in_place.values())
    assert verify_index(PRODUCTS, batch_size=5).is_clean
    assert not models.ReindexProgress.objects.exists()

    rebuild_index(PRODUCTS, batch_size=2, workers=1)
    assert _checksums() == by_several


def test_what_broke_off_in_another_process_goes_on_behind_all_that_is_done(
    chairs: list[UUID], shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    load = shop.products.load

    def loading(wanted: Sequence[UUID], locales: Any) -> Any:
        if chairs[4] in wanted:
            raise OperationalError("broken off")
        return load(wanted, locales)

    with monkeypatch.context() as patch:
        patch.setattr(shop.products, "load", loading)
        with pytest.raises(OperationalError, match="broken off"):
            rebuild_index(PRODUCTS, batch_size=2, workers=2)
    assert models.ReindexProgress.objects.get().after == chairs[3]

    rebuild_index(PRODUCTS, batch_size=2, workers=2, resume=True)
    assert verify_index(PRODUCTS, batch_size=5).is_clean


def test_processes_of_a_rebuild_that_was_overtaken_end(chairs: list[UUID]) -> None:
    def overtake(done: int) -> None:
        models.ReindexProgress.objects.update(run=generate_id())

    with pytest.raises(errors.RebuildOvertaken):
        rebuild_index(PRODUCTS, batch_size=2, workers=2, progress=overtake)
    assert models.ReindexProgress.objects.get().after == chairs[1]


def test_a_killed_process_is_told_of_and_the_rebuild_goes_on_behind_what_is_done(
    chairs: list[UUID], shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    load, here = shop.products.load, os.getpid()

    def loading(wanted: Sequence[UUID], locales: Any) -> Any:
        if chairs[4] in wanted and os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return load(wanted, locales)

    err = io.StringIO()
    with monkeypatch.context() as patch:
        patch.setattr(shop.products, "load", loading)
        with pytest.raises(SystemExit) as ended:
            call_command(
                "reindex", "--tenant", "a", "--index", "products", "--batch-size", "2", "--workers", "2",
                stdout=err, stderr=err,
            )  # fmt: skip
    assert ended.value.code == 1
    assert "A process of the rebuild was killed." in err.getvalue()

    rebuild_index(PRODUCTS, batch_size=2, workers=2, resume=True)
    assert len(_checksums()) == 22
    assert verify_index(PRODUCTS, batch_size=5).is_clean


def test_what_other_processes_wrote_is_counted_here(chairs: list[UUID], shop: Shop) -> None:
    def counted() -> float:
        return REGISTRY.get_sample_value("rustok_index_documents_total", {"index": "products"}) or 0.0

    before = counted()
    rebuild_index(PRODUCTS, batch_size=2, workers=2)
    assert counted() - before == 22
    shop.products.change(chairs[0], title="New chair")
    rebuild_index(PRODUCTS, batch_size=2, workers=2)
    assert counted() - before == 24


def test_batches_are_made_side_by_side_and_never_beside_another_writer(chairs: list[UUID], tenant_a: Tenant) -> None:
    key = [f"index:{tenant_a.id}:{PRODUCTS.name}"]
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": psycopg.Cursor}) as other:
        other.execute("SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))", key)
        with transaction.atomic():
            connection.cursor().execute("SET LOCAL lock_timeout = '50ms'")
            PRODUCTS.lock(shared=True)
        with transaction.atomic():
            connection.cursor().execute("SET LOCAL lock_timeout = '50ms'")
            with pytest.raises(OperationalError, match="lock timeout"):
                PRODUCTS.rebuild(chairs)
    assert not models.IndexProduct.objects.exists()


def test_results_come_in_order_from_other_processes_and_few_are_taken_ahead(in_tenant_a: Tenant) -> None:
    taken: list[int] = []

    def numbers() -> Iterator[int]:
        for n in range(20):
            taken.append(n)
            yield n

    found = side_by_side(_square, numbers(), workers=2)
    number, (square, process_id) = next(found)
    assert (number, square, len(taken)) == (0, 0, 4)
    assert process_id != os.getpid()
    assert [square for _, (square, _) in found] == [n * n for n in range(1, 20)]


def test_in_a_transaction_the_work_is_done_here(in_tenant_a: Tenant) -> None:
    with transaction.atomic():
        found = list(side_by_side(_square, range(3), workers=2))
    assert found == [(n, (n * n, os.getpid())) for n in range(3)]


def _square(number: int) -> tuple[int, int]:
    return number * number, os.getpid()
