"""The editors' and moderators' pages without a pointer, and for those who listen."""

from __future__ import annotations

import json
from typing import Final
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from rustok.runtime.demo_logins import DEMO
from tests.browser.conftest import Visit

pytestmark = [pytest.mark.browser]

CONTENT: Final = "/admin/rustok_content/"
PAGES: Final = (
    "node/", "node/tree/", "node/add/?kind=page", "node/board/", "node/calendar/", "node/submissions/", "node/trash/",
    "menu/", "tag/", "category/", "reviewitem/", "thread/", "member/", "watchedword/", "moderationaction/",
)  # fmt: skip
_UNREACHED: Final = """() => {
  const seen = (each) => each.offsetParent !== null;
  const word = (node) => node.nodeType === Node.ELEMENT_NODE && node.matches(".material-symbols-outlined")
    ? "" : node.textContent;
  const words = (each) => [...each.childNodes].map(word).join("");
  const name = (each) => [
    each.getAttribute("aria-label"),
    ...(each.getAttribute("aria-labelledby") ?? "").split(" ").map((id) => document.getElementById(id)?.textContent),
    ...[...(each.labels ?? [])].map((label) => label.textContent),
    each.matches("input, select, textarea") ? "" : words(each),
    each.title,
  ].join("").trim();
  const told = (each) => each.outerHTML.slice(0, 160);
  const used = "input:not([type=hidden]), select, textarea, button, a[href], summary, [role=tab], [role=button]";
  const clicked = "a[href], button, summary, label, input, select, textarea, [tabindex]";
  const ids = [...document.querySelectorAll("[id]")].map((each) => each.id);
  return [
    ...[...document.querySelectorAll(used)].filter((each) => seen(each) && !name(each))
      .map((each) => `no name: ${told(each)}`),
    ...[...document.querySelectorAll("img:not([alt])")].map((each) => `no alt: ${told(each)}`),
    ...[...document.querySelectorAll("[x-on\\\\:click]")].filter((each) => seen(each) && !each.closest(clicked))
      .map((each) => `by pointer only: ${told(each)}`),
    ...ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `twice: ${id}`),
  ];
}"""
"""What the keyboard does not reach, and what has no name for those who listen."""


def test_everything_on_the_pages_has_a_name_and_is_reached_by_the_keyboard(visit: Visit) -> None:
    with visit(DEMO) as visitor:
        for page in PAGES:
            visitor.open(CONTENT + page)
            assert visitor.page.evaluate(_UNREACHED) == [], page


def test_a_page_is_written_and_put_in_its_place_by_the_keyboard_alone(visit: Visit) -> None:
    title = f"Keys {uuid4().hex[:8]}"
    with visit(DEMO) as visitor:
        page, keys = visitor.page, visitor.page.keyboard
        visitor.open(f"{CONTENT}node/add/?kind=page")
        page.locator("[name=title__en]").focus()
        keys.type(title)
        expect(page.locator(".rustok-address-told").first).to_have_text(
            f"Readers will find it at /{title.lower().replace(' ', '-')}"
        )
        page.locator("[name=format__en]").focus()
        # A list is gone through by the first letters of what it holds.
        keys.type("Blocks")
        page.locator(".rustok-editor-blocks .rustok-block-add:visible").focus()
        for block, text in (("heading", "First"), ("quote", "Second")):
            keys.press("Enter")
            keys.type(block)
            keys.press("Enter")
            keys.type(text)
            page.locator(".rustok-editor-blocks > div > .rustok-blocks > .rustok-block-add:visible").focus()
        page.locator("[data-block=quote] textarea").first.focus()
        keys.press("Alt+ArrowUp")
        assert _blocks(page) == ["quote", "heading"]
        page.get_by_role("button", name="Undo").locator("visible=true").focus()
        keys.press("Enter")
        assert _blocks(page) == ["heading", "quote"]

        page.get_by_role("tab", name="English").focus()
        keys.press("ArrowRight")
        keys.press("ArrowRight")
        page.locator("[name=title__de]").focus()
        keys.type(f"{title} deutsch")
        with page.expect_navigation(wait_until="load"):
            keys.press("Control+s")
        # Where one was, one is again.
        expect(page.locator("[name=title__de]")).to_be_focused()
        expect(page.get_by_role("tab", name="Deutsch")).to_have_attribute("aria-selected", "true")

        visitor.open(f"{CONTENT}node/tree/")
        row = page.locator("tr[data-node]", has_text=title)
        row.get_by_role("button", name="Down: ", exact=False).first.focus()
        with page.expect_navigation(wait_until="load"):
            keys.press("Enter")
        # The last of all cannot go further down: its line has the focus then.
        expect(row.locator(":focus")).to_have_count(1)


def _blocks(page: object) -> list[str]:
    body = page.locator("[name=body__en]").input_value()  # type: ignore[attr-defined]
    return [block["type"] for block in json.loads(body)["blocks"]]
