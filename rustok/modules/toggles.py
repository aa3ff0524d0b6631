"""Switching modules on and off per tenant. Every door asks here: REST, GraphQL, admin, event handlers."""

from __future__ import annotations

from rustok.commands import command
from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.tenant import ModuleToggled
from rustok.modules import errors
from rustok.modules.contract import RustokModule
from rustok.modules.dto import ModuleResponse
from rustok.modules.registry import registry
from rustok.rbac.policies import require
from rustok.tenancy import models
from rustok.tenancy.dto import CreateTenantRequest
from rustok.tenancy.info import TenantInfo, current_tenant
from rustok.tenancy.resolution import forget_tenant


def is_enabled(slug: str, tenant: TenantInfo | None = None) -> bool:
    """Tell whether a module is on for the tenant (the scope's, where none is given). Unknown modules are off."""
    module = registry.get(slug)
    if module is None:
        return False
    return module.core or slug in (tenant or current_tenant()).modules


def require_enabled(slug: str, tenant: TenantInfo | None = None) -> None:
    """Refuse where the module is off.

    :raises ModuleDisabled: a kind of not-found.
    """
    if not is_enabled(slug, tenant):
        raise errors.ModuleDisabled(slug=slug)


def list_modules(ctx: RequestContext) -> list[ModuleResponse]:
    """List the installation's modules, dependencies first, each with its state for the tenant.

    :raises Forbidden: without ``modules.module:read``.
    """
    require(ctx, "modules.module:read")
    return [_response(module, is_enabled(module.slug)) for module in registry.ordered()]


def enabled_slugs() -> list[str]:
    """Name the modules that are on for the scope's tenant; public."""
    tenant = current_tenant()
    return [module.slug for module in registry.ordered() if is_enabled(module.slug, tenant)]


@command()
def enable_module(ctx: RequestContext, slug: str) -> ModuleResponse:
    """Switch a module on; its ``on_enable`` runs in the same transaction. Already on: nothing changes.

    :raises ModuleNotFound: no such module.
    :raises DependencyDisabled: a module it needs is off.
    """
    require(ctx, "modules.module:update")
    module = _find(slug)
    missing = [name for name in module.dependencies if not is_enabled(name)]
    if missing:
        raise errors.DependencyDisabled(slug=slug, missing=", ".join(missing))
    if _set(ctx, module, enabled=True):
        module.on_enable(ctx)
    return _response(module, True)


@command()
def disable_module(ctx: RequestContext, slug: str) -> ModuleResponse:
    """Switch a module off; its data stays. Already off: nothing changes.

    :raises ModuleNotFound: no such module.
    :raises CoreModule: it cannot be switched off.
    :raises ModuleNeeded: another module that is on needs it.
    """
    require(ctx, "modules.module:update")
    module = _find(slug)
    if module.core:
        raise errors.CoreModule(slug=slug)
    needed_by = [other.slug for other in registry.ordered() if slug in other.dependencies and is_enabled(other.slug)]
    if needed_by:
        raise errors.ModuleNeeded(slug=slug, needed_by=", ".join(needed_by))
    if _set(ctx, module, enabled=False):
        module.on_disable(ctx)
    return _response(module, False)


def enable_first_modules(ctx: RequestContext, request: CreateTenantRequest) -> None:
    """Switch on the modules a new tenant begins with: those it names and what they need, or the usual ones.

    Runs in the transaction and the scope of the new tenant.

    :raises ModuleNotFound: a named module is not installed.
    """
    if request.modules is None:
        wanted = {module.slug for module in registry.ordered() if module.default_enabled}
    else:
        wanted = {_find(slug).slug for slug in request.modules}
    # Dependencies come first, so walking backwards finds what is needed by what is wanted.
    for module in reversed(registry.ordered()):
        if module.slug in wanted:
            wanted.update(module.dependencies)
    for module in registry.ordered():
        if module.slug in wanted and not module.core:
            enable_module(ctx, module.slug)


def _find(slug: str) -> RustokModule:
    module = registry.get(slug)
    if module is None:
        raise errors.ModuleNotFound(slug=slug)
    return module


def _set(ctx: RequestContext, module: RustokModule, *, enabled: bool) -> bool:
    """Write the toggle; tell whether it changed. The row lock makes two switches at once take turns."""
    row, created = models.TenantModule.objects.select_for_update().get_or_create(
        module_slug=module.slug, defaults={"enabled": enabled}
    )
    if not created:
        if row.enabled == enabled:
            return False
        row.enabled = enabled
        row.save(update_fields=["enabled", "updated_at"])
    publish(ctx, ModuleToggled(tenant_id=ctx.tenant_id, module=module.slug, enabled=enabled))
    forget_tenant(ctx.tenant_id)
    return True


def _response(module: RustokModule, enabled: bool) -> ModuleResponse:
    return ModuleResponse(
        slug=module.slug,
        name=module.name,
        description=module.description,
        version=module.version,
        dependencies=module.dependencies,
        core=module.core,
        enabled=enabled,
    )
