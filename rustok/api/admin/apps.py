"""Puts our site in the place of Django's default admin site."""

from __future__ import annotations

from django.contrib.admin.apps import AdminConfig


class RustokAdminConfig(AdminConfig):
    """``django.contrib.admin`` with :class:`rustok.api.admin.site.RustokAdminSite`."""

    default_site = "rustok.api.admin.site.RustokAdminSite"
    default = False
