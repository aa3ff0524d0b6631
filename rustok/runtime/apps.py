"""Django configuration of the runtime's management commands."""

from __future__ import annotations

from django.apps import AppConfig


class RuntimeConfig(AppConfig):
    """Carries the commands ``services`` and ``doctor``; owns no tables."""

    name = "rustok.runtime"
    label = "rustok_runtime"
    verbose_name = "Runtime"
