"""The corpus in a real browser: what comes out of the sanitiser is laid out, hovered, focused and clicked."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from rustok_content.dto.nodes import BodyFormat
from rustok_content.services.markup import render
from tests.security.xss.corpus import ALL

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

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
