"""What operators do, seen from the storefront a moment later."""

from __future__ import annotations

import time
from collections.abc import Callable
from io import BytesIO
from typing import Final
from uuid import uuid4

import pytest
from PIL import Image

from rustok.runtime.demo_logins import DEMO, PASSWORD, PLATFORM
from tests.browser.conftest import Visit
from tests.browser.watched import Visitor

WITHIN: Final = 5.0
"""Seconds for a change to be seen. On a machine with nothing else to do it takes well below one."""


def _until(seen: Callable[[], bool], what: str) -> float:
    begun = time.monotonic()
    while time.monotonic() - begun < WITHIN:
        if seen():
            return time.monotonic() - begun
        time.sleep(0.02)
    pytest.fail(f"{what} did not show the change within {WITHIN} s")


def _unique(text: str) -> str:
    return f"{text} {uuid4().hex[:8]}"


def _first(visitor: Visitor, path: str) -> str:
    """Open the first object of a list; return its address."""
    visitor.open(path)
    href = visitor.page.locator("#result_list a[href*='/change/']").first.get_attribute("href")
    assert href is not None
    visitor.open(href)
    return href.split("?")[0]


def _publish(visitor: Visitor) -> None:
    """Let readers see what waits on a node's page."""
    visitor.page.locator("[data-opens^='publish']").first.click()
    with visitor.page.expect_navigation(wait_until="load"):
        visitor.page.locator("dialog[open] button[type=submit]").click()


def test_a_product_title_changed_in_the_admin_is_seen_by_rest_graphql_and_search(visit: Visit) -> None:
    title = _unique("Lantern for late readers")
    with visit(DEMO) as visitor:
        visitor.open("/admin/rustok_commerce/product/?status__exact=active")
        visitor.shot("admin-products")
        _first(visitor, "/admin/rustok_commerce/product/?status__exact=active")
        handle = visitor.page.locator("[name=handle]").input_value()
        visitor.shot("admin-product")
        visitor.page.fill("[name=title__en]", title)
        visitor.save()
        begun = time.monotonic()

        def by_rest() -> bool:
            return bool(visitor.get_json(f"/api/v1/store/products/{handle}?locale=en")["title"] == title)

        def by_graphql() -> bool:
            found = visitor.graphql(f'{{ product(handle: "{handle}") {{ title }} }}')
            return bool(found["product"]["title"] == title)

        def by_search() -> bool:
            found = visitor.get_json(f"/api/v1/store/search?q={title.split()[-1]}&locale=en")
            return any(hit["item"]["title"] == title for hit in found["items"])

        for seen, what in ((by_rest, "REST"), (by_graphql, "GraphQL"), (by_search, "search")):
            _until(seen, what)
        # Shown with -s, and when the test fails.
        print(f"seen everywhere {time.monotonic() - begun:.2f} s after the page that said so")


def test_a_post_is_written_published_and_taken_back(visit: Visit) -> None:
    title = _unique("Notes from the workshop")
    slug = title.lower().replace(" ", "-")

    def status(visitor: Visitor) -> int:
        return visitor.get(f"/api/v1/store/nodes/post/{slug}?locale=en").status

    with visit(DEMO) as visitor:
        visitor.open("/admin/rustok_content/node/add/")
        visitor.page.select_option("[name=kind]", "post")
        visitor.page.fill("[name=title__en]", title)
        visitor.page.fill("[name=body__en]", "Planed **today**.\n\n<script>alert(1)</script>")
        visitor.save("Save and continue editing")
        assert visitor.page.get_by_text("Taken out of the body").is_visible()
        assert status(visitor) == 404
        visitor.save("Save and publish")
        _until(lambda: status(visitor) == 200, "the storefront")
        visitor.open(f"/admin/rustok_content/node/?q={slug[-8:]}")
        assert visitor.page.locator("#result_list").get_by_text("published").count() == 1
        visitor.page.locator("#result_list a[href*='/change/']").first.click()
        visitor.page.locator("[data-opens=unpublish]").click()
        with visitor.page.expect_navigation(wait_until="load"):
            visitor.page.locator("dialog[open] button[type=submit]").click()
        _until(lambda: status(visitor) == 404, "the storefront")


def test_a_changed_original_marks_its_translations(visit: Visit) -> None:
    with visit(DEMO) as visitor:
        visitor.open("/admin/rustok_content/node/")
        visitor.shot("admin-nodes")
        visitor.open("/admin/rustok_content/node/?q=size-guide")
        visitor.page.locator("#result_list a[href*='/change/']").first.click()
        visitor.page.fill("[name=excerpt__en]", _unique("How to measure."))
        visitor.save("Save and continue editing")
        _publish(visitor)

        tab = visitor.page.locator("nav a", has_text="Deutsch · out of date")
        tab.click()
        notice = visitor.page.get_by_text("has changed since this was written").locator("visible=true")
        # The tab shows its fields once the browser comes to it.
        notice.wait_for()
        assert notice.count() == 1
        visitor.shot("admin-node")
        visitor.page.fill("[name=excerpt__de]", _unique("Richtig messen."))
        visitor.save("Save and continue editing")
        _publish(visitor)
        assert visitor.page.locator("nav a", has_text="Deutsch · out of date").count() == 0


