"""The remote engine: what it sends, and what it makes of a server that is away, refuses or fails."""

from __future__ import annotations

from typing import Any

import pytest

from rustok.ids import generate_id
from rustok.modules.contract import HealthState
from rustok.tenancy.models import Tenant
from rustok_index.backends import search_backend
from rustok_index.backends.meilisearch import MeilisearchBackend
from rustok_index.errors import SearchUnavailable
from rustok_index.module import IndexModule
from tests.rustok_index.backends.conftest import Engine, entry, synonyms
from tests.rustok_index.backends.fake_meilisearch import FakeMeilisearch


@pytest.fixture
def engine(meilisearch: FakeMeilisearch) -> Engine:
    """The driver and an empty index."""
    return Engine(MeilisearchBackend(meilisearch.url, meilisearch.key, "test", 1), generate_id())


def test_every_tenant_index_and_locale_has_an_index(engine: Engine, meilisearch: FakeMeilisearch) -> None:
    wanted = entry("Oak chair")
    engine.write(wanted, entry("Eichenstuhl", locale="de", entity_id=wanted.entity_id))

    name = f"test_{engine.tenant_id.hex}_products"
    assert sorted(meilisearch.indexes) == [name, f"{name}_de", f"{name}_en"]
    assert meilisearch.indexes[f"{name}_de"].settings["rankingRules"][0] == "sort"
    assert list(meilisearch.indexes[f"{name}_de"].documents) == [wanted.entity_id.hex]
    engine.backend.drop(engine.tenant_id, "products")
    assert meilisearch.indexes == {}


def test_a_replacement_leaves_no_locale_and_nothing_fresh_behind(engine: Engine, meilisearch: FakeMeilisearch) -> None:
    engine.write(entry("Oak chair"), entry("Eichenstuhl", locale="de"))

    engine.backend.replace(engine.tenant_id, "products", [entry("Дубовый стул", locale="ru")])

    name = f"test_{engine.tenant_id.hex}_products"
    assert sorted(meilisearch.indexes) == [name, f"{name}_ru"]
    assert [document["locale"] for document in meilisearch.indexes[name].documents.values()] == ["ru"]


def test_a_question_is_one_request(engine: Engine, meilisearch: FakeMeilisearch) -> None:
    engine.write(entry("Red oak chairs", options=("colour=red",), prices={"web:EUR": 500}))
    meilisearch.requests.clear()

    engine.ask("oak chairs", options=("colour=red",), tags=("sale",), channel="web", facets=("options", "tags"))

    assert [(method, path) for method, path, _ in meilisearch.requests] == [("POST", "/multi-search")]
    main, *others = meilisearch.requests[0][2]["queries"]
    assert main == {
        "indexUid": f"test_{engine.tenant_id.hex}_products_en",
        "q": "oak chair",
        "offset": 0,
        "limit": 24,
        "filter": ['channels IN ["web", "*"]', 'tags IN ["sale"]', 'options IN ["colour=red"]'],
        "facets": ["options", "tags"],
        "matchingStrategy": "all",
        "attributesToRetrieve": ["entity", "title"],
        "showRankingScore": True,
    }
    assert [(q["filter"], q["facets"], q["limit"]) for q in others] == [
        (['channels IN ["web", "*"]', 'tags IN ["sale"]'], ["options"], 0),
        (['channels IN ["web", "*"]', 'options IN ["colour=red"]'], ["tags"], 0),
    ]


def test_a_filters_value_cannot_leave_its_quotes(engine: Engine) -> None:
    engine.write(entry("Oak chair", tags=('a"] OR kind IN ["product',)))

    assert engine.find(tags=('a"] OR kind IN ["product',)) != []
    assert engine.find(tags=('x"] OR kind IN ["product',)) == []
    assert engine.find(tags=("back\\",)) == []


def test_synonyms_are_told_when_they_change(engine: Engine, meilisearch: FakeMeilisearch) -> None:
    engine.write(entry("Sofa"))

    def told() -> list[Any]:
        return [body for method, path, body in meilisearch.requests if path.endswith("/settings/synonyms")]

    engine.ask("couch")
    assert told() == []
    engine.ask("couch", dictionary=synonyms(couch=("sofas",)))
    engine.ask("couch", dictionary=synonyms(couch=("sofas",)))
    assert told() == [{"couch": ["sofa"]}]
    engine.ask("couch")
    assert told() == [{"couch": ["sofa"]}, {}]


def test_a_server_that_is_away_is_told_without_its_address(meilisearch: FakeMeilisearch) -> None:
    engine = Engine(MeilisearchBackend("http://127.0.0.1:9", "secret", "test", 1), generate_id())

    for call in (engine.ask, engine.write, lambda: engine.backend.count(engine.tenant_id, "products")):
        with pytest.raises(SearchUnavailable) as refused:
            call()
        assert "127.0.0.1" not in str(refused.value)
        assert "secret" not in str(refused.value)


def test_a_wrong_key_is_told_as_what_it_is(meilisearch: FakeMeilisearch) -> None:
    engine = Engine(MeilisearchBackend(meilisearch.url, "wrong", "test", 1), generate_id())

    with pytest.raises(SearchUnavailable, match="invalid_api_key"):
        engine.ask("oak")


def test_a_task_that_fails_or_takes_too_long_is_an_error(engine: Engine, meilisearch: FakeMeilisearch) -> None:
    wanted = entry("Oak chair")
    engine.write(wanted)

    meilisearch.fail_tasks = "invalid_document_fields"
    with pytest.raises(SearchUnavailable, match="invalid_document_fields"):
        engine.write(entry("Ash chair"))
    meilisearch.fail_tasks, meilisearch.stuck = None, True
    with pytest.raises(SearchUnavailable, match="does not answer"):
        engine.write(entry("Elm chair"))

    meilisearch.stuck = False
    assert wanted.entity_id in engine.find("chair")


def test_the_settings_choose_the_driver(settings: Any, meilisearch: FakeMeilisearch) -> None:
    values = settings.RUSTOK
    remote = {"driver": "meilisearch", "url": meilisearch.url, "api_key": meilisearch.key}
    settings.RUSTOK = {**values, "search": {**values["search"], **remote}}

    backend = search_backend()

    assert isinstance(backend, MeilisearchBackend)
    assert not backend.exists(generate_id(), "products")


@pytest.mark.django_db
def test_health_tells_of_a_server_that_is_away(in_tenant_a: Tenant, settings: Any) -> None:
    values = settings.RUSTOK
    remote = {"driver": "meilisearch", "url": "http://127.0.0.1:9", "timeout_seconds": 1}
    settings.RUSTOK = {**values, "search": {**values["search"], **remote}}

    status = IndexModule().health()

    assert status.state is HealthState.DEGRADED
    assert "does not answer" in status.detail
