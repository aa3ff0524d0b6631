import io

import pytest
from PIL import Image

from rustok_commerce.demo.catalog import CATALOGS
from rustok_commerce.demo.pictures import DRAWINGS, draw
from rustok_commerce.demo.pictures.canvas import Canvas, mirrored, rgb, rounded, trace
from rustok_commerce.demo.pictures.palettes import PALETTES

PRODUCTS = [product for catalog in CATALOGS.values() for product in catalog.products]


def test_every_product_has_a_drawing_of_its_own_and_a_palette() -> None:
    assert sorted(product.picture.drawing for product in PRODUCTS) == sorted(DRAWINGS)
    assert {product.picture.palette for product in PRODUCTS} <= set(PALETTES)


def test_every_picture_is_a_small_square_webp_unlike_any_other() -> None:
    pictures = {product.handle: draw(product.handle) for product in PRODUCTS}

    assert len(set(pictures.values())) == len(PRODUCTS)
    for handle, content in pictures.items():
        assert len(content) < 40_000, handle
        with Image.open(io.BytesIO(content)) as picture:
            assert (picture.format, picture.size) == ("WEBP", (1200, 1200)), handle


@pytest.mark.parametrize("handle", ["woodline-overshirt", "glow-camp-lantern", "cable-drum"])
def test_a_picture_is_the_same_every_time(handle: str) -> None:
    assert draw(handle) == draw(handle)


def test_an_unknown_product_has_no_picture() -> None:
    with pytest.raises(KeyError):
        draw("no-such-thing")


def test_clip_keeps_drawing_inside_the_shape_even_when_nested() -> None:
    canvas = Canvas(PALETTES["moss"])
    red = rgb("#ff0000")
    with canvas.clip(rounded(200, 200, 800, 800, 0)), canvas.clip(rounded(100, 400, 600, 600, 0)):
        canvas.fill(rounded(0, 0, 1000, 1000, 0), red)

    with Image.open(io.BytesIO(canvas.webp())) as picture:
        found = picture.convert("RGB")
    at = {
        (x, y): found.getpixel((x * 12 // 10, y * 12 // 10))
        for x, y in ((400, 500), (150, 500), (700, 500), (400, 300))
    }
    reds = {point for point, colour in at.items() if isinstance(colour, tuple) and colour[0] > 240 and colour[1] < 30}
    assert reds == {(400, 500)}


def test_paths_read_lines_and_curves_and_refuse_the_rest() -> None:
    assert trace("M0 0 L10 0 L10 10 Z") == [(0, 0), (10, 0), (10, 10)]
    assert trace("M0 0 Q10 0 10 10")[-1] == (10, 10)
    assert mirrored("M500 0 L400 10") == [(500, 0), (400, 10), (600, 10), (500, 0)]
    with pytest.raises(ValueError, match="unknown path command"):
        trace("M0 0 H10")
