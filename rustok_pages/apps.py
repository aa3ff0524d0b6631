"""Registers the pages module."""

from rustok.modules.apps import ModuleConfig


class PagesConfig(ModuleConfig):
    """Django app of the pages module."""

    name = "rustok_pages"
    label = "rustok_pages"
    verbose_name = "Pages"
    default = True
    module_class = "rustok_pages.module.PagesModule"
