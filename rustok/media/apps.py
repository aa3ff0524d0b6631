"""Registers the media module."""

from rustok.modules.apps import ModuleConfig


class MediaConfig(ModuleConfig):
    """Django app of the media module."""

    name = "rustok.media"
    label = "rustok_media"
    verbose_name = "Media"
    default = True
    module_class = "rustok.media.module.MediaModule"
