"""Tenancy as a Django app."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class TenancyConfig(AppConfig):
    """Cells, tenants, domains, and what keeps tenants apart."""

    name = "rustok.tenancy"
    label = "rustok_tenancy"
    verbose_name = "Tenancy"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register system checks and the receivers that make resolution forget."""
        import_module("rustok.tenancy.checks")
        import_module("rustok.tenancy.info")
