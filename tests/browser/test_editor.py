"""Bodies written in the admin, beside how they will look."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from rustok.runtime.demo_logins import DEMO
from tests.browser.conftest import Visit

pytestmark = [pytest.mark.browser]


def test_a_page_is_put_together_of_blocks(visit: Visit) -> None:
    title = f"Blocks {uuid4().hex[:8]}"
    with visit(DEMO) as visitor:
        visitor.open("/admin/rustok_content/node/add/")
        page = visitor.page
        page.select_option("select[name=kind]", "page")
        page.fill("[name=title__en]", title)
        page.select_option("select[name=format__en]", "blocks")
        editor = page.locator(".rustok-editor").first
        place = editor.get_by_role("button", name="Add a block", exact=True)
        for block in ("heading", "markdown"):
            place.click()
            page.get_by_label("Find a block").fill(block)
            page.keyboard.press("Enter")
        editor.locator("[data-block=heading] input").first.fill("Tea & cake")
        editor.locator("[data-block=markdown] textarea").fill("*Fresh* <script>no</script>")
        expect(editor.locator(".rustok-preview-body h2")).to_have_text("Tea & cake")
        expect(editor.locator(".rustok-preview-body em")).to_have_text("Fresh")
        expect(editor.locator(".rustok-preview-removed")).to_contain_text("<script>")
        editor.locator("[data-block=markdown]").get_by_label("Move up").click()
        expect(editor.locator(".rustok-block").first).to_contain_text("Markdown")
        visitor.shot("admin-blocks")
        visitor.save()
        visitor.open("/admin/rustok_content/node/?q=" + title.replace(" ", "+"))
        page.locator("#result_list a[href*='/change/']").first.click()
        body = json.loads(page.locator("textarea[name=body__en]").input_value())

    assert [block["type"] for block in body["blocks"]] == ["markdown", "heading"]
    assert all(len(block["id"]) == 26 for block in body["blocks"])


def test_markdown_is_shown_as_it_is_typed(visit: Visit) -> None:
    with visit(DEMO) as visitor:
        visitor.open("/admin/rustok_content/node/add/")
        visitor.page.fill("textarea[name=body__en]", "# One\n\n- two")

        expect(visitor.page.locator(".rustok-preview-body h1").first).to_have_text("One")
        expect(visitor.page.locator(".rustok-preview-body li").first).to_have_text("two")
