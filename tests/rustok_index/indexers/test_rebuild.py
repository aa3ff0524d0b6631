"""A rebuild beside what is read: seen all at once, with what changed meanwhile; and what verification finds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from prometheus_client import REGISTRY

from rustok.events.bus import domain_event
from rustok.events.catalog.index import IndexUpdated
from rustok.events.envelope import EventEnvelope
from rustok.ids import generate_id
from rustok.tenancy.models import Tenant
from rustok_index import errors, models, tasks
from rustok_index.backends import search_backend
from rustok_index.indexers import CATEGORIES, PRODUCTS
from rustok_index.indexers.rebuild import rebuild_index
from rustok_index.indexers.verify import repair_index, verify_index
from tests.rustok_index.conftest import Shop

pytestmark = pytest.mark.django_db


class BrokenOff(Exception):
    pass


@pytest.fixture
def chairs(in_tenant_a: Tenant, shop: Shop) -> list[UUID]:
    """Six products that are read already, and have other titles since."""
    ids = sorted(shop.product(f"Chair {n}").entity_id for n in range(6))
    rebuild_index(PRODUCTS, batch_size=2)
    for entity_id in ids:
        shop.products.change(entity_id, title="New chair")
    return ids


@pytest.fixture
def before_batch(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Callable[[UUID, Callable[[], None]], None]:
    """``before_batch(id, work)`` works once, when the batch of a product is about to be made."""
    load = shop.products.load

    def install(entity_id: UUID, work: Callable[[], None]) -> None:
        left = [work]

        def loading(wanted: Sequence[UUID], locales: Any) -> Any:
            if entity_id in wanted and left:
                left.pop()()
            return load(wanted, locales)

        monkeypatch.setattr(shop.products, "load", loading)

    return install


def break_off() -> None:
    raise BrokenOff


def titles() -> set[str]:
    shown = set(models.IndexProduct.objects.values_list("title", flat=True))
    listed = set(models.IndexProductListing.objects.values_list("title", flat=True))
    assert shown == listed
    return shown


def test_nothing_is_seen_of_a_rebuild_until_all_of_it_is(
    in_tenant_a: Tenant, shop: Shop, chairs: list[UUID], before_batch: Any
) -> None:
    old = titles()
    gone = chairs[0]
    del shop.products.rows[gone]
    before_batch(chairs[5], break_off)

    with pytest.raises(BrokenOff):
        rebuild_index(PRODUCTS, batch_size=2)

    assert titles() == old
    assert models.IndexProduct.objects.count() == 12
    assert search_backend().count(in_tenant_a.id, "products") == 12
    assert models.IndexShadow.objects.count() > 0

    shop.products.loads = 0
    rebuild_index(PRODUCTS, batch_size=2, resume=True)

    assert shop.products.loads <= 2
    assert titles() == {"New chair"}
    assert models.IndexProduct.objects.count() == 10
    assert not models.IndexProductHandle.objects.filter(product_id=gone).exists()
    assert search_backend().count(in_tenant_a.id, "products") == 10
    assert not models.IndexShadow.objects.exists()
    assert not models.ReindexProgress.objects.exists()
    assert verify_index(PRODUCTS, batch_size=3).is_clean


def test_what_changes_during_a_rebuild_is_seen_at_once_and_stays(
    in_tenant_a: Tenant, shop: Shop, chairs: list[UUID], before_batch: Any
) -> None:
    def change() -> None:
        # Of a batch that is made already, of one that is not, one that is new, and one that goes.
        for entity_id in (chairs[0], chairs[5]):
            shop.products.change(entity_id, title="Newest chair")
        fresh = shop.product("Fresh chair")
        del shop.products.rows[chairs[1]]
        PRODUCTS.rebuild([chairs[0], chairs[1], chairs[5], fresh.entity_id])
        seen.extend(sorted(titles()))

    seen: list[str] = []
    before_batch(chairs[4], change)

    rebuild_index(PRODUCTS, batch_size=2)

    assert seen == ["Chair 2", "Chair 3", "Chair 4", "Fresh chair", "Newest chair"]
    assert titles() == {"New chair", "Fresh chair", "Newest chair"}
    assert not models.IndexProduct.objects.filter(product_id=chairs[1]).exists()
    assert verify_index(PRODUCTS, batch_size=3).is_clean


def test_rebuild_that_another_one_overtakes_ends_and_harms_nothing(
    in_tenant_a: Tenant, shop: Shop, chairs: list[UUID]
) -> None:
    others = [lambda: rebuild_index(PRODUCTS, batch_size=3)]

    with pytest.raises(errors.RebuildOvertaken):
        rebuild_index(PRODUCTS, batch_size=2, progress=lambda done: [others.pop()() for _ in others])

    assert titles() == {"New chair"}
    assert not models.ReindexProgress.objects.exists()
    assert verify_index(PRODUCTS, batch_size=3).is_clean


@pytest.mark.parametrize(("first", "second"), [(None, "en"), ("ru", None), ("ru", "en")])
def test_rebuild_of_another_language_overtakes_as_well(
    in_tenant_a: Tenant, shop: Shop, chairs: list[UUID], first: str | None, second: str | None
) -> None:
    def begin_another(done: int) -> None:
        with pytest.raises(BrokenOff):
            rebuild_index(PRODUCTS, batch_size=2, locale=second, progress=lambda _: break_off())

    with pytest.raises(errors.RebuildOvertaken):
        rebuild_index(PRODUCTS, batch_size=2, locale=first, progress=begin_another)

    assert titles() == {f"Chair {n}" for n in range(6)}
    (checkpoint,) = models.ReindexProgress.objects.all()
    assert checkpoint.locale == (second or "")
    rebuild_index(PRODUCTS, batch_size=2, locale=second, resume=True)
    done = models.IndexProduct.objects.filter(title="New chair").values_list("locale", flat=True)
    assert set(done) == ({"en", "ru"} if second is None else {second})
    assert len(done) == 6 * (2 if second is None else 1)


def test_rebuild_of_what_is_right_already_writes_nothing(in_tenant_a: Tenant, shop: Shop, chairs: list[UUID]) -> None:
    rebuild_index(PRODUCTS, batch_size=2)
    rows = sorted(models.IndexProduct.objects.values_list("id", "indexed_at"))
    listed = sorted(models.IndexProductListing.objects.values_list("id", flat=True))
    seen: list[EventEnvelope] = []
    note = lambda envelope, **_: seen.append(envelope)  # noqa: E731
    domain_event.connect(note)

    written = rebuild_index(PRODUCTS, batch_size=2)

    assert (written.documents, written.removed) == (12, 0)
    assert sorted(models.IndexProduct.objects.values_list("id", "indexed_at")) == rows
    assert sorted(models.IndexProductListing.objects.values_list("id", flat=True)) == listed
    assert [type(envelope.event) for envelope in seen] == [IndexUpdated]


def test_statements_of_a_rebuild_grow_with_its_batches_only(in_tenant_a: Tenant, shop: Shop) -> None:
    counts = []
    for size in (2, 20):
        for n in range(size):
            shop.product(f"Chair {size} {n}")
        rebuild_index(PRODUCTS, batch_size=1000)
        with CaptureQueriesContext(connection) as statements:
            rebuild_index(PRODUCTS, batch_size=1000)
        counts.append(len(statements))

    assert counts[0] == counts[1]


def test_language_that_goes_during_a_rebuild_does_not_come_back(
    in_tenant_a: Tenant, shop: Shop, chairs: list[UUID], before_batch: Any
) -> None:
    before_batch(chairs[4], lambda: print(PRODUCTS.drop_locale("ru")))

    rebuild_index(PRODUCTS, batch_size=2, locale="en")

    assert set(models.IndexProduct.objects.values_list("locale", flat=True)) == {"en"}
    assert titles() == {"New chair"}


def test_verification_finds_a_wrong_entry_where_the_number_is_right(in_tenant_a: Tenant, chairs: list[UUID]) -> None:
    rebuild_index(PRODUCTS, batch_size=10)
    other = generate_id()
    (entry, *_) = PRODUCTS._entries([chairs[0]])
    values = {name: getattr(entry, name) for name in entry.__dataclass_fields__}
    twice = [type(entry)(**{**values, "entity_id": other, "locale": locale}) for locale in ("en", "ru")]
    search_backend().write(in_tenant_a.id, "products", remove=[chairs[0]], entries=twice)

    drift = verify_index(PRODUCTS, batch_size=10)

    assert (drift.search_expected, drift.search_found, drift.search_wrong) == (12, 12, 2)
    assert not drift.is_clean
    repair_index(PRODUCTS, drift, batch_size=10)
    assert verify_index(PRODUCTS, batch_size=10).is_clean


def test_handles_that_are_wrong_are_found_and_mended(in_tenant_a: Tenant, chairs: list[UUID]) -> None:
    rebuild_index(PRODUCTS, batch_size=10)
    models.IndexProductHandle.objects.filter(product_id=chairs[0], locale="en").update(handle="elsewhere")
    models.IndexProductHandle.objects.filter(product_id=chairs[1]).delete()

    drift = verify_index(PRODUCTS, batch_size=10)

    assert (drift.entities, drift.total) == ({chairs[0], chairs[1]}, 2)
    repair_index(PRODUCTS, drift, batch_size=10)
    assert verify_index(PRODUCTS, batch_size=10).is_clean


def test_drift_is_measured_on_a_sample(in_tenant_a: Tenant, shop: Shop, chairs: list[UUID]) -> None:
    rebuild_index(PRODUCTS, batch_size=10)
    rebuild_index(CATEGORIES, batch_size=10)
    assert tasks.sample_tenants()["products"] == 0
    models.IndexProduct.objects.filter(product_id__in=chairs).update(title="Tampered")

    assert tasks.sample_tenants()["products"] == 6

    assert REGISTRY.get_sample_value("rustok_index_drift", {"index": "products"}) == 6
    assert REGISTRY.get_sample_value("rustok_index_drift", {"index": "categories"}) == 0
    assert models.IndexProduct.objects.filter(title="Tampered").count() == 12
