"""The media library as operators use it."""

from __future__ import annotations

import time
from collections.abc import Callable
from io import BytesIO
from typing import Any, Final
from uuid import uuid4

from PIL import Image

from rustok.runtime.demo_logins import DEMO
from tests.browser.conftest import Visit
from tests.browser.watched import Visitor

WITHIN: Final = 5.0
_LIST: Final = "/admin/rustok_media/asset/"


def _file(name: str, image: Image.Image | None = None, content: bytes | None = None) -> dict[str, Any]:
    """Return a file as a form has it; every picture is another one."""
    if content is None:
        target = BytesIO()
        comment = uuid4().hex
        (image or Image.new("RGB", (640, 320), f"#{comment[:6]}")).save(target, "JPEG", comment=comment.encode())
        content = target.getvalue()
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


def _thirds() -> Image.Image:
    """Return a wide picture: red on the left, white, blue on the right."""
    image = Image.new("RGB", (1200, 400), "white")
    image.paste("red", (0, 0, 400, 400))
    image.paste("blue", (800, 0, 1200, 400))
    return image


def _until(seen: Callable[[], bool], what: str) -> None:
    begun = time.monotonic()
    while not seen():
        assert time.monotonic() - begun < WITHIN, what
        time.sleep(0.05)


def _upload(visitor: Visitor, *files: dict[str, Any]) -> None:
    visitor.open(f"{_LIST}add/")
    visitor.page.set_input_files("[name=file]", list(files))


def _loaded(visitor: Visitor, images: str) -> list[int]:
    visitor.page.wait_for_load_state("networkidle")
    widths: list[int] = visitor.page.locator(images).evaluate_all("all => all.map((image) => image.naturalWidth)")
    return widths


def test_several_pictures_are_taken_in_at_once_and_the_bad_one_is_named(visit: Visit) -> None:
    mark = uuid4().hex[:8]
    good = [_file(f"{mark}-{number}.jpg") for number in range(3)]
    with visit(DEMO) as visitor:
        _upload(visitor, *good, _file(f"{mark}-evil.jpg", content=b"<svg onload=alert(1)>"))
        assert visitor.page.locator(".chosen-files li").all_inner_texts() == [
            *(f"{mark}-{number}.jpg" for number in range(3)),
            f"{mark}-evil.jpg",
        ]
        assert visitor.page.locator("input[type=text][disabled]").first.input_value() == "4 files"
        visitor.shot("admin-media-chosen")
        visitor.save()

        assert visitor.page.get_by_text("3 pictures were taken in").is_visible()
        refusal = visitor.page.get_by_text(f"Not taken in: {mark}-evil.jpg: Only JPEG, PNG, WebP, AVIF and GIF")
        assert refusal.is_visible()
        visitor.open(f"{_LIST}?q={mark}")
        visitor.shot("admin-media-list")
        assert visitor.page.locator("#result_list tbody tr").count() == 3
        # Thumbnails are renditions: cut to a square, and small.
        assert _loaded(visitor, "#result_list img") == [160, 160, 160]


def test_nothing_is_taken_in_where_every_file_is_bad(visit: Visit) -> None:
    with visit(DEMO) as visitor:
        _upload(visitor, _file("evil.jpg", content=b"%PDF-1.7"))
        visitor.save()

        assert visitor.page.get_by_text("evil.jpg: Only JPEG, PNG, WebP, AVIF and GIF").first.is_visible()
        visitor.shot("admin-media-refused")


def test_the_focal_point_is_set_by_a_click(visit: Visit) -> None:
    name = f"{uuid4().hex[:8]}-thirds"
    with visit(DEMO) as visitor:
        _upload(visitor, _file(f"{name}.jpg", _thirds()))
        visitor.save("Save and continue editing")
        page = visitor.page
        stage = page.locator(".focal-stage")
        area = page.locator("[data-focal-picture]").bounding_box()
        assert area is not None
        assert page.locator("[name=focal_x]").input_value() == "500"
        # The marker is placed by the stage: both must have one size.
        whole = stage.bounding_box()
        assert whole is not None
        assert all(abs(whole[side] - area[side]) < 1 for side in ("x", "y", "width", "height"))

        stage.click(position={"x": area["width"] * 0.1, "y": area["height"] * 0.5})
        assert abs(int(page.locator("[name=focal_x]").input_value()) - 100) <= 3
        assert abs(int(page.locator("[name=focal_y]").input_value()) - 500) <= 3
        stage.press("Shift+ArrowLeft")
        assert int(page.locator("[name=focal_x]").input_value()) <= 3
        moved = page.locator(".focal-square").evaluate("crop => crop.style.objectPosition")
        assert moved.split()[0] == "0%"
        visitor.shot("admin-media-focal")
        visitor.save("Save and continue editing")

        assert int(page.locator("[name=focal_x]").input_value()) <= 3
        visitor.open(f"{_LIST}?q={name}")
        shown = page.locator("#result_list img").first
        colour = shown.evaluate(
            """async (image) => {
                 await image.decode();
                 const canvas = document.createElement("canvas");
                 [canvas.width, canvas.height] = [160, 160];
                 canvas.getContext("2d").drawImage(image, 0, 0);
                 return [...canvas.getContext("2d").getImageData(80, 80, 1, 1).data];
               }"""
        )
        assert colour[0] > 240
        assert max(colour[1], colour[2]) < 40


def test_pictures_without_a_text_are_found_and_described(visit: Visit) -> None:
    name = uuid4().hex[:8]
    with visit(DEMO) as visitor:
        _upload(visitor, _file(f"{name}.jpg"))
        visitor.page.fill("[name=alt__en]", "A field of one colour")
        visitor.save("Save and continue editing")
        address = visitor.page.url.split("?")[0].removeprefix(visitor.base)

        def missing(locale: str) -> int:
            visitor.open(f"{_LIST}?q={name}&text={locale}")
            return visitor.page.locator("#result_list tbody tr").count()

        assert (missing("en"), missing("de")) == (0, 1)
        visitor.open(address)
        visitor.page.fill("[name=alt__de]", "Eine Farbe")
        visitor.save()
        assert missing("de") == 0


def test_whoever_deletes_a_picture_is_told_what_shows_it(visit: Visit) -> None:
    with visit(DEMO) as visitor:
        visitor.open("/admin/rustok_commerce/product/?status__exact=active")
        link = visitor.page.locator("#result_list a[href*='/change/']").first
        visitor.open(str(link.get_attribute("href")).split("?")[0])
        handle = visitor.page.locator("[name=handle]").input_value()
        title = visitor.page.locator("[name=title__en]").input_value()
        path = f"/api/v1/store/products/{handle}?locale=en"
        image = visitor.get_json(path)["image"]
        for address in (image["url"], image["thumbnail"], image["srcset"].split()[0]):
            assert visitor.get(address).status == 200
        asset = image["thumbnail"].split("/")[3]

        visitor.open(f"{_LIST}{asset}/change/")
        assert visitor.page.get_by_role("link", name=title).count() >= 1
        visitor.shot("admin-media-picture")
        visitor.page.get_by_role("link", name="Delete picture").click()
        assert visitor.page.get_by_text("disappears from").first.is_visible()
        visitor.shot("admin-media-delete")
        visitor.save("Yes, I’m sure")

        _until(lambda: asset not in visitor.get(path).text(), "the storefront")
        assert visitor.get(image["thumbnail"]).status == 404
