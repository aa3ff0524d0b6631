"""Registers the content module."""

from rustok.modules.apps import ModuleConfig


class ContentConfig(ModuleConfig):
    """Django app of the content module."""

    name = "rustok_content"
    label = "rustok_content"
    verbose_name = "Content"
    default = True
    module_class = "rustok_content.module.ContentModule"

    def ready(self) -> None:
        """Register the module and have imports done as they are begun."""
        super().ready()
        from rustok_content import tasks  # noqa: PLC0415  # models exist only now

        tasks.connect()
