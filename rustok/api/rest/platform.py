"""Operations that belong to no module: the tenant's own settings and its modules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rest_framework.request import Request

from rustok.api.rest.views import ApiView, endpoint
from rustok.api.tenant import TenantView, tenant_view
from rustok.dto import Page
from rustok.modules import toggles
from rustok.modules.dto import ModuleResponse
from rustok.tenancy.dto import TenantResponse, UpdateTenantRequest
from rustok.tenancy.selectors.tenants import get_tenant
from rustok.tenancy.services import tenants


@dataclass(frozen=True, slots=True, kw_only=True)
class SetModuleRequest:
    """Whether a module is to be on."""

    enabled: bool


class StoreTenantView(ApiView):
    """The tenant as its storefront sees it."""

    tag = "tenant"

    @endpoint(response=TenantView)
    def get(self, request: Request) -> TenantView:
        """Return the tenant with its languages and currencies."""
        return tenant_view(request._request.tenant)  # type: ignore[attr-defined]


class AdminTenantView(ApiView):
    """The tenant as its administrators see it."""

    tag = "tenant"

    @endpoint(response=TenantResponse)
    def get(self, request: Request) -> TenantResponse:
        """Return the tenant's settings."""
        return get_tenant(self.ctx, self.ctx.tenant_id)

    @endpoint(request=UpdateTenantRequest, response=TenantResponse, versioned=True)
    def patch(self, request: Request, data: UpdateTenantRequest) -> TenantResponse:
        """Change the tenant's settings."""
        return tenants.update_tenant(self.ctx, self.ctx.tenant_id, data)


class ModulesView(ApiView):
    """The modules of the installation."""

    tag = "modules"

    @endpoint(response=ModuleResponse, page=True)
    def get(self, request: Request) -> Page[ModuleResponse]:
        """List the modules, dependencies first, each with its state for the tenant."""
        return Page(items=tuple(toggles.list_modules(self.ctx)))


class ModuleView(ApiView):
    """One module."""

    tag = "modules"

    @endpoint(request=SetModuleRequest, response=ModuleResponse)
    def put(self, request: Request, slug: str, data: SetModuleRequest) -> Any:
        """Switch a module on or off."""
        toggle = toggles.enable_module if data.enabled else toggles.disable_module
        return toggle(self.ctx, slug)
