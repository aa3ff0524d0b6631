"""Files that mean harm, or are no such files: each is refused by name, and nothing is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from rustok_content import models
from rustok_content.dto.imports import ImportState
from tests.rustok_content.imports.conftest import SITE, Run

pytestmark = pytest.mark.django_db

LAUGHS = """<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><rss><channel><title>&c;</title></channel></rss>"""
OUTSIDE = """<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<rss><channel><title>&x;</title></channel></rss>"""


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (LAUGHS, "declares entities or a document type"),
        (OUTSIDE, "declares entities or a document type"),
        ("<rss><channel></channel></rss>", "wp:wxr_version is missing"),
        ("<html></html>", "its root is not rss"),
        ("", "no well-formed XML"),
        ("plain text", "no well-formed XML"),
        (SITE.read_text()[:9000], "no well-formed XML"),
        ("<rss>" * 5000, "no well-formed XML"),
    ],
    ids=["laughs", "outside", "no version", "html", "empty", "text", "broken off", "deep"],
)
def test_a_hostile_or_broken_file_is_refused_whole(run: Run, tmp_path: Path, content: str, fault: str) -> None:
    file = tmp_path / "bad.xml"
    file.write_text(content)

    row = run(file)

    assert row.state == ImportState.FAILED
    assert fault in row.fault
    assert models.Node.objects.count() == models.ImportRecord.objects.count() == models.Category.objects.count() == 0


def test_odd_encodings_are_mended(run: Run, tmp_path: Path) -> None:
    item = (
        b"<item><title>Caf\xe9 \x93quoted\x94</title><content:encoded><![CDATA[A\x0bb\xe2\x80\x99s &nbsp; \xc2\x92]]>"
        b"</content:encoded><wp:post_id>1</wp:post_id><wp:status>draft</wp:status><wp:post_type>post</wp:post_type></item>"
    )
    head = SITE.read_bytes().partition(b"<wp:author>")[0]
    file = tmp_path / "odd.xml"
    file.write_bytes(b"\n\nNotice: deprecated\n" + head + item + b"</channel></rss>")

    row = run(file)

    assert row.fault == ""
    body = models.Body.objects.get()
    assert body.node.translations.get().title == "Café “quoted”"
    assert body.html == "<p>Ab’s &nbsp; ’</p>"


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ("<content:encoded><![CDATA[", '<content:encoded><![CDATA[<a href="http://a]b/">a</a>'),
        ("<link>https", "<link>http://a]b/"),
        ("<wp:attachment_url>https", "<wp:attachment_url>http://a]b/"),
        ("<wp:base_site_url>https", "<wp:base_site_url>http://a]b/"),
        ("<wp:base_blog_url>https", "<wp:base_blog_url>http://a]b/"),
        ("<wp:comment_author_email>", f"<wp:comment_author_email>{'a' * 60}@{'b.' * 115}"),
    ],
    ids=["text", "link", "attachment", "site", "blog", "long email"],
)
def test_what_is_no_address_stops_no_import(run: Run, tmp_path: Path, said: str, instead: str) -> None:
    source = SITE.read_text()
    assert said in source
    file = tmp_path / "addresses.xml"
    file.write_text(source.replace(said, instead))

    row = run(file)

    assert (row.state, row.fault) == (ImportState.DONE, "")
    assert models.Node.objects.filter(kind="post").exists()
