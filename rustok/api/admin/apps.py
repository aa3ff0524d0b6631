"""Puts our site in the place of Django's default admin site."""

from __future__ import annotations

from importlib import import_module

from django.contrib.admin.apps import AdminConfig


class RustokAdminConfig(AdminConfig):
    """``django.contrib.admin`` with :class:`rustok.api.admin.site.RustokAdminSite`."""

    default_site = "rustok.api.admin.site.RustokAdminSite"
    default = False

    def ready(self) -> None:
        """Find the pages of all apps; those of the core lie above the apps whose models they show."""
        super().ready()
        import_module("rustok.api.auth.admin")
