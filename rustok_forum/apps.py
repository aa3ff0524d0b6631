"""Registers the forum module."""

from rustok.modules.apps import ModuleConfig


class ForumConfig(ModuleConfig):
    """Django app of the forum module."""

    name = "rustok_forum"
    label = "rustok_forum"
    verbose_name = "Forum"
    default = True
    module_class = "rustok_forum.module.ForumModule"
