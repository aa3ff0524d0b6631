"""What services take and give."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from annotated_types import Ge, Le, MaxLen

from rustok.dto import UNSET, Id, LocaleCode, Unset, Version

AltText = Annotated[str, MaxLen(500)]
Permille = Annotated[int, Ge(0), Le(1000)]


class PictureFit(StrEnum):
    """How a picture fits a size: by its width alone, whole inside the box, or filling it around the focal point."""

    WIDTH = "width"
    CONTAIN = "contain"
    COVER = "cover"


class PictureFormat(StrEnum):
    """What a picture can be shown as."""

    WEBP = "webp"
    AVIF = "avif"
    JPEG = "jpeg"
    PNG = "png"


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateAssetRequest:
    """Fields to change; a field left out stays as it is."""

    alt: dict[LocaleCode, AltText] | Unset = UNSET
    focal_x: Permille | Unset = UNSET
    focal_y: Permille | Unset = UNSET
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetResponse:
    """A stored picture. Sizes are bytes and pixels; the focal point is in thousandths from the upper left.

    ``width`` and ``height`` are those of the picture as it is seen, turned as its camera said. ``srcset`` (WebP) and
    ``thumbnail`` are for the pages of whoever manages it.
    """

    id: Id
    filename: str
    content_type: str
    size: int
    width: int
    height: int
    sha256: str
    url: str
    thumbnail: str
    srcset: str
    transparent: bool = False
    animated: bool = False
    alt: Mapping[str, str] = field(default_factory=dict)
    focal_x: int = 500
    focal_y: int = 500
    version: int = 1
    created_at: dt.datetime
