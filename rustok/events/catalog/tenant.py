"""Events of tenants: their life, modules and languages."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from rustok.events.types import DomainEvent, event


@dataclass(frozen=True, slots=True, kw_only=True)
class _TenantEvent(DomainEvent):
    tenant_id: UUID


@event("tenant.created", aggregate="tenancy.tenant", key="tenant_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class TenantCreated(_TenantEvent):
    """A tenant exists and can be used."""


@event("tenant.updated", aggregate="tenancy.tenant", key="tenant_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class TenantUpdated(_TenantEvent):
    """Fields of the tenant changed. ``fields`` names them."""

    fields: tuple[str, ...] = ()


@event("tenant.module_toggled", aggregate="tenancy.tenant", key="tenant_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleToggled(_TenantEvent):
    """A module was switched on or off for the tenant."""

    module: str
    enabled: bool


@event("locale.enabled", aggregate="tenancy.tenant", key="tenant_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class LocaleEnabled(_TenantEvent):
    """The tenant speaks one more language."""

    locale: str


@event("locale.disabled", aggregate="tenancy.tenant", key="tenant_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class LocaleDisabled(_TenantEvent):
    """The tenant speaks one language less."""

    locale: str
