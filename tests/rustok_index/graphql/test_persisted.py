"""Documents named by their hash, and GETs that shared caches may keep."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import override_settings

from rustok.api.graphql import persisted
from rustok.rbac.roles import Role
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok.testing.api import ApiClient, api_client
from rustok_index.indexers import CATEGORIES
from tests.rustok_index.conftest import Shop

pytestmark = pytest.mark.django_db
QUERY = "query Names { categories { name } }"


@pytest.fixture
def client(tenant_a: Tenant, shop: Shop) -> ApiClient:
    """A visitor of a shop with one category."""
    cache.clear()
    persisted.here.clear()
    with tenant_scope(tenant_a):
        shop.category("Furniture")
        CATEGORIES.rebuild(sorted(shop.categories.rows))
    return ApiClient(tenant_a)


def _extensions(text: str, **change: Any) -> dict[str, Any]:
    return {"persistedQuery": {"version": 1, "sha256Hash": persisted.hash_of(text), **change}}


def _get(client: ApiClient, headers: dict[str, str] | None = None, **given: Any) -> Any:
    texts = {name: value if isinstance(value, str) else json.dumps(value) for name, value in given.items()}
    return client.get(f"/graphql?{urlencode(texts)}", **(headers or {}))


def test_a_document_is_left_once_and_asked_by_its_hash(client: ApiClient) -> None:
    unknown = _get(client, extensions=_extensions(QUERY))
    left = client.post("/graphql", {"query": QUERY, "extensions": _extensions(QUERY)})
    persisted.here.clear()  # as another process
    known = _get(client, extensions=_extensions(QUERY))

    assert unknown.status_code == 200
    assert unknown.json()["errors"][0]["message"] == "PersistedQueryNotFound"
    assert unknown.json()["errors"][0]["extensions"]["code"] == "PERSISTED_QUERY_NOT_FOUND"
    assert "no-store" in unknown["Cache-Control"]
    assert left.json() == known.json() == {"data": {"categories": [{"name": "Furniture"}]}}


def test_another_tenant_does_not_know_it(client: ApiClient, tenant_b: Tenant) -> None:
    client.post("/graphql", {"query": QUERY, "extensions": _extensions(QUERY)})

    answer = ApiClient(tenant_b).post("/graphql", {"extensions": _extensions(QUERY)})

    assert answer.json()["errors"][0]["message"] == "PersistedQueryNotFound"


@pytest.mark.parametrize(
    "extensions",
    [
        _extensions(QUERY + " "),
        _extensions(QUERY, version=2),
        _extensions(QUERY, sha256Hash="x"),
        {"persistedQuery": 1},
        [],
    ],
)
def test_a_wrong_hash_is_refused_and_nothing_kept(client: ApiClient, extensions: Any) -> None:
    answer = client.post("/graphql", {"query": QUERY, "extensions": extensions})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["extensions"]["code"] == "request.malformed"
    assert client.post("/graphql", {"extensions": _extensions(QUERY)}).json()["errors"]


def test_a_document_with_faults_is_not_kept(client: ApiClient) -> None:
    text = "{ nothing }"

    assert client.post("/graphql", {"query": text, "extensions": _extensions(text)}).status_code == 400

    answer = client.post("/graphql", {"extensions": _extensions(text)})
    assert answer.json()["errors"][0]["message"] == "PersistedQueryNotFound"


def test_nobody_can_leave_documents_without_end(client: ApiClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(persisted, "_MOST_PER_DAY", 2)
    texts = [f"query N{n} {{ categories {{ name }} }}" for n in range(4)]

    for text in texts:
        assert client.post("/graphql", {"query": text, "extensions": _extensions(text)}).status_code == 200
    persisted.here.clear()

    answers = [client.post("/graphql", {"extensions": _extensions(text)}).json() for text in texts]
    assert ["data" in answer for answer in answers] == [True, True, False, False]


def test_visitors_may_be_held_to_the_operators_documents(client: ApiClient, tenant_a: Tenant, tmp_path: Path) -> None:
    file = tmp_path / "documents.json"
    file.write_text(json.dumps({persisted.hash_of(QUERY): QUERY, "names-2": "{ categories { slug } }"}))
    rules = {**settings.RUSTOK["graphql"], "trusted_documents": file, "only_trusted": True}
    with tenant_scope(tenant_a):
        admin = api_client(tenant_a, Role.ADMIN)

    with override_settings(RUSTOK={**settings.RUSTOK, "graphql": rules}):
        by_hash = _get(client, documentId=f"sha256:{persisted.hash_of(QUERY)}")
        by_name = client.post("/graphql", {"documentId": "names-2"})
        by_text = client.graphql(QUERY)
        other = client.graphql("{ categories { id } }")
        signed_in = admin.graphql("{ categories { id } }")

    assert by_hash.json() == by_text.json() == {"data": {"categories": [{"name": "Furniture"}]}}
    assert by_name.json() == {"data": {"categories": [{"slug": "furniture"}]}}
    assert other.status_code == 400
    assert other.json()["errors"][0]["extensions"]["code"] == "graphql.document.not_trusted"
    assert "errors" not in signed_in.json()


def test_a_get_for_everybody_may_be_kept_and_is_known_again(client: ApiClient, tenant_a: Tenant) -> None:
    first = _get(client, query=QUERY)
    again = _get(client, {"If_None_Match": first["ETag"]}, query=QUERY)

    assert first["Cache-Control"] == "public, max-age=0, s-maxage=5, stale-while-revalidate=30"
    assert {"X-Tenant-ID", "Accept-Language", "X-Channel"} <= set(first["Vary"].split(", "))
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert "no-store" in client.graphql(QUERY)["Cache-Control"]
    for text in ("{ me { id } }", '{ products(after: "x") { totalCount } }'):
        assert "no-store" in _get(client, query=text)["Cache-Control"]
    with tenant_scope(tenant_a):
        admin = api_client(tenant_a, Role.ADMIN)
    assert "no-store" in _get(admin, query=QUERY)["Cache-Control"]
