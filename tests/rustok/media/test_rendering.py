"""Pixels of renditions: sizes, colours, turns, and nothing of the original but what is seen."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image, ImageCms, ImageOps

from rustok.media.dto import PictureFit, PictureFormat
from rustok.media.pictures import examine
from rustok.media.rendering import render
from rustok.media.renditions import Rendition
from tests.rustok.media.pictures import animation, encoded, picture


def _image(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def _rendered(content: bytes, **wanted: Any) -> Image.Image:
    return _image(render(io.BytesIO(content), Rendition(**wanted)))


def _examine(content: bytes) -> Any:
    return examine(content, max_pixels=1_000_000, max_frames=20)


def _near(found: Any, wanted: tuple[int, ...], by: int = 6) -> bool:
    return all(abs(a - b) <= by for a, b in zip(found, wanted, strict=True))


@pytest.mark.parametrize("format", list(PictureFormat))
def test_each_format_is_what_it_says(format: PictureFormat) -> None:
    found = _rendered(picture(size=(800, 400), colour="teal"), width=320, format=format)

    assert found.format == format.value.upper()
    assert found.size == (320, 160)
    assert _near(found.convert("RGB").getpixel((100, 100)), (0, 128, 128))


@pytest.mark.parametrize(
    ("size", "wanted", "result"),
    [
        ((800, 400), {"width": 320}, (320, 160)),
        ((200, 100), {"width": 320}, (200, 100)),
        ((100, 30_000), {"width": 160}, (34, 10_240)),
        ((800, 400), {"width": 320, "height": 96, "fit": PictureFit.CONTAIN}, (192, 96)),
        ((90, 40), {"width": 320, "height": 320, "fit": PictureFit.CONTAIN}, (90, 40)),
        ((800, 400), {"width": 320, "height": 320, "fit": PictureFit.COVER}, (320, 320)),
        ((800, 160), {"width": 320, "height": 320, "fit": PictureFit.COVER}, (160, 160)),
        ((3000, 8), {"width": 160, "height": 320, "fit": PictureFit.COVER}, (4, 8)),
    ],
)
def test_sizes_fit_and_nothing_is_enlarged(size: tuple[int, int], wanted: Any, result: tuple[int, int]) -> None:
    assert Rendition(**wanted).size_of(*size) == result
    for format in ("PNG", "JPEG"):
        assert _rendered(picture(size=size, format=format), **wanted).size == result


def test_what_is_cut_off_keeps_the_focal_point() -> None:
    image = Image.new("RGB", (1200, 400), "white")
    image.paste("red", (0, 0, 400, 400))
    image.paste("blue", (800, 0, 1200, 400))
    square = {"width": 160, "height": 160, "fit": PictureFit.COVER, "format": PictureFormat.PNG}

    colours = {
        focal: _rendered(encoded(image), **square, focal_x=focal).getpixel((80, 80)) for focal in (0, 100, 500, 1000)
    }

    assert colours == {0: (255, 0, 0), 100: (255, 0, 0), 500: (255, 255, 255), 1000: (0, 0, 255)}


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_turned_as_its_camera_said_and_tells_nothing_else(format: str) -> None:
    image = Image.new("RGB", (800, 400), "white")
    image.paste("red", (0, 0, 400, 400))
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Camera of Somebody"
    exif.get_ifd(0x8825)[1] = "N"
    content = encoded(image, format, exif=exif, **({"lossless": True} if format == "WEBP" else {}))

    for wanted in PictureFormat:
        made = render(io.BytesIO(content), Rendition(width=160, format=wanted))
        found = _image(made)

        assert found.size == (160, 320)
        # What was left is above.
        assert _near(found.convert("RGB").getpixel((80, 40)), (255, 0, 0), 30)
        assert _near(found.convert("RGB").getpixel((80, 280)), (255, 255, 255), 30)
        assert not found.getexif()
        assert "icc_profile" not in found.info
        assert b"Somebody" not in made
        assert b"Exif" not in made


@pytest.mark.parametrize("orientation", range(10))
def test_every_way_to_turn_a_picture(orientation: int) -> None:
    image = Image.new("RGB", (60, 40), "white")
    for number, place in enumerate(((0, 0), (30, 0), (0, 20), (30, 20))):
        image.paste(("red", "green", "blue", "black")[number], (*place, place[0] + 30, place[1] + 20))
    exif = Image.Exif()
    exif[0x0112] = orientation
    content = encoded(image, exif=exif)

    turned = ImageOps.exif_transpose(Image.open(io.BytesIO(content)))
    found = _rendered(content, width=96, format=PictureFormat.PNG)

    assert found.size == turned.size == (_examine(content).width, _examine(content).height)
    assert found.tobytes() == turned.tobytes()


def test_colours_of_another_profile_are_brought_to_srgb() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    image = Image.new("RGB", (200, 100), (10, 200, 30))
    same = _rendered(encoded(image, icc_profile=srgb.tobytes()), width=96, format=PictureFormat.PNG)
    wrong = _rendered(encoded(image, icc_profile=profile.tobytes()), width=96, format=PictureFormat.PNG)
    broken = _rendered(encoded(image, icc_profile=b"no profile"), width=96, format=PictureFormat.PNG)

    assert _near(same.getpixel((5, 5)), (10, 200, 30), 1)
    assert wrong.getpixel((5, 5)) == broken.getpixel((5, 5)) == (10, 200, 30)


def test_other_kinds_of_pixels_become_what_browsers_show() -> None:
    sixteen = Image.new("I;16", (200, 100), 0x8000)
    palette = Image.new("P", (200, 100), 0)
    cmyk = Image.new("CMYK", (200, 100), (0, 255, 255, 0))

    assert _rendered(encoded(sixteen), width=96, format=PictureFormat.PNG).convert("L").getpixel((5, 5)) == 128
    assert _rendered(encoded(palette), width=96).mode == "RGB"
    assert _near(_rendered(encoded(cmyk, "JPEG"), width=96, format=PictureFormat.PNG).getpixel((5, 5)), (255, 0, 0))


def test_transparency_stays_or_becomes_white() -> None:
    content = encoded(Image.new("RGBA", (200, 100), (255, 0, 0, 0)))

    assert _rendered(content, width=96, format=PictureFormat.WEBP).getpixel((5, 5))[3] == 0
    assert _rendered(content, width=96, format=PictureFormat.JPEG).getpixel((5, 5)) == (255, 255, 255)


def test_of_an_animation_the_first_frame_is_shown() -> None:
    found = _rendered(animation("red", "blue", size=(40, 30)), width=96, format=PictureFormat.PNG)

    assert (found.size, found.convert("RGB").getpixel((5, 5))) == ((40, 30), (255, 0, 0))
    assert getattr(found, "n_frames", 1) == 1


def test_the_same_picture_gives_the_same_bytes() -> None:
    content = encoded(Image.effect_noise((900, 700), 60).convert("RGB"), "JPEG")

    for format in PictureFormat:
        wanted = Rendition(width=320, format=format)
        assert render(io.BytesIO(content), wanted) == render(io.BytesIO(content), wanted)