def test_who_saves_second_is_told_and_loses_nothing(visit: Visit) -> None:
    with visit(DEMO) as first, visit(DEMO) as second:
        address = _first(first, "/admin/rustok_content/category/")
        second.open(address)
        name = _unique("Guides")
        first.page.fill("[name=name__en]", name)
        first.save("Save and continue editing")
        second.page.fill("[name=name__en]", "Overwritten")
        second.save("Save and continue editing")

        assert second.page.get_by_text("Somebody else has saved this meanwhile").is_visible()
        assert second.page.locator("[name=name__en]").input_value() == "Overwritten"
        second.shot("admin-stale")
        first.open(address)
        assert first.page.locator("[name=name__en]").input_value() == name
        first.open(address.replace("/change/", "/history/"))
        assert first.page.get_by_test_id("history").get_by_text(DEMO.email).count() >= 1
        first.shot("admin-history")


def test_a_refusal_is_shown_where_it_belongs(visit: Visit) -> None:
    with visit(DEMO) as visitor:
        visitor.open("/admin/rustok_auth/user/add/")
        visitor.page.fill("[name=email]", DEMO.email)
        visitor.page.fill("[name=first_name]", "Second")
        visitor.save()

        assert visitor.page.get_by_text("belongs to another user").is_visible()
        assert visitor.page.locator("[name=first_name]").input_value() == "Second"
        visitor.shot("admin-refusal")


def test_a_picture_is_uploaded_described_and_deleted(visit: Visit) -> None:
    with visit(DEMO) as visitor:
        visitor.open("/admin/rustok_media/asset/")
        visitor.shot("admin-media")
        visitor.open("/admin/rustok_media/asset/add/")
        visitor.page.set_input_files(
            "[name=file]", {"name": "dot.png", "mimeType": "image/png", "buffer": _picture(uuid4().bytes)}
        )
        visitor.page.fill("[name=alt__en]", "A dot")
        visitor.save("Save and continue editing")
        assert visitor.page.locator("[name=alt__en]").input_value() == "A dot"
        shown = visitor.page.locator("img[alt='A dot']").first
        assert shown.evaluate("image => image.complete && image.naturalWidth") == 2
        visitor.page.get_by_role("link", name="Delete picture").click()
        visitor.shot("admin-delete")
        visitor.save("Yes, I’m sure")
        assert visitor.page.get_by_text("was deleted successfully").is_visible()


def test_a_module_switched_off_disappears_and_comes_back(visit: Visit) -> None:
    with visit(DEMO) as visitor:
        visitor.open("/admin/modules/")
        visitor.shot("admin-modules")
        row = visitor.page.locator("[data-module=forum]")
        with visitor.page.expect_navigation():
            row.get_by_role("button", name="Switch off").click()
        assert visitor.page.get_by_text("Forum is now off.").is_visible()
        with visitor.page.expect_navigation():
            row.get_by_role("button", name="Switch on").click()
        assert visitor.page.get_by_text("Forum is now on.").is_visible()


def test_the_platform_makes_a_tenant_that_opens_at_once(visit: Visit, port: int) -> None:
    slug = f"t{uuid4().hex[:8]}"
    with visit(PLATFORM) as visitor:
        visitor.open("/admin/rustok_tenancy/tenant/")
        visitor.shot("admin-tenants")
        visitor.open("/admin/rustok_tenancy/tenant/add/")
        visitor.page.fill("[name=name]", "A new shop")
        visitor.page.fill("[name=slug]", slug)
        visitor.page.fill("[name=admin_email]", "owner@example.com")
        visitor.page.fill("[name=admin_password]", PASSWORD)
        visitor.save()
        assert visitor.page.get_by_text("was added successfully").is_visible()

        visitor.base = f"http://{slug}.localhost:{port}"
        visitor.log_in("owner@example.com", PASSWORD)
        assert visitor.page.get_by_text("A new shop").first.is_visible()


def test_operators_settle_languages_and_their_password(visit: Visit) -> None:
    with visit(DEMO) as visitor:
        visitor.open("/admin/rustok_tenancy/tenant/")
        french = visitor.page.locator("[name=locales][value=fr]")
        french.check()
        visitor.save("Save and continue editing")
        assert french.is_checked()
        assert "fr" in {entry["locale"] for entry in visitor.get_json("/api/v1/store/tenant")["locales"]}
        french.uncheck()
        visitor.save("Save and continue editing")
        assert not french.is_checked()

        visitor.open("/admin/password_change/")
        visitor.page.fill("[name=old_password]", "wrong")
        visitor.page.fill("[name=new_password1]", PASSWORD)
        visitor.page.fill("[name=new_password2]", PASSWORD)
        visitor.save("Change password")
        assert visitor.page.locator(".errornote").count() > 0
        assert "/admin/password_change/" in visitor.page.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_dashboard_tells_how_things_are(visit: Visit, scheme: str) -> None:
    with visit(DEMO, color_scheme=scheme) as visitor:
        visitor.open("/admin/")

        assert visitor.page.get_by_test_id("cards").get_by_text("Products on sale").is_visible()
        visitor.shot(f"admin-dashboard-{scheme}")


def _picture(seed: bytes) -> bytes:
    """Return a PNG of two by two pixels whose colours nobody has uploaded yet."""
    image = Image.frombytes("RGB", (2, 2), seed[:12])
    buffer = BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()
