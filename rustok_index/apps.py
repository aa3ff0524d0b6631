"""Registers the index module."""

from rustok.modules.apps import ModuleConfig


class IndexConfig(ModuleConfig):
    """Django app of the index module."""

    name = "rustok_index"
    label = "rustok_index"
    verbose_name = "Index"
    default = True
    module_class = "rustok_index.module.IndexModule"
