"""Makes renditions: pixels in, pixels out. Knows nothing of tenants, files or addresses.

Nothing of the original but what is seen survives: no place, no camera, no comment. It is turned as its camera said,
and its colours are brought to sRGB, which is what everything shows a picture without a profile in.
"""

from __future__ import annotations

import io
import warnings
from typing import IO, Any, Final

from PIL import Image, ImageCms

from rustok.media.dto import PictureFit, PictureFormat
from rustok.media.pictures import LYING, orientation_of
from rustok.media.renditions import Rendition

_SAVE: Final[dict[PictureFormat, dict[str, Any]]] = {
    PictureFormat.WEBP: {"quality": 80, "method": 4},
    # Slower than 8 costs seconds for a few percent; the first visitor waits for this.
    PictureFormat.AVIF: {"quality": 62, "speed": 8, "max_threads": 1},
    PictureFormat.JPEG: {"quality": 84, "progressive": True, "optimize": True},
    PictureFormat.PNG: {"compress_level": 7},
}
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_WITHOUT_ALPHA: Final = {PictureFormat.JPEG}
_SRGB: Final = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
_GAP: Final = 2
"""How much larger than needed a picture is taken in before the good, slow scaling: more is not seen."""


def render(source: IO[bytes], rendition: Rendition) -> bytes:
    """Make a rendition of a picture that was examined when it was taken in. Of an animation, the first frame."""
    with warnings.catch_warnings():
        # The limit was kept when it was taken in.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        opened = Image.open(source)
    with opened:
        orientation = orientation_of(opened)
        image = _taken_in(opened, rendition, lying=orientation in LYING)
    if (turn := _TURNS.get(orientation)) is not None:
        image = image.transpose(turn)
    image = _coloured(image, with_alpha=rendition.format not in _WITHOUT_ALPHA)
    size = rendition.size_of(*image.size)
    box = _crop(image.size, size, rendition) if rendition.fit is PictureFit.COVER else None
    image = image.resize(size, Image.Resampling.LANCZOS, box=box)
    # What savers would write along.
    image.info = {}
    target = io.BytesIO()
    image.save(target, rendition.format.value, **_SAVE[rendition.format])
    return target.getvalue()


def is_light(source: IO[bytes]) -> bool:
    """Tell whether a picture can be decoded smaller than it is, so that its size does not matter."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        with Image.open(source) as image:
            light = image.format in ("JPEG", "MPO")
    source.seek(0)
    return light


def _taken_in(image: Image.Image, rendition: Rendition, *, lying: bool) -> Image.Image:
    """Read the pixels, no more than needed: a JPEG is decoded smaller, others are reduced before anything else."""
    width, height = image.size
    if lying:
        width, height = height, width
    wanted = rendition.size_of(width, height)
    # How much of the picture the size covers, not how much of it remains after cropping.
    scale = max(wanted[0] / width, wanted[1] / height)
    whole = max(1, round(image.size[0] * scale * _GAP)), max(1, round(image.size[1] * scale * _GAP))
    image.draft("RGB", whole)
    image.load()
    factor = min(image.size[0] // whole[0], image.size[1] // whole[1])
    if factor < 2 or image.mode not in ("L", "LA", "RGB", "RGBA", "CMYK"):
        return image
    reduced = image.reduce(factor)
    reduced.info = dict(image.info)
    return reduced


def _coloured(image: Image.Image, *, with_alpha: bool) -> Image.Image:
    """Bring a picture to sRGB, with an alpha channel where it has one; without, what shines through is white."""
    profile = image.info.get("icc_profile")
    if image.mode.startswith(("I", "F")):
        # Sixteen bits of grey.
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    has_alpha = image.has_transparency_data
    if image.mode not in ("L", "RGB", "RGBA", "CMYK"):
        image = image.convert("RGBA" if has_alpha else "RGB")
    if profile and image.mode != "L":
        image = _converted(image, profile)
    mode = "RGBA" if has_alpha else "RGB"
    if image.mode != mode:
        image = image.convert(mode)
    if has_alpha and not with_alpha:
        ground = Image.new("RGB", image.size, "white")
        ground.paste(image, mask=image.getchannel("A"))
        return ground
    return image


def _converted(image: Image.Image, profile: bytes) -> Image.Image:
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    try:
        found = ImageCms.profileToProfile(image, ImageCms.ImageCmsProfile(io.BytesIO(profile)), _SRGB, outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError):
        # A broken profile, or one of another kind of colours: such pictures are shown as if they had none.
        return image
    return found if found is not None else image


def _crop(size: tuple[int, int], target: tuple[int, int], rendition: Rendition) -> tuple[float, float, float, float]:
    """Return the part of the picture with the target's proportions that has the focal point nearest to its middle."""
    scale = min(size[0] / target[0], size[1] / target[1])
    width, height = target[0] * scale, target[1] * scale
    left = min(max(size[0] * rendition.focal_x / 1000 - width / 2, 0.0), size[0] - width)
    top = min(max(size[1] * rendition.focal_y / 1000 - height / 2, 0.0), size[1] - height)
    return (left, top, left + width, top + height)
