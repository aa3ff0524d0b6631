"""Posts, their neighbours and the comments on them."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from rustok.ids import to_ulid
from rustok.testing.api import ApiClient
from tests.rustok_index.reading.conftest import answer_of, titles

pytestmark = pytest.mark.django_db


def test_posts_are_listed_by_what_they_are_filed_under(visitor: ApiClient, site: SimpleNamespace) -> None:
    newest = ["Tea 4", "Tea 3", "Tea 2", "Tea 1", "Coffee", "Tea 0"]
    assert titles(visitor, "posts") == newest
    assert titles(visitor, "posts?sort=oldest") == newest[::-1]
    assert titles(visitor, "posts?category=news&limit=2") == ["Tea 4", "Tea 3"]
    assert titles(visitor, f"posts?category={to_ulid(site.news.id)}&tag=tea&sort=oldest&limit=1") == ["Tea 0"]
    assert titles(visitor, f"posts?author={to_ulid(site.ada)}") == [title for title in newest if title != "Coffee"]
    assert titles(visitor, "posts?featured=1") == ["Tea 2"]
    assert "Tea 2" not in titles(visitor, "posts?featured=0&limit=100")
    assert titles(visitor, f"posts?series={to_ulid(site.series.id)}&sort=position") == ["Tea 0", "Tea 1", "Tea 2"]
    assert titles(visitor, "posts?year=2026&month=3") == ["Coffee", "Tea 0"]
    assert titles(visitor, "posts?year=2025") == []
    assert answer_of(visitor, "posts?category=nope", 404)["code"] == "index.category.not_found"
    assert answer_of(visitor, "posts?tag=nope", 404)["code"] == "index.tag.not_found"
    assert answer_of(visitor, "posts?month=3", 422)["errors"][0]["code"] == "no_year"


def test_pages_of_posts_follow_one_another(visitor: ApiClient) -> None:
    found: list[str] = []
    after = ""
    while True:
        page = answer_of(visitor, f"posts?limit=2&total=1{after}")
        assert page["page"]["total"] == 6
        found += [item["title"] for item in page["items"]]
        if not page["page"]["has_next"]:
            break
        after = f"&after={page['page']['next']}"

    assert found == titles(visitor, "posts")


def test_months_are_counted(visitor: ApiClient) -> None:
    assert answer_of(visitor, "post-archive")["items"] == [
        {"year": 2026, "month": 7, "count": 1},
        {"year": 2026, "month": 6, "count": 1},
        {"year": 2026, "month": 5, "count": 1},
        {"year": 2026, "month": 4, "count": 1},
        {"year": 2026, "month": 3, "count": 2},
    ]


def test_a_post_leads_on(visitor: ApiClient, site: SimpleNamespace) -> None:
    post = answer_of(visitor, "posts/tea-0")

    assert (post["title"], post["author"], post["reading_minutes"]) == ("Tea 0", "Ada Byron", 1)
    assert [card["title"] for card in post["related"]] == ["Coffee", "Tea 4", "Tea 3", "Tea 2"]
    assert (post["series"]["title"], post["series"]["position"], post["series"]["count"]) == ("Tea course", 1, 3)
    assert (post["series"]["previous"], post["series"]["next"]["title"]) == (None, "Tea 1")
    assert post["tag_slugs"] == ["tea"]
    assert post["path"] == "/blog/tea-0"
    assert answer_of(visitor, "posts/tea-4")["series"] is None
    # By its slug in another language, and in the reader's own.
    assert answer_of(visitor, "posts/chai-1")["title"] == "Tea 1"
    assert answer_of(visitor, "posts/tea-1?locale=ru")["title"] == "Чай 1"
    assert answer_of(visitor, "posts/nope", 404)["code"] == "index.node.not_found"


def test_the_tag_of_a_post_changes_with_what_leads_on_from_it(visitor: ApiClient) -> None:
    first = visitor.get("/api/v1/store/posts/tea-0")

    assert visitor.get("/api/v1/store/posts/tea-0", If_None_Match=first["ETag"]).status_code == 304
    assert visitor.get("/api/v1/store/posts/tea-1")["ETag"] != first["ETag"]


def test_comments_stand_below_what_they_answer(visitor: ApiClient) -> None:
    page = answer_of(visitor, "posts/tea-0/comments?total=1")

    assert [(item["number"], item["depth"], item["author"]) for item in page["items"]] == [
        (1, 1, None),
        (3, 2, None),
        (2, 1, "Guest Gus"),
    ]
    assert page["page"]["total"] == 3
    first = answer_of(visitor, "posts/tea-0/comments?limit=2")
    rest = answer_of(visitor, f"posts/tea-0/comments?limit=2&after={first['page']['next']}")
    assert first["items"] + rest["items"] == page["items"]
    assert answer_of(visitor, "posts/tea-1/comments?total=1")["page"]["total"] == 0
    assert answer_of(visitor, "posts/nope/comments", 404)["code"] == "index.node.not_found"


def test_what_a_post_tells_search_engines(visitor: ApiClient) -> None:
    seo = answer_of(visitor, "posts/tea-1")["seo"]

    assert seo["canonical"] == "/blog/tea-1"
    assert seo["hreflang"] == {"en": "/blog/tea-1", "ru": "/blog/chai-1", "x-default": "/blog/tea-1"}
    assert seo["open_graph"]["og:type"] == "article"
    (article,) = seo["json_ld"]
    assert (article["@type"], article["headline"], article["author"]["name"]) == ("Article", "Tea 1", "Ada Byron")
    # A fallback names the address of the text that it shows.
    fallback = answer_of(visitor, "posts/tea-0?locale=ru")
    assert (fallback["is_fallback"], fallback["seo"]["canonical"]) == (True, "/blog/tea-0")
    assert "ru" not in fallback["seo"]["hreflang"]
