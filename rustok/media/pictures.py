"""Looks at what a file really is: its name and declared type are the sender's words only."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import Final

from PIL import Image, UnidentifiedImageError

from rustok.media import errors

# SVG is left out on purpose: it is a program (scripts, outside references), not a picture.
_FORMATS: Final = {
    "JPEG": ("image/jpeg", "jpg"),
    "PNG": ("image/png", "png"),
    "WEBP": ("image/webp", "webp"),
    "AVIF": ("image/avif", "avif"),
    "GIF": ("image/gif", "gif"),
}


@dataclass(frozen=True, slots=True)
class Picture:
    """What a file turned out to be."""

    content_type: str
    extension: str
    width: int
    height: int


def examine(content: bytes, *, max_pixels: int) -> Picture:
    """Find out format and size, and read the picture to its end.

    :raises UnsupportedFile: not one of the formats that are taken.
    :raises TooManyPixels: more than ``max_pixels``.
    :raises BrokenFile: it cannot be read to its end.
    """
    try:
        with warnings.catch_warnings():
            # Our own limit is checked below, from the header, before any pixel is read.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content), formats=tuple(_FORMATS))
    except Image.DecompressionBombError as exc:
        raise errors.TooManyPixels(limit=max_pixels) from exc
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as exc:
        raise errors.UnsupportedFile() from exc
    with image:
        width, height = image.size
        if width * height > max_pixels:
            raise errors.TooManyPixels(limit=max_pixels)
        try:
            image.load()
        except (OSError, ValueError, SyntaxError, EOFError) as exc:
            raise errors.BrokenFile() from exc
        content_type, extension = _FORMATS[image.format or ""]
    return Picture(content_type, extension, width, height)
