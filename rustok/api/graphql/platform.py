"""The fields that belong to no module: the tenant and its modules."""

from __future__ import annotations

from typing import Any

import graphene

from rustok.api.graphql.dto import input_type, object_type
from rustok.api.tenant import TenantView, tenant_view
from rustok.dto import parse
from rustok.modules import toggles
from rustok.modules.dto import ModuleResponse, ToggleModuleRequest

Tenant = object_type(TenantView, "Tenant")
Module = object_type(ModuleResponse, "Module")
ToggleModuleInput = input_type(ToggleModuleRequest)


class PlatformQuery:
    """What every storefront asks first."""

    public_reads = frozenset({"current_tenant", "enabled_modules"})

    current_tenant = graphene.Field(Tenant, required=True, description="The tenant of this request.")
    enabled_modules = graphene.List(
        graphene.NonNull(graphene.String), required=True, description="Slugs of the modules that are on."
    )

    def resolve_current_tenant(self, info: Any) -> TenantView:
        return tenant_view(info.context.tenant)

    def resolve_enabled_modules(self, info: Any) -> list[str]:
        return toggles.enabled_slugs()


class ToggleModule(graphene.Mutation):
    """Switch a module on or off for the tenant."""

    class Arguments:
        input = ToggleModuleInput(required=True)

    Output = graphene.NonNull(Module)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> ModuleResponse:
        request = parse(ToggleModuleRequest, input)
        toggle = toggles.enable_module if request.enabled else toggles.disable_module
        return toggle(info.context.ctx, request.slug)


class PlatformMutation:
    """Changes to the tenant itself."""

    toggle_module = ToggleModule.Field()
