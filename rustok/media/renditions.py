"""What a picture is shown as: sizes, formats, and the addresses that stand for them. Nothing here reads or writes.

An address is ``/media/r/<asset>/<spec>.<signature>.<format>``. It holds everything that decides about the bytes (the
focal point too, where it counts), never expires, and is the same whenever it is built: documents can hold it. Only
signed addresses make anything, and only sizes of the ladder are signed, so nobody can fill the disk.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Protocol
from uuid import UUID

from django.conf import settings

from rustok.ids import to_ulid
from rustok.media import errors
from rustok.media.dto import PictureFit, PictureFormat
from rustok.media.signing import is_signed, signature

SIZES: Final = (96, 160, 320, 480, 640, 960, 1280, 1600, 1920, 2560)
"""Widths and heights that there are."""
SRCSET: Final = (320, 640, 960, 1600)
"""Widths that documents offer to browsers."""
DEFAULT_WIDTH: Final = 1280
THUMBNAIL: Final = 320
MAX_HEIGHT: Final = 10_240
"""What a very tall picture is reduced to, where only a width is asked for: WebP ends at 16,383."""

CONTENT_TYPES: Final = {
    PictureFormat.WEBP: "image/webp",
    PictureFormat.AVIF: "image/avif",
    PictureFormat.JPEG: "image/jpeg",
    PictureFormat.PNG: "image/png",
}

_PURPOSE: Final = "rendition"
_SPEC: Final = re.compile(r"^([0-9]{2,4})(?:x([0-9]{2,4})(?:(i)|c(?:([0-9]{1,4})-([0-9]{1,4}))?))?$")
_NAME: Final = re.compile(r"^([0-9xic-]{2,24})\.([A-Za-z0-9_-]{16})\.(webp|avif|jpeg|png)$")
_CENTRE: Final = 500


class PictureLike(Protocol):
    """What an address is made from: a row of the table or a response."""

    @property
    def id(self) -> UUID: ...
    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...
    @property
    def focal_x(self) -> int: ...
    @property
    def focal_y(self) -> int: ...
    @property
    def transparent(self) -> bool: ...
    @property
    def animated(self) -> bool: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendition:
    """One form of a picture. ``height`` is None where the width alone decides; the focal point counts for ``cover``."""

    width: int
    height: int | None = None
    fit: PictureFit = PictureFit.WIDTH
    focal_x: int = _CENTRE
    focal_y: int = _CENTRE
    format: PictureFormat = PictureFormat.WEBP

    @property
    def spec(self) -> str:
        """Return the part of the name that says the size: ``640``, ``640x480i``, ``320x320c250-700``."""
        if self.height is None:
            return str(self.width)
        if self.fit is PictureFit.CONTAIN:
            return f"{self.width}x{self.height}i"
        centred = (self.focal_x, self.focal_y) == (_CENTRE, _CENTRE)
        return f"{self.width}x{self.height}c" + ("" if centred else f"{self.focal_x}-{self.focal_y}")

    @property
    def filename(self) -> str:
        """Return the name under which it is stored, in the asset's folder."""
        return f"{self.spec}.{self.format.value}"

    def size_of(self, width: int, height: int) -> tuple[int, int]:
        """Return the size that a picture of this size gets. Nothing is enlarged."""
        if self.height is None:
            scale = min(1.0, self.width / width, MAX_HEIGHT / height)
        elif self.fit is PictureFit.CONTAIN:
            scale = min(1.0, self.width / width, self.height / height)
        else:
            scale = min(1.0, width / self.width, height / self.height)
            return max(1, round(self.width * scale)), max(1, round(self.height * scale))
        return max(1, round(width * scale)), max(1, round(height * scale))


def rendition_of(
    asset: PictureLike,
    width: int,
    *,
    height: int | None = None,
    fit: PictureFit = PictureFit.WIDTH,
    format: PictureFormat = PictureFormat.WEBP,
) -> Rendition:
    """Describe a form of a picture.

    :raises UnsupportedRendition: a size that is not on the ladder, or a height that does not go with the fit.
    """
    sizes = (width,) if height is None else (width, height)
    if any(size not in SIZES for size in sizes) or (height is None) != (fit is PictureFit.WIDTH):
        raise errors.UnsupportedRendition(sizes=", ".join(map(str, SIZES)))
    focal = (asset.focal_x, asset.focal_y) if fit is PictureFit.COVER else (_CENTRE, _CENTRE)
    return Rendition(width=width, height=height, fit=fit, focal_x=focal[0], focal_y=focal[1], format=format)


