"""From rows to what services give."""

from __future__ import annotations

from django.core.files.storage import default_storage

from rustok.media import models
from rustok.media.dto import AssetResponse
from rustok.media.renditions import srcset, thumbnail_url


def asset_response(asset: models.Asset) -> AssetResponse:
    """Map a file; its translations should be prefetched."""
    return AssetResponse(
        id=asset.id,
        filename=asset.filename,
        content_type=asset.content_type,
        size=asset.size,
        width=asset.width,
        height=asset.height,
        sha256=asset.sha256,
        url=default_storage.url(asset.storage_name),
        thumbnail=thumbnail_url(asset),
        srcset=srcset(asset),
        transparent=asset.transparent,
        animated=asset.animated,
        alt={translation.locale: translation.alt for translation in asset.translations.all()},
        focal_x=asset.focal_x,
        focal_y=asset.focal_y,
        version=asset.version,
        created_at=asset.created_at,
    )
