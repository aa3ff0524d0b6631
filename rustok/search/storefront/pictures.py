"""Pictures as storefronts get them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreImage:
    """A picture. ``width`` and ``height`` are pixels of the original; cropping keeps the focal point, 0 to 1.

    ``url`` is a JPEG or PNG for everything, ``srcset`` the same as WebP in several widths (empty for an animation),
    ``thumbnail`` a small square around the focal point.
    """

    url: str
    srcset: str
    thumbnail: str
    alt: str | None
    width: int | None
    height: int | None
    focal_x: float | None
    focal_y: float | None
