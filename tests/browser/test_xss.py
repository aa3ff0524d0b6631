"""The corpus in a real browser: what comes out of the sanitiser is laid out, hovered, focused and clicked."""

from __future__ import annotations

import json
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from playwright.sync_api import Browser

from rustok.runtime import demo_logins
from rustok.runtime.demo_logins import ACME
from rustok_content.dto.nodes import BodyFormat
from rustok_content.services.markup import render
from tests.browser.watched import Visitor, visiting
from tests.security.xss.corpus import ALL
from tests.security.xss.site import WHOLE, HostileSite

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

_PASSWORD: Final = "Correct-horse-7-battery"
_PAGE = """<!doctype html><meta charset=utf-8><script>
window.ran = []; window.xss = () => window.ran.push(document.title);
window.alert = window.xss;</script><body></body>"""
_TOUCH = """html => {
  const place = document.createElement('div');
  document.body.append(place);
  place.innerHTML = html;
  // Read again as markup, as mutation XSS wants it.
  place.innerHTML = place.innerHTML;
  for (const each of place.querySelectorAll('*'))
    for (const type of ['mouseover', 'pointerover', 'focus', 'blur', 'toggle', 'load', 'error', 'animationstart'])
      each.dispatchEvent(new Event(type, {bubbles: true}));
  for (const each of place.querySelectorAll('a, button, summary')) {
    each.addEventListener('click', event => { if (!/^javascript:/i.test(each.href || '')) event.preventDefault(); });
    each.click?.();
  }
}"""


def test_nothing_of_the_corpus_runs(browser: Browser) -> None:
    page = browser.new_page()
    page.route("**/*", lambda route: route.abort())
    page.set_content(_PAGE)
    for payload in ALL:
        for format in (BodyFormat.MARKDOWN, BodyFormat.HTML):
            page.evaluate(_TOUCH, render(payload, format).html)
    page.wait_for_timeout(0)

    assert page.evaluate("window.ran") == []
    page.close()


def test_the_browser_notices_what_runs(browser: Browser) -> None:
    """The control: the same page runs a good part of the corpus as it was written."""
    page = browser.new_page()
    page.route("**/*", lambda route: route.abort())
    page.set_content(_PAGE)
    # Pictures only: the others lead away from the page, or reload it.
    for payload in (each for each in ALL if each.lower().startswith("<img")):
        page.evaluate(_TOUCH, payload)
    page.wait_for_function("window.ran.length > 5")
    page.close()


# A script of a page's own is no attack: what is looked for calls this, or asks the attackers' host.
_HOOK: Final = "window.ran = []; window.xss = (...all) => { window.ran.push(location.pathname + ' ' + all); };"
_TOUCH_PAGE: Final = """() => {
  for (const each of document.querySelectorAll('main *, #content *, body > div *')) {
    for (const type of ['mouseover', 'pointerover', 'focus', 'blur', 'toggle', 'error', 'animationstart'])
      each.dispatchEvent(new Event(type));
  }
}"""
_LISTS: Final = (
    "node",
    "node/tree",
    "node/board",
    "node/submissions",
    "node/trash",
    "node/calendar",
    "category",
    "tag",
    "menu",
    "redirect",
    "thread",
    "reviewitem",
    "moderationaction",
    "member",
    "watchedword",
    "contentimport",
)
_PER_LIST: Final = 40 if WHOLE else 2


def _door(visitor: Visitor, email: str, password: str) -> Any:
    """Return how somebody asks the API, at the tenant's own host, as a storefront does."""
    api = f"http://127.0.0.1:{urlsplit(visitor.base).port}/api/v1/"
    headers = {"X-Tenant-ID": ACME.tenant}

    def ask(method: str, path: str, data: Any) -> tuple[int, Any]:
        answer = visitor.page.request.fetch(api + path, method=method, data=data, headers=headers)
        return answer.status, answer.json() if answer.body() else None

    if email:
        status, tokens = ask("POST", "auth/login", {"email": email, "password": password})
        assert status == 200, tokens
        headers["Authorization"] = f"Bearer {tokens['access_token']}"
    return ask


def _written(visitor: Visitor) -> HostileSite:
    """Write the attacks into the other tenant of the demonstration: nobody else looks at its content."""
    admin = _door(visitor, ACME.email, demo_logins.PASSWORD)
    for module in ("blog", "forum", "pages"):
        assert admin("PUT", f"admin/modules/{module}", {"enabled": True})[0] == 200
    people = []
    for _ in range(2):
        email = f"{uuid4().hex[:10]}@example.com"
        status, answer = admin("POST", "admin/users", {"email": email, "password": _PASSWORD})
        assert status == 201, answer
        people.append(_door(visitor, email, _PASSWORD))
    token = visitor.page.request.post(
        f"http://127.0.0.1:{urlsplit(visitor.base).port}/api/v1/auth/login",
        data={"email": ACME.email, "password": demo_logins.PASSWORD},
        headers={"X-Tenant-ID": ACME.tenant},
    ).json()["access_token"]

    def send(name: str, content: bytes, alt: str) -> tuple[int, Any]:
        answer = visitor.page.request.post(
            f"http://127.0.0.1:{urlsplit(visitor.base).port}/api/v1/admin/media",
            multipart={
                "file": {"name": name, "mimeType": "image/png", "buffer": content},
                "alt": json.dumps({"en": alt}),
            },
            headers={"X-Tenant-ID": ACME.tenant, "Authorization": f"Bearer {token}"},
        )
        return answer.status, answer.json()

    site = HostileSite(admin=admin, member=people[0], other=people[1], guest=_door(visitor, "", ""), send=send)
    site.fill()
    return site


def test_nothing_of_a_site_of_attacks_runs_in_its_admin(browser: Browser, port: int, signed_in: Any) -> None:
    """The policy for scripts is switched off, so that nothing but the pages themselves keeps attacks from running."""
    with visiting(browser, f"http://{ACME.host(port)}", storage_state=signed_in(ACME), bypass_csp=True) as visitor:
        page, happened = visitor.page, []
        _written(visitor)
        page.add_init_script(_HOOK)
        page.on("dialog", lambda dialog: (happened.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda asked: "xss.test" in asked.url and happened.append(asked.url))
        page.on("popup", lambda popup: happened.append(popup.url))

        def look(path: str) -> list[str]:
            visitor.open(path)
            page.evaluate(_TOUCH_PAGE)
            found: list[str] = page.evaluate("window.ran")
            assert (found, happened) == ([], []), path
            links: list[str] = page.eval_on_selector_all(
                "#result_list a[href], [data-testid] a[href]", "all => all.map(each => each.getAttribute('href'))"
            )
            return links

        opened = 0
        for name in _LISTS:
            found = look(f"/admin/rustok_content/{name}/")
            inner = [
                link for link in dict.fromkeys(found) if link.startswith("/admin/rustok_content/") and "?" not in link
            ]
            for link in inner[:_PER_LIST]:
                look(link)
                opened += 1
            if name == "node":
                for link in inner[:_PER_LIST]:
                    base = link.removesuffix("change/")
                    for deed in ("revisions", "usage", "history"):
                        look(f"{base}{deed}/")
        for path in ("/admin/rustok_media/asset/", "/admin/rustok_auth/user/", "/admin/"):
            look(path)
        assert opened > 10
        # The control: the same page, with an attack in it, is noticed.
        page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=/x onerror=xss(1)>')")
        page.wait_for_function("window.ran.length > 0")
        visitor.notes.expect("/x$")
