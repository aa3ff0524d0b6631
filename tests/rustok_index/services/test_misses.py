"""Searches that found nothing: counted without a statement, without anybody's data, and within bounds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone
from redis.exceptions import ConnectionError as ValkeyAway

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok_index import models, tasks
from rustok_index.dto.content import SearchRequest
from rustok_index.dto.products import ListStoreProductsRequest
from rustok_index.indexers import PRODUCTS
from rustok_index.queries import misses, products, search, search_settings
from rustok_index.services import misses as stored
from tests.rustok_index.conftest import Shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def ctx(in_tenant_a: Tenant) -> Iterator[RequestContext]:
    """A visitor of tenant ``a``, of whom nothing was counted yet."""
    misses.take_misses(in_tenant_a.id)
    yield RequestContext(tenant_id=in_tenant_a.id, locale="en")
    misses.take_misses(in_tenant_a.id)


def test_searches_in_vain_are_counted_and_stored(ctx: RequestContext, shop: Shop) -> None:
    search.search(ctx, parse(SearchRequest, {"q": " Télescope "}))
    search.search(ctx, parse(SearchRequest, {"q": "telescope"}))
    products.list_products(ctx, parse(ListStoreProductsRequest, {"q": "telescope"}))
    search.search(ctx.in_locale("ru"), parse(SearchRequest, {"q": "телескоп"}))

    system = RequestContext.system(ctx.tenant_id)
    assert stored.store_misses(system) == 2
    search.search(ctx, parse(SearchRequest, {"q": "telescope"}))
    assert stored.store_misses(system) == 1

    listed = search_settings.list_misses(system, limit=1)
    assert [(m.query, m.locale, m.times) for m in listed.items] == [("telescope", "en", 4)]
    rest = search_settings.list_misses(system, after=listed.next)
    assert [(m.query, m.locale, m.times) for m in rest.items] == [("телескоп", "ru", 1)]


@pytest.mark.parametrize(
    "text", ["anna@example.com", "+49 170 1234567", "x", "!?", "word " * 40, "a search that is narrowed"]
)
def test_what_may_be_personal_or_says_nothing_is_not_counted(ctx: RequestContext, shop: Shop, text: str) -> None:
    question: dict[str, Any] = {"q": text}
    if "narrowed" in text:
        question["filter"] = {"in_stock": True}
    products.list_products(ctx, parse(ListStoreProductsRequest, question))

    assert misses.take_misses(ctx.tenant_id) == {}


def test_what_is_found_is_not_counted(ctx: RequestContext, shop: Shop) -> None:
    shop.product("Oak chair")
    PRODUCTS.rebuild(sorted(shop.products.rows))

    search.search(ctx, parse(SearchRequest, {"q": "oak"}))
    search.search(ctx, parse(SearchRequest, {"q": "okk"}))

    assert misses.take_misses(ctx.tenant_id) == {("en", "okk"): 1}


def test_only_so_many_are_counted_and_kept(ctx: RequestContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(misses, "_MOST_AT_ONCE", 3)
    monkeypatch.setattr(stored, "MOST", 2)
    for n in range(5):
        for _ in range(n + 1):
            misses.note_miss(ctx, f"word{n}")
    misses.note_miss(ctx, "word0")
    misses.note_miss(ctx, "word0")
    misses.note_miss(ctx, "word0")

    stored.store_misses(RequestContext.system(ctx.tenant_id))

    assert set(models.SearchMiss.objects.values_list("query", "times")) == {("word0", 4), ("word2", 3)}


def test_old_ones_go(ctx: RequestContext) -> None:
    long_ago = timezone.now() - dt.timedelta(days=91)
    models.SearchMiss.objects.create(locale="en", query="old", times=9, first_at=long_ago, last_at=long_ago)

    stored.store_misses(RequestContext.system(ctx.tenant_id))

    assert models.SearchMiss.objects.count() == 0


def test_without_valkey_a_search_answers_all_the_same(ctx: RequestContext, shop: Shop) -> None:
    class Away:
        def eval(self, *_: Any) -> None:
            raise ValkeyAway("away")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(misses, "_client", lambda url: Away())
        assert search.search(ctx, parse(SearchRequest, {"q": "telescope"})).total == 0


@pytest.mark.django_db(transaction=True)
def test_the_task_stores_what_was_counted_of_every_tenant(tenant_a: Tenant, tenant_x: Tenant) -> None:
    tasks.store_search_misses()
    for tenant in (tenant_a, tenant_x):
        misses.note_miss(RequestContext(tenant_id=tenant.id), "telescope")

    assert tasks.store_search_misses() == 2

    for tenant in (tenant_a, tenant_x):
        with tenant_scope(tenant):
            assert models.SearchMiss.objects.get(query="telescope").times == 1
    assert misses.tenants_with_misses() == []
