"""Make and change tenants. Rows of all tenants are written in the platform's scope, events in the tenant's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from uuid import UUID

from babel import Locale
from babel.core import UnknownLocaleError
from django.db import IntegrityError, transaction
from iso4217 import Currency

from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import given
from rustok.errors import Forbidden, StaleVersion
from rustok.events.bus import publish
from rustok.events.catalog.tenant import LocaleDisabled, LocaleEnabled, TenantCreated, TenantUpdated
from rustok.rbac.policies import require
from rustok.tenancy import errors
from rustok.tenancy.context import PLATFORM_TENANT_ID, POOL_SCHEMA, platform_scope, tenant_scope
from rustok.tenancy.dto import CreateTenantRequest, Isolation, TenantResponse, UpdateTenantRequest
from rustok.tenancy.info import forget_tenant
from rustok.tenancy.models import Cell, Domain, Tenant, TenantLocale
from rustok.tenancy.selectors import tenants as selectors
from rustok.tenancy.services.cells import silo_schema

CreatedHook = Callable[[RequestContext, CreateTenantRequest], None]

tenant_created_hooks: Final[list[CreatedHook]] = []
"""Called in the scope and the transaction of a new tenant, in the order of their registration: higher layers switch
modules on and make the first account. A hook that raises undoes the tenant."""


@command()
def create_tenant(ctx: RequestContext, request: CreateTenantRequest) -> TenantResponse:
    """Make a tenant with its domains, locales, modules and first account, ready to use.

    A silo's schema must exist: :func:`rustok.tenancy.services.cells.create_silo` makes it, as the owner.

    :raises Forbidden: not the platform, or without ``tenancy.tenants:create``.
    :raises DuplicateSlug: the slug is taken.
    :raises DuplicateDomain: a domain leads to another tenant.
    :raises UnknownLocale: not a language tag.
    :raises UnknownCurrency: not in ISO 4217.
    :raises CellMissing: the silo's schema does not exist.
    """
    _require_platform(ctx, "tenancy.tenants:create")
    locales = tuple(dict.fromkeys(request.locales)) or ("en",)
    for locale in locales:
        _check_locale(locale)
    _check_currencies(request.currencies)
    schema = POOL_SCHEMA if request.isolation is Isolation.POOL else silo_schema(request.slug)
    with platform_scope():
        cell = Cell.objects.filter(schema_name=schema).first()
        if cell is None:
            raise errors.CellMissing(schema=schema)
        try:
            with transaction.atomic():
                tenant = Tenant.objects.create(
                    slug=request.slug,
                    name=request.name,
                    cell=cell,
                    default_locale=locales[0],
                    settings={"currencies": list(request.currencies)},
                )
        except IntegrityError as exc:
            raise errors.DuplicateSlug(slug=request.slug) from exc
    inside = _inside(ctx, tenant.id)
    with tenant_scope(tenant):
        TenantLocale.objects.bulk_create(
            TenantLocale(
                tenant_id=tenant.id,
                locale=locale,
                is_default=position == 0,
                position=position,
                fallback=None if position == 0 else locales[0],
                rtl=_check_locale(locale).text_direction == "rtl",
            )
            for position, locale in enumerate(locales)
        )
        for position, domain in enumerate(request.domains):
            _create_domain(domain, is_primary=position == 0)
        publish(inside, TenantCreated(tenant_id=tenant.id))
        for hook in tenant_created_hooks:
            hook(inside, request)
    forget_tenant(tenant.id)
    return selectors.get_tenant(inside, tenant.id)


@command()
def update_tenant(ctx: RequestContext, tenant_id: UUID, request: UpdateTenantRequest) -> TenantResponse:
    """Change a tenant; the platform any, a tenant's administrator the own one.

    :raises Forbidden: without ``tenancy.tenant:update`` (``tenancy.tenants:update`` for another), or switching
        oneself off.
    :raises TenantNotFound: no such tenant, or not the actor's own.
    :raises StaleVersion: somebody changed it in between.
    :raises LocaleNotFound: the new default locale is not one of the tenant's.
    :raises UnknownCurrency: not in ISO 4217.
    :raises PlatformTenantNeeded: the platform tenant would be switched off.
    """
    if tenant_id == ctx.tenant_id:
        require(ctx, "tenancy.tenant:update")
    elif ctx.tenant_id == PLATFORM_TENANT_ID:
        require(ctx, "tenancy.tenants:update")
    else:
        raise errors.TenantNotFound(tenant=str(tenant_id))
    changes = given(request)
    version = changes.pop("version", None)
    with platform_scope():
        tenant = Tenant.objects.select_related("cell").select_for_update(of=("self",)).filter(id=tenant_id).first()
        if tenant is None:
            raise errors.TenantNotFound(tenant=str(tenant_id))
        if version is not None and version != tenant.version:
            raise StaleVersion(current=tenant.version, given=version)
        if "is_active" in changes:
            _check_switch(ctx, tenant, changes["is_active"])
        if "currencies" in changes:
            currencies = changes.pop("currencies")
            _check_currencies(currencies)
            changes["settings"] = {**changes.get("settings", tenant.settings), "currencies": list(currencies)}
        elif "settings" in changes:
            changes["settings"] = {"currencies": list(tenant.currencies), **changes["settings"]}
        if "default_locale" in changes:
            _set_default_locale(tenant, changes["default_locale"])
        changed = [name for name, value in changes.items() if getattr(tenant, name) != value]
        for name in changed:
            setattr(tenant, name, changes[name])
        if changed:
            tenant.version += 1
            tenant.save(update_fields=[*changed, "version", "updated_at"])
    if changed:
        with tenant_scope(tenant):
            publish(_inside(ctx, tenant_id), TenantUpdated(tenant_id=tenant_id, fields=tuple(sorted(changed))))
    return selectors.get_tenant(_inside(ctx, tenant_id), tenant_id)


@command()
def add_domain(ctx: RequestContext, tenant_id: UUID, domain: str) -> TenantResponse:
    """Let a host lead to a tenant.

    :raises Forbidden: not the platform, or without ``tenancy.tenants:update``.
    :raises TenantNotFound: no such tenant.
    :raises DuplicateDomain: it leads to another tenant.
    """
    _require_platform(ctx, "tenancy.tenants:update")
    tenant = _find(tenant_id)
    with tenant_scope(tenant):
        if not Domain.objects.filter(domain=domain.lower()).exists():
            _create_domain(domain, is_primary=not Domain.objects.exists())
            publish(_inside(ctx, tenant_id), TenantUpdated(tenant_id=tenant_id, fields=("domains",)))
    return selectors.get_tenant(_inside(ctx, tenant_id), tenant_id)


@command()
def remove_domain(ctx: RequestContext, tenant_id: UUID, domain: str) -> TenantResponse:
    """Let a host lead nowhere.

    :raises Forbidden: not the platform, or without ``tenancy.tenants:update``.
    :raises TenantNotFound: no such tenant.
    :raises DomainNotFound: the tenant does not have it.
    """
    _require_platform(ctx, "tenancy.tenants:update")
    tenant = _find(tenant_id)
    with tenant_scope(tenant):
        row = Domain.objects.filter(domain=domain.lower()).first()
        if row is None:
            raise errors.DomainNotFound(domain=domain)
        row.delete()
        publish(_inside(ctx, tenant_id), TenantUpdated(tenant_id=tenant_id, fields=("domains",)))
    return selectors.get_tenant(_inside(ctx, tenant_id), tenant_id)


@command()
def enable_locale(ctx: RequestContext, locale: str, *, fallback: str | None = None) -> TenantResponse:
    """Let the actor's tenant speak a language; already on, nothing but the fallback changes.

    :raises Forbidden: without ``tenancy.tenant:update``.
    :raises UnknownLocale: not a language tag.
    :raises LocaleNotFound: the fallback is not one of the tenant's locales.
    """
    require(ctx, "tenancy.tenant:update")
    found = _check_locale(locale)
    with tenant_scope(_find(ctx.tenant_id)):
        rows = {row.locale: row for row in TenantLocale.objects.select_for_update()}
        if fallback is not None and fallback not in rows:
            raise errors.LocaleNotFound(locale=fallback)
        row = rows.get(locale)
        if row is None:
            row = TenantLocale(tenant_id=ctx.tenant_id, locale=locale, position=len(rows), fallback=fallback)
            row.rtl = found.text_direction == "rtl"
        elif row.is_enabled and fallback in (None, row.fallback):
            return selectors.get_tenant(_inside(ctx, ctx.tenant_id), ctx.tenant_id)
        row.is_enabled = True
        row.fallback = fallback or row.fallback
        row.save()
        publish(ctx, LocaleEnabled(tenant_id=ctx.tenant_id, locale=locale))
    return selectors.get_tenant(_inside(ctx, ctx.tenant_id), ctx.tenant_id)


@command()
def disable_locale(ctx: RequestContext, locale: str) -> TenantResponse:
    """Let the actor's tenant no longer speak a language; translations stay stored.

    :raises Forbidden: without ``tenancy.tenant:update``.
    :raises LocaleNotFound: the tenant does not have it.
    :raises DefaultLocaleNeeded: it is the default one.
    """
    require(ctx, "tenancy.tenant:update")
    with tenant_scope(_find(ctx.tenant_id)):
        row = TenantLocale.objects.select_for_update().filter(locale=locale).first()
        if row is None:
            raise errors.LocaleNotFound(locale=locale)
        if row.is_default:
            raise errors.DefaultLocaleNeeded(locale=locale)
        if row.is_enabled:
            row.is_enabled = False
            row.save(update_fields=["is_enabled", "updated_at"])
            publish(ctx, LocaleDisabled(tenant_id=ctx.tenant_id, locale=locale))
    return selectors.get_tenant(_inside(ctx, ctx.tenant_id), ctx.tenant_id)


def _inside(ctx: RequestContext, tenant_id: UUID) -> RequestContext:
    return RequestContext.system(
        tenant_id,
        locale=ctx.locale,
        correlation_id=ctx.correlation_id,
        causation_id=ctx.causation_id,
        trace_id=ctx.trace_id,
    )


def _require_platform(ctx: RequestContext, permission: str) -> None:
    require(ctx, permission)
    if ctx.tenant_id != PLATFORM_TENANT_ID:
        raise Forbidden(permission=permission)


def _find(tenant_id: UUID) -> Tenant:
    with platform_scope():
        tenant = Tenant.objects.select_related("cell").filter(id=tenant_id).first()
    if tenant is None:
        raise errors.TenantNotFound(tenant=str(tenant_id))
    return tenant


def _check_switch(ctx: RequestContext, tenant: Tenant, active: bool) -> None:
    if tenant.is_platform and not active:
        raise errors.PlatformTenantNeeded
    if ctx.tenant_id != PLATFORM_TENANT_ID and active != tenant.is_active:
        # A tenant that switched itself off could never switch itself on again.
        raise Forbidden(permission="tenancy.tenants:create")


def _set_default_locale(tenant: Tenant, locale: str) -> None:
    if locale == tenant.default_locale:
        return
    rows = TenantLocale.objects.filter(tenant_id=tenant.id)
    if not rows.filter(locale=locale, is_enabled=True).exists():
        raise errors.LocaleNotFound(locale=locale)
    rows.filter(is_default=True).update(is_default=False)
    rows.filter(locale=locale).update(is_default=True, fallback=None)


def _create_domain(domain: str, *, is_primary: bool) -> None:
    try:
        with transaction.atomic():
            Domain.objects.create(domain=domain.lower(), is_primary=is_primary)
    except IntegrityError as exc:
        raise errors.DuplicateDomain(domain=domain) from exc


def _check_locale(locale: str) -> Locale:
    try:
        return Locale.parse(locale, sep="-")
    except (UnknownLocaleError, ValueError, TypeError) as exc:
        raise errors.UnknownLocale(locale=locale) from exc


def _check_currencies(currencies: tuple[str, ...]) -> None:
    for code in currencies:
        try:
            Currency(code)
        except ValueError as exc:
            raise errors.UnknownCurrency(currency=code) from exc
