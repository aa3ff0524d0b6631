from __future__ import annotations

import json

import pytest
from django.core.cache import cache
from django.core.exceptions import DisallowedHost
from django.db import connection, transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory, override_settings
from redis.exceptions import ConnectionError as ValkeyDown

from rustok.ids import to_ulid
from rustok.tenancy import info
from rustok.tenancy.context import current_scope, current_tenant_id, platform_scope, tenant_scope
from rustok.tenancy.errors import TenantInactive, TenantNotFound
from rustok.tenancy.middleware import TenantMiddleware
from rustok.tenancy.models import Domain, Tenant, TenantLocale, TenantModule
from rustok.tenancy.resolution import resolve

pytestmark = pytest.mark.django_db

factory = RequestFactory()


@pytest.fixture
def tenant_settings(settings):
    """Change keys of RUSTOK["tenant"]; the process's copy starts empty."""

    def change(**values):
        settings.RUSTOK = {**settings.RUSTOK, "tenant": {**settings.RUSTOK["tenant"], **values}}
        info._directory.clear()
        info._directory._look_at = 0.0

    return change


def test_header_takes_slug_ulid_and_uuid(tenants):
    tenant = tenants["b"]
    for name in ("b", to_ulid(tenant.id), str(tenant.id)):
        assert resolve(factory.get("/", headers={"x-tenant-id": name}, HTTP_HOST="a.test")).id == tenant.id


@pytest.mark.parametrize("name", ["nobody", "", "0" * 26, "é", "a" * 300, "a b", "%00"])
def test_header_that_names_nobody_is_not_served_by_the_host(tenants, name):
    with pytest.raises(TenantNotFound):
        resolve(factory.get("/", headers={"x-tenant-id": name}, HTTP_HOST="a.test"))


def test_host_then_subdomain(tenants, tenant_settings):
    tenant_settings(base_domains=("shop.example",))
    assert resolve(factory.get("/", HTTP_HOST="X.TEST:8000")).slug == "x"
    assert resolve(factory.get("/", HTTP_HOST="b.shop.example")).slug == "b"
    for host in ("shop.example", "deep.b.shop.example", "other.example", "127.0.0.1:8000", "[::1]:8000"):
        with pytest.raises(TenantNotFound):
            resolve(factory.get("/", HTTP_HOST=host))


def test_order_is_the_settings(tenants, tenant_settings):
    tenant_settings(resolution=("host", "header"))
    assert resolve(factory.get("/", headers={"x-tenant-id": "b"}, HTTP_HOST="a.test")).slug == "a"


def test_development_default(tenants, tenant_settings):
    tenant_settings(resolution=("header", "host", "default"), default_slug="b")
    assert resolve(factory.get("/", HTTP_HOST="127.0.0.1")).slug == "b"


def test_inactive_tenant_is_refused(tenants):
    with platform_scope():
        Tenant.objects.filter(slug="a").update(is_active=False)
    with pytest.raises(TenantInactive):
        resolve(factory.get("/", HTTP_HOST="a.test"))


def test_middleware_enters_the_scope_and_leaves_it(tenants):
    def view(request):
        assert current_tenant_id() == request.tenant.id
        return HttpResponse(",".join(Domain.objects.values_list("domain", flat=True)))

    middleware = TenantMiddleware(view)
    for slug in tenants:
        assert middleware(factory.get("/", HTTP_HOST=f"{slug}.test")).content.decode() == f"{slug}.test"
        assert current_scope() is None


def test_a_stream_is_made_in_the_scope(tenants):
    def view(request):
        return StreamingHttpResponse(domain.domain for _ in range(2) for domain in Domain.objects.all())

    response = TenantMiddleware(view)(factory.get("/", HTTP_HOST="b.test"))
    stream = iter(response)
    assert next(stream) == b"b.test"
    assert current_scope() is None
    assert list(stream) == [b"b.test"]


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"x-tenant-id": "nobody"}, 404, "tenancy.tenant.not_found"),
        ({"x-tenant-id": "b"}, 403, "tenancy.tenant.inactive"),
    ],
)
def test_refusals_are_problems(tenants, headers, status, code):
    with platform_scope():
        Tenant.objects.filter(slug="b").update(is_active=False)
    response = TenantMiddleware(lambda _: HttpResponse())(factory.get("/api/v1/store/products", headers=headers))
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert (problem := json.loads(response.content))["code"] == code
    assert problem["status"] == status


