"""Readers' content by the storefront's short way and by the long one, to the last header."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from rustok.ids import to_ulid
from tests.rustok_index.rest.test_both_ways import _ask

pytestmark = pytest.mark.django_db

PATHS = [
    "posts?category=news&total=1",
    "posts/tea-0",
    "posts/tea-0/comments",
    "post-archive",
    "series",
    "series/tea-course",
    "forum/categories",
    "forum/topics",
    "forum/topics/{topic}",
    "forum/topics/{secret}",
    "forum/topics/{topic}/replies?number=2",
    "pages?path=/about",
    "pages?path=/team",
    "pages?path=/away",
    "pages?path=/gone",
    "pages?path=/nowhere",
    "pages",
    "menus/main?locale=ru",
    "tags",
    "tags/tea?fields=name",
    "content-categories?module=Bad!",
    "content-categories/blog/news",
]


def test_both_ways_answer_alike(site: SimpleNamespace) -> None:
    headers = {"X-Tenant-ID": "a", "Accept": "application/json"}
    statuses = set()
    for text in PATHS:
        path = text.replace("{topic}", to_ulid(site.topics[0].id)).replace("{secret}", to_ulid(site.secret.id))

        *long, was_short = _ask(False, f"/api/v1/store/{path}", headers)
        assert not was_short
        *short, was_short = _ask(True, f"/api/v1/store/{path}", headers)

        assert was_short, path
        assert short == long, path
        statuses.add(short[0])
    assert statuses == {200, 301, 302, 404, 410, 422}
