"""Read tenants. Only the platform reads others than its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from uuid import UUID

from django.db import transaction

from rustok.context import RequestContext
from rustok.rbac.policies import require
from rustok.tenancy.context import PLATFORM_TENANT_ID, platform_scope
from rustok.tenancy.dto import TenantResponse
from rustok.tenancy.errors import TenantNotFound
from rustok.tenancy.info import TenantInfo, tenant_info
from rustok.tenancy.mappers import tenant_response
from rustok.tenancy.models import Domain, Tenant, TenantLocale, TenantModule


def list_tenants(ctx: RequestContext) -> list[TenantResponse]:
    """List the tenants an actor administers: all of them for the platform, else the actor's own.

    :raises Forbidden: without ``tenancy.tenants:read`` (the platform) or ``tenancy.tenant:read``.
    """
    require(ctx, "tenancy.tenants:read" if ctx.tenant_id == PLATFORM_TENANT_ID else "tenancy.tenant:read")
    with platform_scope(), transaction.atomic():
        found = Tenant.objects.select_related("cell").order_by("slug")
        if ctx.tenant_id != PLATFORM_TENANT_ID:
            found = found.filter(id=ctx.tenant_id)
        return _responses(found)


def get_tenant(ctx: RequestContext, tenant_id: UUID) -> TenantResponse:
    """Return one tenant.

    :raises Forbidden: without ``tenancy.tenant:read`` (``tenancy.tenants:read`` for another).
    :raises TenantNotFound: no such tenant, or not the actor's own.
    """
    if tenant_id == ctx.tenant_id:
        require(ctx, "tenancy.tenant:read")
    elif ctx.tenant_id == PLATFORM_TENANT_ID:
        require(ctx, "tenancy.tenants:read")
    else:
        raise TenantNotFound(tenant=str(tenant_id))
    with platform_scope(), transaction.atomic():
        found = _responses(Tenant.objects.select_related("cell").filter(id=tenant_id))
    if not found:
        raise TenantNotFound(tenant=str(tenant_id))
    return found[0]


def every_tenant(*, active: bool | None = None) -> Iterator[TenantInfo]:
    """Iterate over the tenants, the platform one included, by slug; for work that visits each in its own scope."""
    with platform_scope(), transaction.atomic():
        ids = Tenant.objects.order_by("slug")
        if active is not None:
            ids = ids.filter(is_active=active)
        found = list(ids.values_list("id", flat=True))
    return (tenant_info(tenant_id) for tenant_id in found)


def _responses(tenants: Iterable[Tenant]) -> list[TenantResponse]:
    rows = list(tenants)
    ids = [tenant.id for tenant in rows]
    domains: dict[UUID, list[Domain]] = defaultdict(list)
    for domain in Domain.objects.filter(tenant_id__in=ids).order_by("-is_primary", "domain"):
        domains[domain.tenant_id].append(domain)
    locales: dict[UUID, list[TenantLocale]] = defaultdict(list)
    for locale in TenantLocale.objects.filter(tenant_id__in=ids).order_by("position", "locale"):
        locales[locale.tenant_id].append(locale)
    modules: dict[UUID, list[TenantModule]] = defaultdict(list)
    for module in TenantModule.objects.filter(tenant_id__in=ids).order_by("module_slug"):
        modules[module.tenant_id].append(module)
    return [
        tenant_response(tenant, domains=domains[tenant.id], locales=locales[tenant.id], modules=modules[tenant.id])
        for tenant in rows
    ]