def rendition_url(
    asset: PictureLike,
    width: int,
    *,
    height: int | None = None,
    fit: PictureFit = PictureFit.WIDTH,
    format: PictureFormat = PictureFormat.WEBP,
) -> str:
    """Return the address of a picture in a size and format; the same arguments give the same address.

    :raises UnsupportedRendition: a size that is not on the ladder, or a height that does not go with the fit.
    """
    return address_of(asset.id, rendition_of(asset, width, height=height, fit=fit, format=format))


def address_of(asset_id: UUID, rendition: Rendition) -> str:
    """Return the signed address of a form of a picture."""
    return _address(settings.MEDIA_URL, to_ulid(asset_id), rendition.spec, rendition.format.value)


def _address(root: str, asset: str, spec: str, format: str) -> str:
    return f"{root}r/{asset}/{spec}.{signature(_PURPOSE, f'{asset}/{spec}.{format}')}.{format}"


def read_name(asset_id: UUID, name: str) -> Rendition | None:
    """Return what the last part of an address stands for; None where it was not us who gave it out."""
    match = _NAME.match(name)
    if match is None:
        return None
    spec, sign, format = match.groups()
    if not is_signed(sign, _PURPOSE, f"{to_ulid(asset_id)}/{spec}.{format}"):
        return None
    size = _SPEC.match(spec)
    if size is None:
        return None
    width, height, contained, focal_x, focal_y = size.groups()
    fit = PictureFit.WIDTH if height is None else PictureFit.CONTAIN if contained else PictureFit.COVER
    return Rendition(
        width=int(width),
        height=None if height is None else int(height),
        fit=fit,
        focal_x=_CENTRE if focal_x is None else int(focal_x),
        focal_y=_CENTRE if focal_y is None else int(focal_y),
        format=PictureFormat(format),
    )


def plain_format(asset: PictureLike) -> PictureFormat:
    """Return the format that everything can show: mail programs, feeds, marketplaces."""
    return PictureFormat.PNG if asset.transparent else PictureFormat.JPEG


def srcset(asset: PictureLike, format: PictureFormat = PictureFormat.WEBP) -> str:
    """Return the ``srcset`` of a picture, widths as they really are. Animated pictures have none: renditions stand."""
    if asset.animated:
        return ""
    return _srcset(settings.SECRET_KEY, settings.MEDIA_URL, to_ulid(asset.id), asset.width, asset.height, format.value)


@lru_cache(maxsize=4096)
def _srcset(key: str | bytes, root: str, asset: str, width: int, height: int, format: str) -> str:
    """Build it once for all languages of a document. ``key`` is here because other keys sign otherwise."""
    found: list[str] = []
    for wanted in SRCSET:
        real = Rendition(width=wanted).size_of(width, height)[0]
        found.append(f"{_address(root, asset, str(wanted), format)} {real}w")
        if real == width:
            # A larger one would be the same picture again.
            break
    return ", ".join(found)


def thumbnail_url(asset: PictureLike, size: int = THUMBNAIL) -> str:
    """Return the address of a small square around the focal point."""
    return rendition_url(asset, size, height=size, fit=PictureFit.COVER)


def asset_picture(asset: PictureLike, *, original: str, avif: bool = False) -> Mapping[str, Any]:
    """Return what documents say of a picture; no query, and the same asset gives the same text.

    ``url`` is a JPEG or PNG that everything shows, without the original's metadata; an animated picture's is the
    ``original``. ``srcset`` is WebP, ``thumbnail`` a small square around the focal point; with ``avif`` there is
    ``srcset_avif``, too.
    """
    more = {"srcset_avif": srcset(asset, PictureFormat.AVIF)} if avif else {}
    return {
        "url": original if asset.animated else rendition_url(asset, DEFAULT_WIDTH, format=plain_format(asset)),
        "srcset": srcset(asset),
        "thumbnail": thumbnail_url(asset),
        **more,
    }
