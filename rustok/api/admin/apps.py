"""Puts our site in the place of Django's default admin site."""

from __future__ import annotations

from importlib import import_module

from django.contrib.admin import site
from django.contrib.admin.apps import AdminConfig


class RustokAdminConfig(AdminConfig):
    """``django.contrib.admin`` with :class:`rustok.api.admin.site.RustokAdminSite`."""

    default_site = "rustok.api.admin.site.RustokAdminSite"
    default = False

    def ready(self) -> None:
        """Find the modules' ``admin.py``; add the pages of what lies below the API and cannot bring its own."""
        super().ready()
        # Rights come with roles; django.contrib.auth's groups have no tenant and no use.
        site.unregister(import_module("django.contrib.auth.models").Group)
        for name in ("media", "tenants", "users"):
            import_module(f"rustok.api.admin.{name}")
