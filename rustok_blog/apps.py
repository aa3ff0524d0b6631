"""Registers the blog module."""

from rustok.modules.apps import ModuleConfig


class BlogConfig(ModuleConfig):
    """Django app of the blog module."""

    name = "rustok_blog"
    label = "rustok_blog"
    verbose_name = "Blog"
    default = True
    module_class = "rustok_blog.module.BlogModule"
