"""Tables of the media module."""

from rustok.media.models.assets import Asset, AssetTranslation

__all__ = ["Asset", "AssetTranslation"]
