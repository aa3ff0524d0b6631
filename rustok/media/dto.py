"""What services take and give."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from annotated_types import Ge, Le, MaxLen, MinLen, doc

from rustok.dto import UNSET, Id, LocaleCode, Unset, Version

AltText = Annotated[str, MaxLen(500)]
Filename = Annotated[str, MinLen(1), MaxLen(255), doc("What people call the file.")]
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ListAssetsRequest:
    """Which files, newest first. ``after`` is the last id of the page before."""

    q: Annotated[str, MaxLen(200), doc("Looks into file names and alternative texts.")] | None = None
    content_type: Annotated[str, MaxLen(64), doc("Such as image/webp.")] | None = None
    after: Id | None = None
    limit: Annotated[int, Ge(1), Le(100)] = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetUsageResponse:
    """Something that shows a file: ``kind`` is what it is, such as product."""

    kind: str
    id: Id
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RenditionRequest:
    """A picture in a size and format. Sizes are 96, 160, 320, 480, 640, 960, 1280, 1600, 1920 and 2560."""

    width: Annotated[int, Ge(1), Le(10_000)]
    height: Annotated[int, Ge(1), Le(10_000), doc("Goes with the fits contain and cover.")] | None = None
    fit: PictureFit = PictureFit.WIDTH
    format: PictureFormat = PictureFormat.WEBP


@dataclass(frozen=True, slots=True, kw_only=True)
class RenditionResponse:
    """Where a picture is found in a size and format, and how large it is: nothing is enlarged."""

    url: str
    width: int
    height: int
    content_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StartUploadRequest:
    """A file that is about to be sent straight to the storage."""

    filename: Filename
    content_type: Annotated[str, MinLen(1), MaxLen(64), doc("One of the picture types that are taken.")]
    size: Annotated[int, Ge(1), Le(2**31 - 1), doc("Bytes.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadResponse:
    """How to send the file: a multipart form, ``fields`` first, the file last under the name ``file``.

    A relative ``url`` is one of ours. Then the upload has to be completed before ``expires_at``.
    """

    id: Id
    method: str
    url: str
    fields: Mapping[str, str]
    expires_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteUploadRequest:
    """What is said of the picture from the beginning."""

    alt: dict[LocaleCode, AltText] = field(default_factory=dict)