@pytest.mark.parametrize("path", ["/health/live", "/metrics", "/static/x.css"])
def test_paths_without_tenant(path, db):
    def view(request):
        assert request.tenant is None
        assert current_scope() is None
        return HttpResponse("ok")

    assert TenantMiddleware(view)(factory.get(path, HTTP_HOST="nobody.example")).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_copy_is_kept_and_dropped_by_a_change(tenants, tenant_settings, django_assert_num_queries):
    tenant_settings(cache_seconds=60)
    request = factory.get("/", HTTP_HOST="a.test")
    assert resolve(request).modules == frozenset()
    with django_assert_num_queries(0):
        resolve(request)

    with tenant_scope(tenants["a"]):
        TenantModule.objects.create(module_slug="blog")
    assert resolve(request).modules == {"blog"}

    with tenant_scope(tenants["a"]):
        TenantLocale.objects.create(locale="de", position=2)
    assert resolve(request).locale_codes == ("en", "ru", "de")


@pytest.mark.django_db(transaction=True)
def test_copy_is_dropped_when_another_process_changed_something(tenants, tenant_settings):
    tenant_settings(cache_seconds=60)
    request = factory.get("/", HTTP_HOST="a.test")
    assert resolve(request).name == "Tenant a"
    with platform_scope():
        Tenant.objects.filter(slug="a").update(name="changed")  # no signal: as in another process
    assert resolve(request).name == "Tenant a"

    cache.set(info.VERSION_KEY, "from elsewhere")
    info._directory._look_at = 0.0

    assert resolve(request).name == "changed"


@pytest.mark.django_db(transaction=True)
def test_without_valkey_requests_are_served(tenants, tenant_settings, monkeypatch):
    tenant_settings(cache_seconds=60)

    def down(*args, **kwargs):
        raise ValkeyDown("connection refused")

    monkeypatch.setattr("django.core.cache.backends.redis.RedisCache.get", down)
    monkeypatch.setattr("django.core.cache.backends.redis.RedisCache.set", down)

    assert resolve(factory.get("/", HTTP_HOST="a.test")).slug == "a"
    with tenant_scope(tenants["a"]):
        TenantModule.objects.create(module_slug="blog")
    assert resolve(factory.get("/", HTTP_HOST="a.test")).modules == {"blog"}


@pytest.mark.django_db(transaction=True)
def test_rows_of_an_open_transaction_are_not_kept(tenants, tenant_settings):
    tenant_settings(cache_seconds=60)
    request = factory.get("/", HTTP_HOST="a.test")
    with transaction.atomic():
        with tenant_scope(tenants["a"]):
            TenantModule.objects.create(module_slug="blog")
        assert resolve(request).modules == {"blog"}
        transaction.set_rollback(True)

    assert resolve(request).modules == frozenset()
    connection.close()


def test_fallback_chain_and_choice(tenants):
    with tenant_scope(tenants["a"]):
        TenantLocale.objects.create(locale="uk", fallback="ru", position=5)
    tenant = info.tenant_info(tenants["a"].id)
    assert tenant.fallback_chain("uk") == ("uk", "ru", "en")
    assert tenant.fallback_chain("ru-RU") == ("ru-RU", "ru", "en")
    assert tenant.fallback_chain("xx") == ("xx", "en")
    assert tenant.choose_locale("RU_ru") == "ru"
    assert tenant.choose_locale("fr") is None
    assert tenant.currencies == ("USD", "EUR")


@override_settings(ALLOWED_HOSTS=["a.test"], MIDDLEWARE=["rustok.tenancy.middleware.TenantMiddleware"])
def test_a_host_that_is_not_allowed_is_not_looked_up(tenants, client):
    assert client.get("/", HTTP_HOST="b.test").status_code == 400


def test_a_host_that_is_no_longer_allowed_is_refused(tenants):
    for _ in range(2):
        with override_settings(ALLOWED_HOSTS=["a.test"]):
            assert resolve(factory.get("/", HTTP_HOST="A.test:8000")).slug == "a"
        with override_settings(ALLOWED_HOSTS=["b.test"]), pytest.raises(DisallowedHost):
            resolve(factory.get("/", HTTP_HOST="A.test:8000"))
