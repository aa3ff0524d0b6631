"""Synonyms, stop words and pins: rules, rights, and that searches follow them at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
import pytest

from rustok.context import RequestContext, Scope
from rustok.dto import parse
from rustok.errors import Forbidden, InvalidInput
from rustok.events.catalog.index import SearchSettingsUpdated
from rustok.ids import generate_id
from rustok.tenancy import replica
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok.testing.events import published_events
from rustok_index import errors, models
from rustok_index.dto.content import SearchRequest
from rustok_index.dto.dictionary import (
    CreateSearchPinRequest,
    CreateSearchStopWordRequest,
    CreateSearchSynonymRequest,
    UpdateSearchPinRequest,
    UpdateSearchSynonymRequest,
)
from rustok_index.indexers import CONTENT, PRODUCTS
from rustok_index.queries import dictionary as kept
from rustok_index.queries import search, search_settings
from rustok_index.services import dictionary
from tests.rustok_index.conftest import Shop
from tests.rustok_index.queries.test_products import at_most_two_statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def ctx(in_tenant_a: Tenant) -> RequestContext:
    """An editor of tenant ``a``."""
    return RequestContext(
        tenant_id=in_tenant_a.id, permissions={"index.search:read": Scope.ALL, "index.search:update": Scope.ALL}
    )


def _synonym(ctx: RequestContext, *phrases: str, **given: Any) -> Any:
    return dictionary.create_synonym(ctx, parse(CreateSearchSynonymRequest, {"phrases": list(phrases), **given}))


def _found(ctx: RequestContext, text: str, locale: str = "en") -> list[str]:
    page = search.search(ctx.in_locale(locale), parse(SearchRequest, {"q": text}))
    return [orjson.loads(card.json)["title"] for card in page.cards]


def _fill(shop: Shop) -> None:
    PRODUCTS.rebuild(sorted(shop.products.rows))
    CONTENT.rebuild(sorted(shop.content.rows))


def test_synonyms_hold_both_ways_or_one_in_their_language(ctx: RequestContext, shop: Shop) -> None:
    shop.product("Sofa")
    shop.product("Lamp")
    _fill(shop)
    assert _found(ctx, "couch") == []

    both = _synonym(ctx, "sofa", "Couch")
    one = _synonym(ctx, "light", replacements=["lamp"], locale="en")

    assert _found(ctx, "couches") == ["Sofa"]
    assert _found(ctx, "light") == ["Lamp"]
    assert _found(ctx, "couch", "ru") == ["Sofa"]
    assert _found(ctx, "light", "ru") == []
    assert [row.phrases for row in search_settings.list_synonyms(ctx).items] == [("sofa", "Couch"), ("light",)]
    changes = parse(UpdateSearchSynonymRequest, {"phrases": ["torch"]})
    assert dictionary.update_synonym(ctx, one.id, changes).replacements == ("lamp",)
    assert (_found(ctx, "torch"), _found(ctx, "light")) == (["Lamp"], [])
    dictionary.delete_synonym(ctx, both.id)
    assert _found(ctx, "couch") == []


@pytest.mark.parametrize(
    ("data", "field", "code"),
    [
        ({"phrases": ["sofa"]}, ("phrases",), "too_few"),
        ({"phrases": ["sofa", "--"]}, ("phrases.1",), "not_a_word"),
        ({"phrases": ["sofa"], "replacements": ["!"]}, ("replacements.0",), "not_a_word"),
    ],
)
def test_a_synonym_needs_words(ctx: RequestContext, data: dict[str, Any], field: tuple[str, ...], code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        dictionary.create_synonym(ctx, parse(CreateSearchSynonymRequest, data))

    assert [(e.path, e.code) for e in refused.value.errors] == [(field, code)]
    assert models.SearchSynonym.objects.count() == 0


def test_a_stop_word_does_not_narrow(ctx: RequestContext, shop: Shop) -> None:
    shop.product("Lamp")
    _fill(shop)
    assert _found(ctx, "cheap lamp") == []

    row = dictionary.create_stop_word(ctx, parse(CreateSearchStopWordRequest, {"word": "Chéap"}))

    assert row.word == "cheap"
    assert _found(ctx, "cheap lamp") == ["Lamp"]
    with pytest.raises(errors.DuplicateStopWord):
        dictionary.create_stop_word(ctx, parse(CreateSearchStopWordRequest, {"word": "cheap"}))
    with pytest.raises(InvalidInput):
        dictionary.create_stop_word(ctx, parse(CreateSearchStopWordRequest, {"word": "two words"}))
    dictionary.delete_stop_word(ctx, row.id)
    assert _found(ctx, "cheap lamp") == []


def test_pins_come_first_among_products_and_pages(ctx: RequestContext, shop: Shop) -> None:
    shop.product("Lamp oil")
    candle = shop.product("Candle")
    page = shop.node("How we ship")
    _fill(shop)

    pin = dictionary.create_pin(
        ctx,
        parse(
            CreateSearchPinRequest,
            {"phrase": "LAMP  oil", "entity_ids": [str(page.entity_id), str(candle.entity_id)], "locale": "en"},
        ),
    )

    assert pin.phrase == "lamp oil"
    with at_most_two_statements():
        assert _found(ctx, "lamp oil") == ["How we ship", "Candle", "Lamp oil"]
    assert _found(ctx, "oil") == ["Lamp oil"]
    with pytest.raises(errors.DuplicatePin):
        dictionary.create_pin(
            ctx,
            parse(
                CreateSearchPinRequest,
                {"phrase": "lamp oil", "entity_ids": [str(page.entity_id)], "locale": "en"},
            ),
        )
    dictionary.update_pin(ctx, pin.id, parse(UpdateSearchPinRequest, {"entity_ids": [str(candle.entity_id)]}))
    assert _found(ctx, "lamp oil") == ["Candle", "Lamp oil"]
    dictionary.delete_pin(ctx, pin.id)
    assert _found(ctx, "lamp oil") == ["Lamp oil"]


def test_what_nobody_can_find_is_not_pinned(ctx: RequestContext, tenant_b: Tenant, shop: Shop) -> None:
    with tenant_scope(tenant_b):
        foreign = shop.product("Lamp")
        _fill(shop)

    for entity_id in (generate_id(), foreign.entity_id):
        with pytest.raises(errors.PinnedNotFound):
            dictionary.create_pin(
                ctx, parse(CreateSearchPinRequest, {"phrase": "lamp", "entity_ids": [str(entity_id)]})
            )
    assert models.SearchPin.objects.count() == 0


def test_settings_are_limited_in_number(ctx: RequestContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dictionary, "MOST", 1)
    _synonym(ctx, "sofa", "couch")

    with pytest.raises(errors.TooManySettings):
        _synonym(ctx, "lamp", "light")

    assert models.SearchSynonym.objects.count() == 1


def test_what_is_not_there_is_not_found(ctx: RequestContext) -> None:
    missing = generate_id()
    calls: list[tuple[type[Exception], Callable[[], object]]] = [
        (errors.SynonymNotFound, lambda: dictionary.delete_synonym(ctx, missing)),
        (errors.StopWordNotFound, lambda: dictionary.delete_stop_word(ctx, missing)),
        (errors.PinNotFound, lambda: dictionary.delete_pin(ctx, missing)),
        (errors.PinNotFound, lambda: dictionary.update_pin(ctx, missing, UpdateSearchPinRequest())),
    ]
    for fault, call in calls:
        with pytest.raises(fault):
            call()


def test_rights_are_asked_for(in_tenant_a: Tenant) -> None:
    visitor = RequestContext(tenant_id=in_tenant_a.id, actor_id=generate_id())

    with pytest.raises(Forbidden):
        _synonym(visitor, "sofa", "couch")
    with pytest.raises(Forbidden):
        search_settings.list_misses(visitor)
    assert models.SearchSynonym.objects.count() == 0


def test_a_change_is_told(ctx: RequestContext) -> None:
    with published_events() as events:
        synonym = _synonym(ctx, "sofa", "couch")

    assert [envelope.event for envelope in events.envelopes] == [
        SearchSettingsUpdated(tenant_id=ctx.tenant_id, part="synonyms", target_id=synonym.id)
    ]


@pytest.mark.django_db(transaction=True)
def test_settings_are_kept_until_somebody_changes_them(tenant_a: Tenant, django_assert_num_queries: Any) -> None:
    with tenant_scope(tenant_a):
        system = RequestContext.system(tenant_a.id)
        kept.forget()
        assert kept.dictionary(tenant_a.id, "en").stop_words == frozenset()
        with django_assert_num_queries(0):
            kept.dictionary(tenant_a.id, "en")
            kept.dictionary(tenant_a.id, "ru")

        dictionary.create_stop_word(system, parse(CreateSearchStopWordRequest, {"word": "cheap"}))

        assert kept.dictionary(tenant_a.id, "en").stop_words == {"cheap"}
        with django_assert_num_queries(0):
            kept.dictionary(tenant_a.id, "ru")


def test_what_is_kept_is_read_from_the_primary(ctx: RequestContext, monkeypatch: pytest.MonkeyPatch) -> None:
    _synonym(ctx, "sofa", "couch")
    # A replica that has not replayed the change yet.
    monkeypatch.setattr(replica, "rows", lambda *_: [])
    kept.forget()

    assert kept.dictionary(ctx.tenant_id, "en").synonyms == {("sofa",): ("couch",), ("couch",): ("sofa",)}
