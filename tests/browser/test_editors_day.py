"""The editor's day: a page written, translated, planned, reviewed, published, renamed, and an older state restored."""

from __future__ import annotations

from typing import Final
from uuid import uuid4

from rustok.runtime.demo_logins import DEMO
from tests.browser.conftest import Visit
from tests.browser.watched import Visitor

LIST: Final = "/admin/rustok_content/node/"
SIZE: Final = {"width": 1440, "height": 1000}


def _do(visitor: Visitor, deed: str, **typed: str) -> None:
    """Open a dialog by its button, type into it, and send it."""
    page = visitor.page
    page.locator(f"[data-opens^='{deed}']").first.click()
    shown = page.locator("dialog[open]")
    for name, value in typed.items():
        shown.locator(f"[name='{name}']").first.fill(value)
    visitor.shot(f"node-{deed}")
    with page.expect_navigation(wait_until="load"):
        shown.locator("button[type=submit]").click()


def _text(visitor: Visitor, locale: str) -> str:
    """Return what the page says of its text in a language."""
    return visitor.page.get_by_test_id("texts").locator(f"[data-locale={locale}]").inner_text()


def test_a_page_is_written_reviewed_published_renamed_and_restored(visit: Visit) -> None:
    name = f"Opening hours {uuid4().hex[:6]}"
    with visit(DEMO) as visitor:
        page = visitor.page
        page.set_viewport_size(SIZE)  # type: ignore[arg-type]
        visitor.open(f"{LIST}add/")
        page.select_option("[name=kind]", "page")
        page.fill("[name=title__en]", name)
        page.fill("[name=body__en]", "We are open from nine to five.")
        visitor.save("Save and continue editing")
        assert "draft" in _text(visitor, "en").lower()
        here = page.url.split("#")[0].partition("/admin/")[2]

        # In another language, on its own tab.
        page.locator("a[href='#deutsch-missing'], a:has-text('Deutsch')").first.click()
        page.fill("[name=title__de]", f"{name} (Deutsch)")
        page.fill("[name=body__de]", "Wir haben von neun bis fünf geöffnet.")
        visitor.save("Save and continue editing")
        assert "draft" in _text(visitor, "de").lower()
        visitor.shot("node")

        _do(visitor, "schedule", publish_at="2099-05-01T09:00")
        assert "in" in _text(visitor, "de")
        visitor.open(f"{LIST}calendar/?month=2099-05")
        assert page.get_by_test_id("calendar").get_by_text(name).count() == 2
        visitor.shot("calendar")

        visitor.open(f"/admin/{here}")
        _do(visitor, "submit", note="Are the hours right?")
        visitor.open(f"{LIST}submissions/")
        visitor.shot("submissions")
        page.get_by_role("link", name=name).first.click()
        page.get_by_test_id("node-head").wait_for()
        _do(visitor, "approve", note="They are.")
        _do(visitor, "publish")
        assert "published" in _text(visitor, "en").lower()

        # Readers see the former text until the draft over it is published.
        page.fill("[name=title__en]", f"{name}, renamed")
        visitor.save("Save and continue editing")
        assert page.get_by_test_id("pending").is_visible()
        visitor.shot("node-pending")
        _do(visitor, "publish")
        assert page.get_by_test_id("pending").count() == 0

        page.get_by_role("link", name="Revisions").click()
        page.get_by_test_id("revisions").wait_for()
        oldest = page.locator("[data-version]").last.get_attribute("data-version")
        page.locator(f"[data-version='{oldest}'] a").click()
        diff = page.get_by_test_id("diff")
        diff.wait_for()
        assert diff.get_by_text(f"{name}, renamed").count() >= 1
        visitor.shot("revisions")
        page.get_by_test_id("restore").locator("[value=de]").uncheck()
        with page.expect_navigation(wait_until="load"):
            page.get_by_test_id("restore").get_by_role("button").click()
        assert page.get_by_test_id("pending").is_visible()
        assert page.locator("[name=title__en]").input_value() == name

        page.get_by_role("link", name="Where used").click()
        page.get_by_test_id("usage").wait_for()
        visitor.shot("usage")
        visitor.open(f"{LIST}tree/")
        visitor.shot("tree")
        visitor.open(f"{LIST}board/")
        visitor.shot("board")
        visitor.open(f"{LIST}trash/")
        visitor.shot("trash")
