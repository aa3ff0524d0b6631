"""Registers the outbox module."""

from rustok.modules.apps import ModuleConfig


class OutboxConfig(ModuleConfig):
    """Django app of the outbox module."""

    name = "rustok_outbox"
    label = "rustok_outbox"
    verbose_name = "Outbox"
    default = True
    module_class = "rustok_outbox.module.OutboxModule"
