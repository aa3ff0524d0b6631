"""Registers the media module."""

from __future__ import annotations

from rustok.modules.apps import ModuleConfig
from rustok.tenancy.storage import declare_derived


class MediaConfig(ModuleConfig):
    """Django app of the media module."""

    name = "rustok.media"
    label = "rustok_media"
    verbose_name = "Media"
    default = True
    module_class = "rustok.media.module.MediaModule"

    def ready(self) -> None:
        """Register the module; say which of its folders follow from others."""
        super().ready()
        declare_derived("renditions", "uploads")
