"""The moderator's day: a flagged reply rejected, a topic split and merged back, its author silenced."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlsplit
from uuid import uuid4

from rustok.runtime import demo_logins
from rustok.runtime.demo_logins import DEMO
from tests.browser.conftest import Visit
from tests.browser.watched import Visitor

SIZE: Final = {"width": 1440, "height": 1000}
CONTENT: Final = "/admin/rustok_content/"
PASSWORD: Final = "Correct-horse-7-battery"


class _Member:
    """A member at the store's API, as a storefront is."""

    def __init__(self, visitor: Visitor, name: str) -> None:
        self._visitor = visitor
        self._api = f"http://127.0.0.1:{urlsplit(visitor.base).port}/api/v1/"
        self._headers = {"X-Tenant-ID": DEMO.tenant}
        email = f"{name}-{uuid4().hex[:8]}@example.com"
        self._log_in(DEMO.email, demo_logins.PASSWORD)
        self.ask("POST", "admin/users", {"email": email, "password": PASSWORD})
        self._log_in(email, PASSWORD)

    def _log_in(self, email: str, password: str) -> None:
        token = self.ask("POST", "auth/login", {"email": email, "password": password})["access_token"]
        self._headers["Authorization"] = f"Bearer {token}"

    def ask(self, method: str, path: str, data: Any = None) -> Any:
        answer = self._visitor.page.request.fetch(self._api + path, method=method, data=data, headers=self._headers)
        assert answer.ok, answer.text()
        return answer.json()


def _do(visitor: Visitor, deed: str, **typed: str) -> None:
    """Open a dialog by its button, type into it, and send it."""
    page = visitor.page
    page.locator(f"[data-opens^='{deed}']").first.click()
    shown = page.locator("dialog[open]")
    for name, value in typed.items():
        shown.locator(f"[name='{name}']").first.fill(value)
    visitor.shot(f"moderation-{deed}")
    with page.expect_navigation(wait_until="load"):
        shown.locator("button[type=submit]").click()


def test_a_reply_is_flagged_and_rejected_a_topic_split_and_merged_a_member_silenced(visit: Visit) -> None:
    with visit(DEMO) as visitor:
        page = visitor.page
        page.set_viewport_size(SIZE)  # type: ignore[arg-type]
        author, other = _Member(visitor, "ann"), _Member(visitor, "bob")
        category = author.ask("GET", "store/forum/categories?locale=en")["items"][0]["id"]
        title = f"Which stove {uuid4().hex[:6]}?"
        asked = {"title": title, "body": "For winter trips.", "category_id": category}
        topic = author.ask("POST", "store/forum/topics", asked)["id"]
        bad = f"Buy cheap watches {uuid4().hex[:6]}."
        reply = other.ask("POST", f"store/forum/topics/{topic}/replies", {"body": bad})["id"]
        flag = {"kind": "reply", "id": reply, "reason": "spam", "note": "An advertisement."}
        author.ask("POST", "store/flags", flag)

        visitor.open(f"{CONTENT}reviewitem/")
        visitor.shot("reviews")
        page.get_by_role("link", name=bad[:25]).first.click()
        page.get_by_test_id("review").wait_for()
        assert page.get_by_test_id("flags").get_by_text("An advertisement.").is_visible()
        visitor.shot("review")
        _do(visitor, "reject", note="Not here.")
        assert page.get_by_test_id("review").get_attribute("data-state") == "rejected"

        page.get_by_test_id("author").get_by_role("link", name="Silence").click()
        shown = page.locator("dialog[open]")
        shown.locator("[name=reason]").fill("Three days of rest.")
        with page.expect_navigation(wait_until="load"):
            shown.locator("button[type=submit]").click()
        assert page.get_by_test_id("history").get_by_text("Three days of rest.").is_visible()
        visitor.shot("member")

        visitor.open(f"{CONTENT}thread/")
        visitor.shot("topics")
        page.get_by_role("link", name=title).click()
        page.get_by_test_id("topic").wait_for()
        page.locator("[data-opens=split]").click()
        page.locator("dialog[open] [name=answers]").first.check()
        page.locator("dialog[open] [name=title]").fill(f"Watches, {title}")
        visitor.shot("split")
        with page.expect_navigation(wait_until="load"):
            page.locator("dialog[open] button[type=submit]").click()
        assert page.locator("h1", has_text=f"Watches, {title}").count() >= 1
        page.locator("[data-opens=merge]").click()
        page.locator("dialog[open] [name=into]").select_option(label=title)
        with page.expect_navigation(wait_until="load"):
            page.locator("dialog[open] button[type=submit]").click()
        assert page.get_by_test_id("topic").get_by_text("Buy cheap watches").count() >= 1
        visitor.shot("topic")
        visitor.open(f"{CONTENT}moderationaction/")
        visitor.shot("log")
