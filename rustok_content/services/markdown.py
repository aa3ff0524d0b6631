"""Markdown to HTML, which is not safe yet: CommonMark with tables, strikethrough and bare links."""

from __future__ import annotations

from markdown_it import MarkdownIt

_markdown = MarkdownIt("commonmark", {"html": True, "linkify": True}).enable(["table", "strikethrough", "linkify"])


def markdown_html(source: str) -> str:
    """Render Markdown. HTML within it is kept for the sanitiser to judge."""
    return str(_markdown.render(source))
