"""Tenants, and what resolution needs to know about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

from rustok.ids import generate_id
from rustok.tenancy.context import Scope
from rustok.tenancy.fields import TenantKey
from rustok.tenancy.models.base import TenantModel
from rustok.tenancy.models.cells import Cell

LOCALE_LENGTH = 16
DEFAULT_CURRENCY = "USD"


class Tenant(models.Model):
    """A customer of the platform, living in a cell.

    A tenant sees its own row only, the platform tenant all of them (policies in the first migration). ``version``
    grows with every change, for optimistic concurrency. ``settings`` holds ``currencies`` and whatever modules keep.
    """

    id = models.UUIDField(primary_key=True, default=generate_id, editable=False)
    cell = models.ForeignKey(Cell, on_delete=models.PROTECT, related_name="tenants")
    slug = models.CharField(max_length=63, unique=True)
    name = models.CharField(max_length=255)
    settings = models.JSONField(default=dict, blank=True)
    default_locale = models.CharField(max_length=LOCALE_LENGTH, default="en")
    is_active = models.BooleanField(default=True)
    is_platform = models.BooleanField(default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    if TYPE_CHECKING:
        cell_id: int

    class Meta:
        db_table = "tenants"

    def __str__(self) -> str:
        return self.slug

    @property
    def scope(self) -> Scope:
        """The scope of this tenant. Reads the cell: select it along."""
        return Scope(self.id, self.cell.schema_name)

    @property
    def isolation(self) -> str:
        """``pool`` or ``silo``."""
        return self.cell.isolation

    @property
    def currencies(self) -> tuple[str, ...]:
        """ISO 4217 codes the tenant sells in; the first is the default."""
        return currencies_of(self.settings)


def currencies_of(settings: dict[str, Any]) -> tuple[str, ...]:
    """Read the currencies out of a tenant's settings."""
    found = tuple(str(code) for code in settings.get("currencies", ()))
    return found or (DEFAULT_CURRENCY,)


class Domain(TenantModel):
    """A host name that leads to a tenant. Unique over all tenants: a host has one owner."""

    tenant = TenantKey(platform=True)
    domain = models.CharField(max_length=253)
    is_primary = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    # Reviewed: the platform alone writes domains, and which hosts exist is public by nature.
    global_uniques = ("domains_domain_uq",)

    class Meta(TenantModel.Meta):
        db_table = "domains"
        constraints = [models.UniqueConstraint(fields=["domain"], name="domains_domain_uq")]

    def __str__(self) -> str:
        return self.domain


class TenantModule(TenantModel):
    """A module switched on or off for a tenant; a module without a row is off, unless it is required."""

    tenant = TenantKey(platform=True)
    module_slug = models.CharField(max_length=63)
    enabled = models.BooleanField(default=True)
    settings = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(TenantModel.Meta):
        db_table = "tenant_modules"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "module_slug"], name="tenant_modules_tenant_module_uq")
        ]

    def __str__(self) -> str:
        return self.module_slug


class TenantLocale(TenantModel):
    """A language of a tenant. ``fallback`` names the locale to read where a translation is missing."""

    tenant = TenantKey(platform=True)
    locale = models.CharField(max_length=LOCALE_LENGTH)
    is_default = models.BooleanField(default=False)
    is_enabled = models.BooleanField(default=True)
    fallback = models.CharField(max_length=LOCALE_LENGTH, null=True, blank=True)
    position = models.PositiveIntegerField(default=0)
    rtl = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(TenantModel.Meta):
        db_table = "tenant_locales"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "locale"], name="tenant_locales_tenant_locale_uq"),
            models.UniqueConstraint(
                fields=["tenant"], condition=models.Q(is_default=True), name="tenant_locales_one_default_uq"
            ),
        ]

    def __str__(self) -> str:
        return self.locale
