"""Services and commands around tenants."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from rustok.context import RequestContext, Scope
from rustok.dto import parse
from rustok.errors import Forbidden, InvalidInput, StaleVersion
from rustok.events.bus import domain_event
from rustok.ids import generate_id, parse_id
from rustok.tenancy import errors
from rustok.tenancy.context import PLATFORM_TENANT_ID, current_tenant_id, no_scope, platform_scope, tenant_scope
from rustok.tenancy.dto import CreateTenantRequest, FirstAdmin, UpdateTenantRequest
from rustok.tenancy.info import find_by_slug, tenant_info
from rustok.tenancy.models import Tenant, TenantLocale
from rustok.tenancy.selectors import tenants as selectors
from rustok.tenancy.services import tenants as services

pytestmark = pytest.mark.django_db

PLATFORM = RequestContext.system(PLATFORM_TENANT_ID)


@pytest.fixture
def published():
    """Events that were published, with the tenant that was in scope."""
    found = []

    def receive(sender, envelope, **_):
        found.append((envelope.event.type, envelope.tenant_id, current_tenant_id()))

    domain_event.connect(receive)
    yield found
    domain_event.disconnect(receive)


@pytest.fixture
def hooks(monkeypatch):
    """The hooks of this test alone."""
    mine = []
    monkeypatch.setattr(services, "tenant_created_hooks", mine)
    return mine


def request(**values):
    return parse(CreateTenantRequest, {"slug": "new", "name": "New", **values})


def test_a_created_tenant_is_ready_to_use(db, hooks, published):
    seen = []
    hooks.append(lambda ctx, given: seen.append((ctx.tenant_id, current_tenant_id(), given.admin, given.modules)))

    tenant = services.create_tenant(
        PLATFORM,
        request(
            domains=["Shop.Example", "www.shop.example"],
            locales=["ru", "en", "ar"],
            currencies=["EUR", "USD"],
            modules=["blog"],
            admin={"email": "a@example.com", "password": "secret-1234"},
        ),
    )

    assert tenant.domains == ("shop.example", "www.shop.example")
    assert (tenant.default_locale, tenant.locales, tenant.currencies) == ("ru", ("ru", "en", "ar"), ("EUR", "USD"))
    assert (tenant.isolation, tenant.is_active, tenant.version) == ("pool", True, 1)
    admin = FirstAdmin(email="a@example.com", password="secret-1234")
    assert seen == [(tenant.id, tenant.id, admin, ("blog",))]
    assert published == [("tenant.created", tenant.id, tenant.id)]
    info = find_by_slug("new")
    assert info is not None
    assert [locale.rtl for locale in info.locales] == [False, False, True]
    assert info.fallback_chain("ar") == ("ar", "ru")


def test_a_hook_that_raises_undoes_the_tenant(db, hooks):
    def refuse(ctx, given):
        raise errors.UnknownLocale(locale="x")

    hooks.append(refuse)
    with pytest.raises(errors.UnknownLocale):
        services.create_tenant(PLATFORM, request())
    assert find_by_slug("new") is None


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"slug": "a"}, errors.DuplicateSlug),
        ({"domains": ["a.test"]}, errors.DuplicateDomain),
        ({"domains": ["A.TEST"]}, errors.DuplicateDomain),
        ({"locales": ["qq"]}, errors.UnknownLocale),
        ({"currencies": ["QQQ"]}, errors.UnknownCurrency),
        ({"isolation": "silo"}, errors.CellMissing),
    ],
)
def test_refusals_write_nothing(tenants, hooks, published, values, error):
    with pytest.raises(error):
        services.create_tenant(PLATFORM, request(**values))
    with platform_scope():
        assert Tenant.objects.count() == 4
        assert TenantLocale.objects.count() == 7
    assert published == []


@pytest.mark.parametrize("slug", ["", "A", "-a", "a-", "a b", "a" * 60, "а", "a.b", "a'b", "\x00"])
def test_bad_slugs_are_bad_input(slug):
    with pytest.raises(InvalidInput):
        request(slug=slug)


def test_only_the_platform_makes_tenants(tenants):
    ctx = RequestContext.system(tenants["a"].id)
    with tenant_scope(tenants["a"]), pytest.raises(Forbidden):
        services.create_tenant(ctx, request())
    with pytest.raises(Forbidden):
        services.create_tenant(RequestContext(tenant_id=PLATFORM_TENANT_ID, actor_id=generate_id()), request())


def test_an_update_grows_the_version_and_names_its_fields(tenants, published):
    tenant = tenants["a"]
    ctx = RequestContext(tenant_id=tenant.id, permissions={"tenancy.tenant:update": Scope.ALL})
    with tenant_scope(tenant):
        changed = services.update_tenant(
            ctx, tenant.id, UpdateTenantRequest(name="Renamed", default_locale="ru", currencies=("EUR",), version=1)
        )
        assert (changed.name, changed.default_locale, changed.currencies) == ("Renamed", "ru", ("EUR",))
        assert changed.version == 2
        assert TenantLocale.objects.get(is_default=True).locale == "ru"
        with pytest.raises(StaleVersion):
            services.update_tenant(ctx, tenant.id, UpdateTenantRequest(name="Late", version=1))
        services.update_tenant(ctx, tenant.id, UpdateTenantRequest(name="Renamed"))
    assert tenant_info(tenant.id).name == "Renamed"
    assert published == [("tenant.updated", tenant.id, tenant.id)]


def test_a_tenant_changes_no_other(tenants, published):
    ctx = RequestContext.system(tenants["a"].id)
    for tenant_id in (tenants["b"].id, generate_id()):
        with pytest.raises(errors.TenantNotFound):
            services.update_tenant(ctx, tenant_id, UpdateTenantRequest(name="x"))
        with pytest.raises(errors.TenantNotFound):
            selectors.get_tenant(ctx, tenant_id)
    assert [tenant.slug for tenant in selectors.list_tenants(ctx)] == ["a"]
    assert published == []


def test_switching_off_is_the_platforms(tenants):
    off = UpdateTenantRequest(is_active=False)
    with pytest.raises(Forbidden):
        services.update_tenant(RequestContext.system(tenants["a"].id), tenants["a"].id, off)
    with pytest.raises(errors.PlatformTenantNeeded):
        services.update_tenant(PLATFORM, PLATFORM_TENANT_ID, off)
    assert services.update_tenant(PLATFORM, tenants["a"].id, off).is_active is False
    assert {info.slug for info in selectors.every_tenant(active=True)} == {"platform", "b", "x"}


def test_domains_come_and_go(tenants, published):
    tenant = tenants["b"]
    assert services.add_domain(PLATFORM, tenant.id, "Extra.example").domains == ("b.test", "extra.example")
    services.add_domain(PLATFORM, tenant.id, "extra.example")
    with pytest.raises(errors.DuplicateDomain):
        services.add_domain(PLATFORM, tenants["a"].id, "extra.example")
    assert services.remove_domain(PLATFORM, tenant.id, "extra.example").domains == ("b.test",)
    with pytest.raises(errors.DomainNotFound):
        services.remove_domain(PLATFORM, tenant.id, "extra.example")
    assert [event for event, *_ in published] == ["tenant.updated", "tenant.updated"]


def test_locales_come_and_go(tenants, published):
    ctx = RequestContext.system(tenants["x"].id)
    assert services.enable_locale(ctx, "he", fallback="ru").locales == ("en", "ru", "he")
    assert tenant_info(ctx.tenant_id).fallback_chain("he") == ("he", "ru", "en")
    assert tenant_info(ctx.tenant_id).locales[2].rtl is True
    services.enable_locale(ctx, "he")
    assert services.disable_locale(ctx, "he").locales == ("en", "ru")
    services.disable_locale(ctx, "he")
    assert services.enable_locale(ctx, "he").locales == ("en", "ru", "he")
    for locale, error in (("en", errors.DefaultLocaleNeeded), ("fr", errors.LocaleNotFound)):
        with pytest.raises(error):
            services.disable_locale(ctx, locale)
    with pytest.raises(errors.UnknownLocale):
        services.enable_locale(ctx, "xx-nonsense")
    assert [event for event, *_ in published] == ["locale.enabled", "locale.disabled", "locale.enabled"]


@pytest.mark.django_db(transaction=True)
def test_tenant_create_and_list(db, hooks, dropped):
    output = io.StringIO()
    given = ["--domain", "t.example", "--locale", "de", "--currency", "EUR", "--json"]
    call_command("tenant_create", "t-silo", "--isolation", "silo", *given, stdout=output, stderr=io.StringIO())
    made = json.loads(output.getvalue())
    assert (made["slug"], made["isolation"], made["locales"], made["domains"]) == (
        "t-silo",
        "silo",
        ["de"],
        ["t.example"],
    )
    assert tenant_info(parse_id(made["id"])).schema == "silo_t_silo"

    output = io.StringIO()
    call_command("tenant_list", "--json", stdout=output)
    assert [tenant["slug"] for tenant in json.loads(output.getvalue())] == ["platform", "t-silo"]
    output = io.StringIO()
    call_command("tenant_list", stdout=output)
    assert output.getvalue().splitlines()[1].split() == ["t-silo", "silo", "active", "de", "EUR", "t.example"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["a"], 1),
        (["Bad Slug"], 2),
        (["new", "--admin-email", "x@example.com"], 2),
        (["new", "--currency", "QQQ"], 1),
    ],
)
def test_exit_codes_of_tenant_create(tenants, hooks, arguments, code):
    with pytest.raises(CommandError) as error:
        call_command("tenant_create", *arguments)
    assert error.value.returncode == code
    with platform_scope():
        assert Tenant.objects.count() == 4


def test_a_dry_run_writes_nothing(db, hooks):
    call_command("tenant_create", "new", "--dry-run", stdout=io.StringIO())
    with no_scope():
        assert find_by_slug("new") is None
