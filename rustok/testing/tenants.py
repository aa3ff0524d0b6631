"""Tenants for tests: ``a`` and ``b`` share the pool, ``x`` has a silo."""

from __future__ import annotations

from rustok.tenancy.context import POOL_SCHEMA, platform_scope, tenant_scope
from rustok.tenancy.models import Cell, Domain, Tenant, TenantLocale
from rustok.tenancy.services.cells import silo_schema
from rustok.testing.database import SILO_SLUG

DOMAIN = "test"
"""Tenant ``a`` answers at ``a.test``."""


def make_tenant(
    slug: str,
    *,
    schema: str = POOL_SCHEMA,
    locales: tuple[str, ...] = ("en", "ru"),
    currencies: tuple[str, ...] = ("USD", "EUR"),
) -> Tenant:
    """Write a tenant's rows, without the events and hooks of ``create_tenant``; the first locale is the default."""
    with platform_scope():
        tenant = Tenant.objects.create(
            slug=slug,
            name=f"Tenant {slug}",
            cell=Cell.objects.get(schema_name=schema),
            default_locale=locales[0],
            settings={"currencies": list(currencies), "test_payments": True},
        )
    with tenant_scope(tenant):
        Domain.objects.create(domain=f"{slug}.{DOMAIN}", is_primary=True)
        for position, locale in enumerate(locales):
            TenantLocale.objects.create(
                locale=locale,
                is_default=position == 0,
                position=position,
                fallback=locales[0] if position else None,
            )
    return tenant


def make_tenants() -> dict[str, Tenant]:
    """Make ``a`` and ``b`` in the pool and ``x`` in its silo."""
    return {
        "a": make_tenant("a"),
        "b": make_tenant("b"),
        SILO_SLUG: make_tenant(SILO_SLUG, schema=silo_schema(SILO_SLUG)),
    }
