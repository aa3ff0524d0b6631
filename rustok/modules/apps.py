"""The AppConfig of a module: registers it when Django starts."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.utils.module_loading import import_string

from rustok.modules.registry import registry


class ModuleConfig(AppConfig):
    """Set ``module_class`` to the dotted path of the module's :class:`RustokModule`.

    (``module`` itself is taken by Django.)
    """

    module_class: str
    default = False
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the module. No query may run here."""
        module = import_string(self.module_class)()
        registry.register(module)
        module.ready()


class ModulesConfig(ModuleConfig):
    """Django app of the core's own module."""

    name = "rustok.modules"
    label = "rustok_modules"
    default = True
    module_class = "rustok.modules.module.PlatformModule"

    def ready(self) -> None:
        """Register the core's own module; switch modules on for new tenants."""
        super().ready()
        hooks: Any = import_module("rustok.tenancy.services.tenants").tenant_created_hooks
        toggles: Any = import_module("rustok.modules.toggles")
        if toggles.enable_first_modules not in hooks:
            hooks.append(toggles.enable_first_modules)
