"""Tables of tenancy, and the base of every tenant's table."""

from rustok.tenancy.models.base import TenantManager, TenantModel, TenantQuerySet
from rustok.tenancy.models.cells import Blueprint, Cell
from rustok.tenancy.models.tenants import Domain, Tenant, TenantLocale, TenantModule

__all__ = [
    "Blueprint",
    "Cell",
    "Domain",
    "Tenant",
    "TenantLocale",
    "TenantManager",
    "TenantModel",
    "TenantModule",
    "TenantQuerySet",
]
