"""Nothing of the corpus runs, whatever it was written in: by a parser of our own, and in a browser."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from rustok.errors import InvalidInput
from rustok_content.dto.nodes import BodyFormat
from rustok_content.services.markup import render
from tests.security.xss.corpus import ALL
from tests.security.xss.safe import faults_in

pytestmark = pytest.mark.django_db

# A block for every place that a text can be put into.
_PLACES = (
    ("heading", "text", {}),
    ("rich_text", "html", {}),
    ("markdown", "markdown", {}),
    ("quote", "text", {}),
    ("quote", "author", {"text": "x"}),
    ("quote", "url", {"text": "x"}),
    ("code", "code", {}),
    ("code", "language", {"code": "x"}),
    ("table", "caption", {"rows": [["x"]]}),
    ("button", "label", {"url": "/x"}),
    ("button", "url", {"label": "x"}),
    ("embed", "title", {"url": "https://example.com"}),
    ("embed", "url", {}),
    ("callout", "markdown", {}),
)


def _rendered(payload: str) -> Iterator[tuple[str, str]]:
    for format in (BodyFormat.MARKDOWN, BodyFormat.HTML):
        yield format.value, render(payload, format).html
    for block, field, others in _PLACES:
        source = json.dumps({"blocks": [{"type": block, "props": {**others, field: payload}}]})
        try:
            yield f"{block}.{field}", render(source, BodyFormat.BLOCKS).html
        except InvalidInput:
            # An address or a language that is none, or a label too long, is refused before anything is made of it.
            assert field in ("url", "language") or "\x00" in payload or len(payload) > 120
    cells = json.dumps({"blocks": [{"type": "table", "props": {"rows": [[payload[:500]], [payload[:500]]]}}]})
    if "\x00" not in payload:
        yield "table.rows", render(cells, BodyFormat.BLOCKS).html


def test_nothing_that_could_run_is_left() -> None:
    found = [
        (payload, place, faults) for payload in ALL for place, html in _rendered(payload) if (faults := faults_in(html))
    ]

    assert found == []


def test_what_is_safe_stays_as_it_is_when_it_is_cleaned_again() -> None:
    """Mutation XSS lives of a second reading that differs from the first."""
    changed = [
        (payload, place, html, again)
        for payload in ALL
        for place, html in _rendered(payload)
        if (again := render(html, BodyFormat.HTML).html) != html
    ]

    assert changed == []


def test_the_reader_of_this_test_sees_what_could_run() -> None:
    blind = [payload for payload in ALL if payload.startswith("<") and "=" in payload and not faults_in(payload)]

    assert len(blind) <= 10, blind
