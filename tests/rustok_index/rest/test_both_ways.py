"""The storefront's short way answers what the long way answers, to the last header."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client, override_settings
from django.urls import get_resolver

from rustok.api import middleware
from rustok.api.shortcut.routes import routes_of
from rustok.api.wsgi import ShortcutApplication, application
from rustok.conf import conf
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok.testing.api import ApiClient
from rustok_index.indexers import CATEGORIES, CONTENT, PRODUCTS
from tests.rustok_index.conftest import Shop

pytestmark = pytest.mark.django_db
STORE = "/api/v1/store"
_OWN = ("X-Request-ID", "RateLimit-Remaining", "RateLimit-Reset")


@pytest.fixture
def shop_of_a(tenant_a: Tenant, shop: Shop) -> Tenant:
    """A shop with products, a category and a post."""
    with tenant_scope(tenant_a):
        furniture = shop.category("Furniture")
        for n in range(4):
            shop.product(f"Chair {n}", category_ids=furniture.path, amounts={"USD": 1000 + n, "EUR": 900 + n})
        shop.node("First snow")
        PRODUCTS.rebuild(sorted(shop.products.rows))
        CONTENT.rebuild(sorted(shop.content.rows))
        CATEGORIES.rebuild(sorted(shop.categories.rows))
    return tenant_a


def _ask(short: bool, path: str, headers: dict[str, str], **options: Any) -> tuple[int, dict[str, str], Any, bool]:
    seen: list[str] = []
    whole = middleware.ApiMiddleware.__call__

    def noting(self: Any, request: Any) -> Any:
        seen.append(request.path)
        return whole(self, request)

    rules = {**settings.RUSTOK, "api": {**settings.RUSTOK["api"], "shortcut": short}}
    with pytest.MonkeyPatch.context() as patch, override_settings(RUSTOK=rules):
        patch.setattr(middleware.ApiMiddleware, "__call__", noting)
        method = options.pop("method", "GET")
        answer = Client(raise_request_exception=False).generic(method, path, headers=headers, **options)
    body: Any = answer.content
    if answer.get("Content-Type") == "application/problem+json":
        body = answer.json()
        body["trace_id"] = None
    shown = {name: value for name, value in answer.items() if name not in _OWN}
    shown["Vary"] = ", ".join(sorted(shown.get("Vary", "").lower().split(", ")))
    return answer.status_code, shown, body, not seen


SHORT = [
    "products",
    "products?sort=price&limit=2&total=1",
    "products?sort=price&fields=title,prices.USD,image.url",
    "products?q=chair&facets=1",
    "products?category=furniture&in_stock=1",
    "products?locale=ru",
    "products?locale=xx",
    "products?channel=web",
    "products?channel=Not%20one",
    "products?limit=0",
    "products?nothing=1",
    "products?after=x",
    "products?fields=nope",
    "products?q=%00",
    "products?q=%FF",
    "products?q=" + "long+" * 300,
    "products/chair-1",
    "products/chair-1?fields=id,variants.prices",
    "products/chair-1?limit=3",
    "products/nope",
    "categories",
    "categories?fields=slug",
    "search?q=chair",
    "search?q=snow&kinds=post&fields=kind,item",
    "search",
    "suggest?q=cha",
    "nodes/post",
    "nodes/post/first-snow",
    "nodes/Bad!/x",
]


@pytest.mark.parametrize("path", SHORT)
def test_both_ways_answer_alike(shop_of_a: Tenant, path: str) -> None:
    headers = {"X-Tenant-ID": "a", "Accept": "application/json"}

    *long, was_short = _ask(False, f"{STORE}/{path}", headers)
    assert not was_short
    *short, was_short = _ask(True, f"{STORE}/{path}", headers)

    assert was_short
    assert short == long


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept-Language": "ru, en;q=0.5"},
        {"Accept": "text/html, */*;q=0.1"},
        {"Origin": "https://shop.example"},
        {"X-Channel": "web"},
        {"X-Channel": "not one"},
        {"X-Min-Position": "x"},
        {"If-None-Match": '"x", W/"y"'},
        {"If-None-Match": "*"},
        {"X-Note": "a\x01b"},
        {"X-Request-ID": "no id"},
    ],
    ids=str,
)
@pytest.mark.parametrize("path", ["products?sort=title", "products/chair-1", "suggest?q=chair"])
def test_both_ways_heed_the_same_headers(shop_of_a: Tenant, path: str, headers: dict[str, str]) -> None:
    asked = {"X-Tenant-ID": "a", **headers}
    with override_settings(CORS_ALLOWED_ORIGINS=["https://shop.example"], CORS_ALLOW_ALL_ORIGINS=False):
        *long, _ = _ask(False, f"{STORE}/{path}", asked)
        *short, was_short = _ask(True, f"{STORE}/{path}", asked)

    assert was_short
    assert short == long


@pytest.mark.parametrize("path", ["products", "products/chair-2", "suggest?q=chair"])
def test_both_ways_know_what_a_client_has(shop_of_a: Tenant, path: str) -> None:
    headers = {"X-Tenant-ID": "a"}
    etag = _ask(True, f"{STORE}/{path}", headers)[1]["ETag"]

    *long, _ = _ask(False, f"{STORE}/{path}", {**headers, "If-None-Match": etag})
    *short, _ = _ask(True, f"{STORE}/{path}", {**headers, "If-None-Match": etag})

    assert short == long
    assert (short[0], short[2], short[1]["ETag"]) == (304, b"", etag)
    assert not etag.startswith("W/")


def test_both_ways_answer_head_and_https_alike(shop_of_a: Tenant) -> None:
    headers = {"X-Tenant-ID": "a"}
    for options in ({"method": "HEAD"}, {"secure": True}):
        with override_settings(SECURE_HSTS_SECONDS=60):
            *long, _ = _ask(False, f"{STORE}/products", headers, **options)
            *short, was_short = _ask(True, f"{STORE}/products", headers, **options)
        assert was_short
        assert short == long
        assert short[0] == 200


def test_a_module_that_is_off_answers_alike(shop_of_a: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    headers = {"X-Tenant-ID": "a"}
    monkeypatch.setattr("rustok.modules.toggles.is_enabled", lambda slug, tenant=None: False)

    *long, _ = _ask(False, f"{STORE}/products", headers)
    *short, was_short = _ask(True, f"{STORE}/products", headers)

    assert was_short
    assert short == long
    assert short[0] == 404


def test_a_fault_of_ours_answers_alike(shop_of_a: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> Any:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("rustok_index.queries.products.list_products", fail)
    headers = {"X-Tenant-ID": "a"}

    *long, _ = _ask(False, f"{STORE}/products", headers)
    *short, was_short = _ask(True, f"{STORE}/products", headers)

    assert was_short
    assert short == long
    assert short[0] == 500
    assert "secret" not in str(short)


@pytest.mark.parametrize(
    ("path", "headers", "options", "status"),
    [
        ("products", {"X-Tenant-ID": "nobody"}, {}, 404),
        ("products", {"X-Tenant-ID": "a", "Authorization": "Bearer x.y.z"}, {}, 401),
        ("products", {"X-Tenant-ID": "a", "Accept": "text/html"}, {}, 406),
        ("products", {"X-Tenant-ID": "a"}, {"method": "POST"}, 405),
        ("products/", {"X-Tenant-ID": "a"}, {}, 404),
        ("nothing", {"X-Tenant-ID": "a"}, {}, 404),
        ("tenant", {"X-Tenant-ID": "a"}, {}, 200),
    ],
)
def test_whatever_is_no_plain_read_goes_the_long_way(
    shop_of_a: Tenant, path: str, headers: dict[str, str], options: dict[str, Any], status: int
) -> None:
    *answer, _ = _ask(True, f"{STORE}/{path}", headers, **options)

    assert answer[0] == status
    assert answer == list(_ask(False, f"{STORE}/{path}", headers, **options))[:3]


def test_http_is_sent_to_https_where_that_is_asked_for(shop_of_a: Tenant) -> None:
    with override_settings(SECURE_SSL_REDIRECT=True):
        for _ in range(2):
            status, headers, _body, _ = _ask(True, f"{STORE}/products", {"X-Tenant-ID": "a"})
            assert (status, headers["Location"]) == (301, f"https://testserver{STORE}/products")
        assert _ask(True, f"{STORE}/products", {"X-Tenant-ID": "a"}, secure=True)[0] == 200


def test_a_middleware_of_somebody_elses_sees_every_request(shop_of_a: Tenant) -> None:
    own = [*settings.MIDDLEWARE, "django.middleware.http.ConditionalGetMiddleware"]
    with override_settings(MIDDLEWARE=own):
        assert ApiClient("a").get(f"{STORE}/products").status_code == 200
        assert not _ask(True, f"{STORE}/products", {"X-Tenant-ID": "a"})[3]


def test_limits_hold_on_the_short_way(shop_of_a: Tenant) -> None:
    limit = {"enabled": True, "requests_per_minute": 1, "burst": 2}
    with override_settings(RUSTOK={**settings.RUSTOK, "rate_limit": limit}):
        statuses = [ApiClient("a").get(f"{STORE}/products").status_code for _ in range(3)]
        last = ApiClient("a").get(f"{STORE}/products")

    assert statuses == [200, 200, 429]
    assert (last["RateLimit-Limit"], last["RateLimit-Remaining"]) == ("2", "0")


def test_shared_caches_are_told_how_long(shop_of_a: Tenant) -> None:
    def cache_control(**rules: Any) -> str:
        with override_settings(RUSTOK={**settings.RUSTOK, "api": {**settings.RUSTOK["api"], **rules}}):
            return str(ApiClient("a").get(f"{STORE}/products")["Cache-Control"])

    assert cache_control() == "public, max-age=0, s-maxage=5, stale-while-revalidate=30"
    assert cache_control(shared_cache_seconds=60) == "public, max-age=0, s-maxage=60, stale-while-revalidate=30"
    assert cache_control(shared_cache_seconds=0) == "public, no-cache"


def test_every_read_of_the_read_model_takes_the_short_way() -> None:
    routes = routes_of(get_resolver())

    short = {route.match.route for step in routes.by_step.values() for _pattern, route in step if route}
    assert {"api/v1/store/products", "api/v1/store/products/<str:handle>", "api/v1/store/search"} <= short
    assert replace(conf().api).shortcut


@pytest.mark.parametrize(
    ("path", "environ"),
    [
        ("/api/v1/store/products", {"QUERY_STRING": "sort=price&limit=2"}),
        ("/api/v1/store/products/chair-1", {"HTTP_ORIGIN": "https://shop.example"}),
        ("/api/v1/store/products/nope", {}),
        ("/api/v1/store/products", {"REQUEST_METHOD": "HEAD"}),
        ("/api/v1/store/products", {"REQUEST_METHOD": "POST"}),
        ("/api/v1/store/products", {"HTTP_X_TENANT_ID": "nobody"}),
        ("/api/v1/store/tenant", {}),
        ("/graphql", {"QUERY_STRING": "query={categories{name}}"}),
        ("/graphql", {"REQUEST_METHOD": "POST", "body": b'{"query": "{ categories { name } me { id } }"}'}),
        ("/graphql", {"REQUEST_METHOD": "POST", "body": b"{"}),
    ],
    ids=str,
)
def test_the_server_gets_the_same_with_and_without_djangos_handler(
    shop_of_a: Tenant, path: str, environ: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    # The test's own transaction is none of theirs to end.
    monkeypatch.setattr(type(connections["default"]), "close_if_unusable_or_obsolete", lambda self: None)
    whole: Any = application()
    assert isinstance(whole, ShortcutApplication)

    def ask(app: Any) -> tuple[str, dict[str, str], bytes]:
        given = dict(environ)
        body = given.pop("body", b"")
        asked = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "HTTP_X_TENANT_ID": "a",
            "HTTP_X_REQUEST_ID": "01M8A8CABNEBARCA1NXCFE2RKZ",
            "HTTP_TRACEPARENT": f"00-{'a' * 32}-{'b' * 16}-01",
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(body)),
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.input": io.BytesIO(body),
            "wsgi.url_scheme": "http",
            "wsgi.errors": io.StringIO(),
            **given,
        }
        started: list[Any] = []
        answer = app(asked, lambda status, headers: started.extend((status, dict(headers))))
        return started[0], started[1], b"".join(answer)

    status, headers, content = ask(whole)
    long = ask(whole._django)
    # Of what Django answers, the server finds out the length.
    if "Content-Length" not in long[1] and "Content-Length" in headers:
        assert headers.pop("Content-Length") == str(len(content))
    assert (status, headers, content) == long


def test_a_connection_that_went_bad_is_given_up(shop_of_a: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[bool] = []
    monkeypatch.setattr(
        type(connections["default"]), "close_if_unusable_or_obsolete", lambda self: looked.append(self.errors_occurred)
    )
    environ = {"PATH_INFO": "/api/v1/store/products", "REQUEST_METHOD": "GET", "HTTP_X_TENANT_ID": "a"}
    environ |= {"SERVER_NAME": "testserver", "SERVER_PORT": "80", "wsgi.url_scheme": "http"}

    application()({**environ, "wsgi.input": io.BytesIO()}, lambda *_: None)

    assert looked == [False]
