"""The AppConfig of a module: registers it when Django starts."""

from __future__ import annotations

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
