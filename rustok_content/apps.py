"""Registers the content module."""

from rustok.modules.apps import ModuleConfig


class ContentConfig(ModuleConfig):
    """Django app of the content module."""

    name = "rustok_content"
    label = "rustok_content"
    verbose_name = "Content"
    default = True
    module_class = "rustok_content.module.ContentModule"
