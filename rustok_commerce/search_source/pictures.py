"""Pictures in documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rustok.media.dto import AssetResponse
from rustok.media.renditions import asset_picture
from rustok.search.storefront import StoreImage
from rustok_commerce.mappers import choose


def store_image(
    asset: AssetResponse, locales: Sequence[str], source: str, *, alts: Mapping[str, str], default_alt: str
) -> StoreImage:
    """Return a picture as a storefront shows it; ``alts`` go before the texts of the media library."""
    alt = choose({**asset.alt, **alts}, locales, source)
    picture = asset_picture(asset, original=asset.url)
    return StoreImage(
        url=picture["url"],
        srcset=picture["srcset"],
        thumbnail=picture["thumbnail"],
        alt=alt[1] if alt is not None else default_alt,
        width=asset.width,
        height=asset.height,
        focal_x=asset.focal_x / 1000,
        focal_y=asset.focal_y / 1000,
    )
