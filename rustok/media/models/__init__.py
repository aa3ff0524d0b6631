"""Tables of the media module."""

from rustok.media.models.assets import Asset, AssetTranslation
from rustok.media.models.uploads import Upload

__all__ = ["Asset", "AssetTranslation", "Upload"]
