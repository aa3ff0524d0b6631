"""Models to DTOs."""

from __future__ import annotations

from rustok.tenancy.dto import Isolation, TenantResponse
from rustok.tenancy.models import Domain, Tenant, TenantLocale, TenantModule


def tenant_response(
    tenant: Tenant, *, domains: list[Domain], locales: list[TenantLocale], modules: list[TenantModule]
) -> TenantResponse:
    """Build the response out of a tenant and the rows that belong to it, in the order they are given."""
    return TenantResponse(
        id=tenant.id,
        slug=tenant.slug,
        name=tenant.name,
        isolation=Isolation(tenant.isolation),
        is_active=tenant.is_active,
        is_platform=tenant.is_platform,
        default_locale=tenant.default_locale,
        locales=tuple(row.locale for row in locales if row.is_enabled),
        currencies=tenant.currencies,
        domains=tuple(row.domain for row in domains),
        modules=tuple(row.module_slug for row in modules if row.enabled),
        version=tenant.version,
        created_at=tenant.created_at,
        updated_at=tenant.updated_at,
    )
