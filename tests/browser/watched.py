"""A browser that notes everything it should not have had to do."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from playwright.sync_api import APIResponse, Browser, BrowserContext, ConsoleMessage, Page, Request, Response

SIZE: Final = {"width": 1360, "height": 850}
_CSP: Final = """document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`));"""


@dataclass
class Notes:
    """What a browser saw: where it asked, and whatever went wrong."""

    hosts: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    expected: list[re.Pattern[str]] = field(default_factory=list)

    def expect(self, pattern: str) -> None:
        """Let faults that match a pattern pass: a test asks for a refusal on purpose."""
        self.expected.append(re.compile(pattern))

    def check(self) -> None:
        """Assert that nothing went wrong and that nobody outside of this machine was asked."""
        outside = sorted(host for host in self.hosts if not (host == "localhost" or host.endswith(".localhost")))
        assert outside == []
        assert [fault for fault in self.faults if not any(known.search(fault) for known in self.expected)] == []

    def watch(self, context: BrowserContext) -> None:
        """Note what the pages of a context do."""
        context.add_init_script(_CSP)
        context.on("request", self._asked)
        context.on("response", self._answered)
        context.on("console", self._said)
        context.on("weberror", lambda error: self.faults.append(f"script: {error.error}"))

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob"):
            self.hosts.add(parts.hostname or parts.scheme)

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.faults.append(f"{response.status} {response.request.method} {response.url}")

    def _said(self, message: ConsoleMessage) -> None:
        # What the network did is noted as an answer, with its address.
        if message.type == "error" and not message.text.startswith("Failed to load resource: the server responded"):
            self.faults.append(f"console: {message.text} ({message.location.get('url')})")


class Visitor:
    """One person at one tenant's host, in one browser."""

    def __init__(self, page: Page, base: str, notes: Notes) -> None:
        self.page = page
        self.base = base
        # What is not the browser itself does not know that every name below localhost is this machine.
        self._api = f"http://127.0.0.1:{urlsplit(base).port}"
        self._tenant = {"X-Tenant-ID": str(urlsplit(base).hostname).partition(".")[0]}
        self.notes = notes

    def open(self, path: str) -> Response:
        """Open a path of the host and wait until it is there."""
        response = self.page.goto(self.base + path, wait_until="load")
        assert response is not None
        return response

    def log_in(self, email: str, password: str) -> None:
        """Enter the admin."""
        self.open("/admin/login/?next=/admin/")
        self.page.fill("[name=username]", email)
        self.page.fill("[name=password]", password)
        self.page.click("#login-form button[type=submit]")
        self.page.wait_for_url("**/admin/")

    def save(self, button: str = "Save") -> None:
        """Press a button of a form and wait for the answer."""
        with self.page.expect_navigation(wait_until="load"):
            self.page.get_by_role("button", name=button, exact=True).click()

    def get(self, path: str) -> APIResponse:
        """Ask the tenant's API as a storefront does, beside the page."""
        return self.page.request.get(self._api + path, headers=self._tenant)

    def get_json(self, path: str) -> Any:
        """Return the JSON of an answer."""
        answer = self.get(path)
        assert answer.ok, answer.text()
        return answer.json()

    def graphql(self, query: str) -> Any:
        """Ask the GraphQL API in the name of a storefront."""
        answer = self.page.request.post(f"{self._api}/graphql", data={"query": query}, headers=self._tenant)
        assert answer.ok, answer.text()
        return answer.json()["data"]

    def shot(self, name: str) -> None:
        """Keep a picture of the page, where ``RUSTOK_SCREENSHOTS`` names a folder."""
        folder = os.environ.get("RUSTOK_SCREENSHOTS")
        if folder:
            # A page's charts, fonts and fades have to come to rest first.
            self.page.wait_for_load_state("networkidle")
            self.page.wait_for_timeout(400)
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=Path(folder) / f"{name}.png")


@contextmanager
def visiting(browser: Browser, base: str, **options: Any) -> Iterator[Visitor]:
    """Give a new visitor; at the end nothing may have gone wrong."""
    notes = Notes()
    context = browser.new_context(viewport=SIZE, **options)
    try:
        notes.watch(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        yield Visitor(page, base, notes)
    finally:
        context.close()
    notes.check()
