"""Looks at what a file really is: its name and declared type are the sender's words only."""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from dataclasses import dataclass
from typing import Final

from PIL import Image, UnidentifiedImageError

from rustok.media import errors
from rustok.media.polyglots import foreign_part

# SVG is left out on purpose: it is a program (scripts, outside references), not a picture.
_FORMATS: Final = {
    "JPEG": ("image/jpeg", "jpg"),
    "PNG": ("image/png", "png"),
    "WEBP": ("image/webp", "webp"),
    "AVIF": ("image/avif", "avif"),
    "GIF": ("image/gif", "gif"),
}
_OPAQUE: Final = 255

CONTENT_TYPES: Final = {extension: content_type for content_type, extension in _FORMATS.values()}
"""What is taken, by the extension that it is stored with."""

ORIENTATION: Final = 0x0112
"""The EXIF tag by which cameras say how to turn a picture."""

UPRIGHT: Final = 1
LYING: Final = {5, 6, 7, 8}
"""Orientations that swap width and height."""

FAULTS: Final = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    LookupError,
    TypeError,
    RuntimeError,
    ArithmeticError,
    struct.error,
    zlib.error,
)
"""What Pillow raises over a damaged file: whatever its readers trip over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What a file turned out to be. The size is that of the picture as it is seen, turned as its camera said."""

    content_type: str
    extension: str
    width: int
    height: int
    transparent: bool
    animated: bool


def examine(content: bytes, *, max_pixels: int, max_frames: int) -> Picture:
    """Find out format and size, and read the picture to its end.

    :raises UnsupportedFile: not one of the formats that are taken.
    :raises TooManyPixels: more than ``max_pixels``.
    :raises TooManyFrames: more than ``max_frames``.
    :raises BrokenFile: it cannot be read to its end.
    :raises Polyglot: something else is in the file, too.
    """
    try:
        with warnings.catch_warnings():
            # Our own limit is checked below, from the header, before any pixel is read.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content), formats=tuple(_FORMATS))
    except Image.DecompressionBombError as exc:
        raise errors.TooManyPixels(limit=max_pixels) from exc
    except (UnidentifiedImageError, *FAULTS) as exc:
        raise errors.UnsupportedFile() from exc
    with image:
        width, height = image.size
        if width * height > max_pixels:
            raise errors.TooManyPixels(limit=max_pixels)
        try:
            frames = getattr(image, "n_frames", 1)
            if frames > max_frames:
                raise errors.TooManyFrames(limit=max_frames)
            image.load()
            turned = orientation_of(image) in LYING
            transparent = _is_transparent(image)
        except FAULTS as exc:
            raise errors.BrokenFile() from exc
        # A camera's JPEG can hold further pictures (a preview, a map of brightness); those are no film.
        format = "JPEG" if image.format == "MPO" else image.format or ""
    if (found := foreign_part(content, format)) is not None:
        raise errors.Polyglot(found=found)
    content_type, extension = _FORMATS[format]
    return Picture(
        content_type=content_type,
        extension=extension,
        width=height if turned else width,
        height=width if turned else height,
        transparent=transparent,
        animated=frames > 1 and format != "JPEG",
    )


def orientation_of(image: Image.Image) -> int:
    """Return how the camera said to turn a picture, 1 to 8; where its notes cannot be read, not at all."""
    try:
        found = image.getexif().get(ORIENTATION, UPRIGHT)
    except FAULTS:
        return UPRIGHT
    return found if isinstance(found, int) and found in range(1, 9) else UPRIGHT


def _is_transparent(image: Image.Image) -> bool:
    """Tell whether anything shines through: many pictures have an alpha channel and do not use it."""
    if "A" in image.getbands():
        return bool(image.getchannel("A").getextrema()[0] != _OPAQUE)
    return image.has_transparency_data
