"""Users as a Django app."""

from __future__ import annotations

from django.apps import AppConfig, apps
from django.db import models


class AuthConfig(AppConfig):
    """Users of tenants, their sessions and tokens. The label differs from ``django.contrib.auth``'s."""

    name = "rustok.auth"
    label = "rustok_auth"
    verbose_name = "Users"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Keep the deletion of a user away from the admin's own log, whose table does not exist."""
        if apps.is_installed("django.contrib.admin"):
            user = apps.get_model("admin", "LogEntry")._meta.get_field("user")
            user.remote_field.on_delete = models.DO_NOTHING
