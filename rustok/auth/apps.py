"""Users as a Django app."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.apps import AppConfig, apps
from django.db import models


class AuthConfig(AppConfig):
    """Users of tenants, their sessions and tokens. The label differs from ``django.contrib.auth``'s."""

    name = "rustok.auth"
    label = "rustok_auth"
    verbose_name = "Users"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Give new tenants their first account; keep deletions away from the admin's log, which has no table."""
        users: Any = import_module("rustok.auth.services.users")
        hooks: Any = import_module("rustok.tenancy.services.tenants").tenant_created_hooks
        if users.make_first_administrator not in hooks:
            hooks.append(users.make_first_administrator)
        if apps.is_installed("django.contrib.admin"):
            entry: Any = import_module("django.contrib.admin.models").LogEntry
            user = entry._meta.get_field("user")
            user.remote_field.on_delete = models.DO_NOTHING
