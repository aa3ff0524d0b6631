"""What is taken in as a picture, and what is refused and why."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from typing import Any

import pytest
from PIL import Image, ImageCms

from rustok.errors import RustokError
from rustok.media import errors, models
from rustok.media.dto import PictureFormat
from rustok.media.pictures import examine
from rustok.media.rendering import render
from rustok.media.renditions import Rendition
from rustok.media.services import assets
from rustok.tenancy.models import Tenant
from tests.rustok.media.pictures import animation, encoded, picture, system


def _examine(content: bytes, *, max_pixels: int = 1_000_000, max_frames: int = 20) -> Any:
    return examine(content, max_pixels=max_pixels, max_frames=max_frames)


def _png_header(width: int, height: int) -> bytes:
    """Return a PNG that says it is this large, and holds almost nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


def _zip() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("evil.class", b"\xca\xfe\xba\xbe")
    return target.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"%PDF-1.7",
        b"\x00" * 64,
        b"II*\x00" + b"\x00" * 64,
        b"BM" + b"\x00" * 64,
    ],
)
def test_what_is_no_picture_that_is_taken_is_refused(content: bytes) -> None:
    with pytest.raises(errors.UnsupportedFile):
        _examine(content)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_a_picture_cut_short_is_refused(format: str) -> None:
    content = encoded(Image.effect_noise((256, 256), 80).convert("RGB"), format)

    with pytest.raises((errors.BrokenFile, errors.UnsupportedFile)):
        _examine(content[: len(content) // 2])


@pytest.mark.parametrize(("width", "height"), [(1001, 1000), (50_000, 50_000), (2**31 - 1, 2**31 - 1)])
def test_a_flood_of_pixels_is_refused_by_its_header(width: int, height: int) -> None:
    with pytest.raises(errors.TooManyPixels):
        _examine(_png_header(width, height))


@pytest.mark.parametrize("format", ["GIF", "WEBP", "PNG"])
def test_a_flood_of_frames_is_refused(format: str) -> None:
    film = animation(*(["red", "blue"] * 6), format=format)

    with pytest.raises(errors.TooManyFrames):
        _examine(film, max_frames=11)
    assert _examine(film, max_frames=12).animated


@pytest.mark.parametrize("format", ["JPEG", "PNG", "GIF", "WEBP", "AVIF"])
@pytest.mark.parametrize(
    "tail", [b"<script>alert(1)</script>", b"<HTML>", b"<?php system($_GET[0]);", b"%PDF-1.7", _zip()]
)
def test_a_picture_that_is_something_else_too_is_refused(format: str, tail: bytes) -> None:
    with pytest.raises(errors.Polyglot):
        _examine(picture(format=format) + tail)


@pytest.mark.parametrize("format", ["PNG", "GIF", "WEBP", "AVIF"])
def test_what_is_behind_the_end_is_refused(format: str) -> None:
    for content in (picture(format=format, size=(300, 200)), animation("red", "blue", format=format)):
        assert _examine(content)
        assert _examine(content + b"\x00\x00")
        with pytest.raises(errors.Polyglot):
            _examine(content + b"=1;alert(1)//")


def test_a_script_in_a_comment_is_refused() -> None:
    with pytest.raises(errors.Polyglot):
        _examine(picture(format="JPEG", comment=b"<script>alert(1)</script>"))


def test_a_second_picture_of_a_phone_is_fine() -> None:
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("red", "blue")]
    content = encoded(frames[0], "MPO", save_all=True, append_images=frames[1:])

    found = _examine(content)

    assert (found.content_type, found.extension, found.animated) == ("image/jpeg", "jpg", False)


def test_the_size_is_that_of_the_picture_as_it_is_seen() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6

    found = _examine(encoded(Image.new("RGB", (40, 30), "red"), "JPEG", exif=exif))

    assert (found.width, found.height) == (30, 40)


@pytest.mark.parametrize(
    ("image", "transparent"),
    [
        (Image.new("RGBA", (4, 4), (255, 0, 0, 255)), False),
        (Image.new("RGBA", (4, 4), (255, 0, 0, 254)), True),
        (Image.new("RGB", (4, 4)), False),
        (Image.new("LA", (4, 4), (7, 0)), True),
    ],
)
def test_transparency_is_that_of_the_pixels(image: Image.Image, transparent: bool) -> None:
    assert _examine(encoded(image)).transparent is transparent


def _samples() -> dict[str, bytes]:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Camera"
    exif.get_ifd(0x8825)[1] = "N"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    noise = Image.effect_noise((60, 40), 70).convert("RGB")
    return {
        **{kind: encoded(noise, kind, exif=exif, icc_profile=profile) for kind in ("JPEG", "PNG", "WEBP", "AVIF")},
        "progressive": encoded(noise, "JPEG", progressive=True),
        "CMYK": encoded(noise.convert("CMYK"), "JPEG"),
        "palette": encoded(noise.convert("P"), "PNG", transparency=0),
        "16 bit": encoded(Image.new("I;16", (60, 40), 99)),
        "MPO": encoded(noise, "MPO", save_all=True, append_images=[noise]),
        "GIF": encoded(noise, "GIF"),
        **{f"{kind} film": animation("red", "blue", "green", format=kind) for kind in ("GIF", "WEBP", "PNG")},
    }


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@pytest.mark.parametrize(("kind", "sample"), _samples().items(), ids=_samples())
def test_a_damaged_file_is_refused_or_shown_and_nothing_else(kind: str, sample: bytes) -> None:
    chance = random.Random(kind)
    taken = refused = 0
    for _ in range(150):
        content = bytearray(sample)
        for _ in range(chance.choice((1, 1, 2, 4, 10))):
            place = chance.randrange(min(len(content), chance.choice((64, 600, len(content)))))
            content[place] = chance.choice((0, 255, chance.randrange(256)))
        try:
            _examine(bytes(content))
        except RustokError:
            refused += 1
            continue
        taken += 1
        for format in (PictureFormat.WEBP, PictureFormat.JPEG):
            assert render(io.BytesIO(content), Rendition(width=96, format=format))
    assert taken + refused == 150
    assert refused > 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("limits", "error"),
    [
        ({"max_bytes": 10}, errors.FileTooLarge),
        ({"max_pixels": 47}, errors.TooManyPixels),
        ({"max_frames": 0}, errors.TooManyFrames),
    ],
)
def test_a_refused_file_leaves_nothing(
    in_tenant_a: Tenant, settings: Any, media_folder: Any, limits: dict[str, int], error: type[RustokError]
) -> None:
    settings.RUSTOK = {**settings.RUSTOK, "media": limits}

    with pytest.raises(error):
        assets.store_asset(system(in_tenant_a), picture(), filename="a.png")

    assert models.Asset.objects.count() == 0
    assert not media_folder.exists()
