"""Whatever is written, what is shown is safe; and the author is told what went."""

from __future__ import annotations

import pytest

from rustok_content.dto.nodes import BodyFormat
from rustok_content.services.markup import render


def test_markdown_becomes_html_and_text() -> None:
    rendered = render("# Title\n\nOne *two* [three](https://example.com)", BodyFormat.MARKDOWN)

    assert rendered.html == (
        "<h1>Title</h1>\n<p>One <em>two</em> "
        '<a href="https://example.com" rel="noopener noreferrer nofollow">three</a></p>'
    )
    assert rendered.text == "Title One two three"
    assert rendered.removed == ()


@pytest.mark.parametrize(
    ("source", "removed"),
    [
        ("<script>alert(1)</script><p>x</p>", "<script>"),
        ('<img src="x" onerror="alert(1)">', "img[onerror]"),
        ('<a href="javascript:alert(1)">x</a>', "a[href]"),
        ("<iframe src=https://example.com></iframe>", "<iframe>"),
        ('<p style="position:fixed">x</p>', "p[style]"),
        ("<svg><animate onbegin=alert(1)></svg>", "<svg>"),
        ("<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>", "<math>"),
    ],
)
@pytest.mark.parametrize("format", [BodyFormat.MARKDOWN, BodyFormat.HTML])
def test_what_could_run_is_removed_and_named(source: str, removed: str, format: BodyFormat) -> None:
    rendered = render(source, format)

    assert removed in rendered.removed
    assert not any(bad in rendered.html.lower() for bad in ("<script", "onerror", "javascript:", "<iframe", "<svg"))
