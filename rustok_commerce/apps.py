"""Registers the commerce module."""

from rustok.modules.apps import ModuleConfig


class CommerceConfig(ModuleConfig):
    """Django app of the commerce module."""

    name = "rustok_commerce"
    label = "rustok_commerce"
    verbose_name = "Commerce"
    default = True
    module_class = "rustok_commerce.module.CommerceModule"

    def ready(self) -> None:
        """Register the module and watch its tables."""
        super().ready()
        from rustok_commerce import receivers, tasks  # noqa: PLC0415  # models exist only now

        receivers.connect()
        tasks.connect()
