"""Eight languages, some translated, one of them not published: every way to a text agrees on what is a fallback."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import pytest

from rustok.context import RequestContext
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok.tenancy.services.tenants import enable_locale
from rustok.testing.api import ApiClient
from rustok_content import models
from rustok_index.indexers import CONTENT
from tests.factories import reading
from tests.rustok_index.reading.conftest import answer_of, shown
from tests.rustok_index.reading.test_site import map_of

pytestmark = pytest.mark.django_db

FALLBACKS: Final = {"ru": None, "de": None, "de-AT": None, "fr": None, "fr-CA": None, "uk": "ru", "es": None}
TITLES: Final = {
    "en": "Wooden lanterns",
    "ru": "Деревянные фонари",
    "de": "Hölzerne Laternen",
    "fr": "Lanternes en bois",
    "fr-CA": "Fanals de bois",
}
PUBLISHED: Final = ("en", "ru", "fr", "fr-CA")
SLUGS: Final = {"en": "lanterns", "ru": "fonari", "de": "laternen", "fr": "lanternes", "fr-CA": "fanals"}
SHOWN: Final = {
    "en": "en",
    "ru": "ru",
    # German is written and not published: its readers get English.
    "de": "en",
    "de-AT": "en",
    "fr": "fr",
    "fr-CA": "fr-CA",
    "uk": "ru",
    "es": "en",
}
WORDS: Final = {"en": "lantern", "ru": "фонарь", "fr": "lanterne", "fr-CA": "fanal"}


@pytest.fixture
def client(tenant_a: Tenant, search_path: Path) -> ApiClient:
    """A visitor of a site with a post, a topic and a page of the same texts, and a menu that leads to them."""
    with tenant_scope(tenant_a):
        ctx = RequestContext.system(tenant_a.id)
        for locale, fallback in FALLBACKS.items():
            enable_locale(ctx, locale, fallback=fallback)
        reading.switch_on("blog", "forum", "pages")
        category = reading.category("light", {"en": "Light", "ru": "Свет"}, module="blog")
        tag = reading.tag("Wood", {"fr": "Bois"})
        menu = models.Menu.objects.create(location="main", name="Main")
        for place, (kind, prefix) in enumerate((("post", "/blog/"), ("page", "/"), ("topic", "/forum/"))):
            made = reading.node(
                kind,
                TITLES,
                slugs=SLUGS,
                published=PUBLISHED,
                category=category if kind == "post" else None,
                tags=(tag,) if kind == "post" else (),
                thread={} if kind == "topic" else None,
            )
            for locale, slug in SLUGS.items():
                reading.address(made, locale, f"{prefix}{slug}")
            models.MenuItem.objects.create(menu=menu, node=made, leads_to_node=True, position=place)
        reading.index()
        CONTENT.rebuild_search()
    return ApiClient(tenant_a)


def test_all_ways_to_a_text_agree(tenant_a: Tenant, client: ApiClient) -> None:
    mapped = map_of(client)
    for locale, language in SHOWN.items():
        title, slug = TITLES[language], SLUGS[language]
        told = (locale, language, locale != language, title)
        found = [
            *(answer_of(client, f"{path}{'&' if '?' in path else '?'}locale={locale}") for path in singles(locale)),
            *(cards(client, f"{path}{'&' if '?' in path else '?'}locale={locale}") for path in lists(language)),
        ]
        for text in found:
            assert (text["locale"], text["source_locale"], text["is_fallback"], text["title"]) == told, text

        post = answer_of(client, f"posts/{slug}?locale={locale}")
        assert post["alternates"] == {code: SLUGS[code] for code in PUBLISHED}
        assert post["seo"]["canonical"] == post["path"] == f"/blog/{slug}"
        assert post["seo"]["hreflang"] == {
            **{code: f"/blog/{SLUGS[code]}" for code in PUBLISHED},
            "x-default": "/blog/lanterns",
        }
        assert [item["label"] for item in answer_of(client, f"menus/main?locale={locale}")["items"]] == [title] * 3
        items = client.get(f"/feeds/blog.rss?locale={locale}")
        assert [item.findtext("title") for item in ET.fromstring(items.content).iter("item")] == [title]
        # The map names a text in its own language only: a fallback has its address elsewhere.
        addresses = {f"http://testserver{prefix}{slug}" for prefix in ("/blog/", "/", "/forum/")}
        assert set(mapped.get(locale, {})) == (addresses if locale == language else set()), locale
        assert ({"slug": slug} in slugs(client, locale)) == (locale == language)
        document = f'{{ post(slug: "{slug}") {{ title sourceLocale isFallback category {{ name }} tags }} }}'
        answer = client.graphql(document, Accept_Language=locale).json()["data"]["post"]
        assert answer == {
            "title": title,
            "sourceLocale": language,
            "isFallback": locale != language,
            # Names fall back by themselves.
            "category": {"name": "Свет" if locale in ("ru", "uk") else "Light"},
            "tags": ["Bois" if locale.startswith("fr") else "Wood"],
        }


def test_what_is_not_published_is_nowhere(client: ApiClient) -> None:
    for path in ("posts?locale=de", "search?q=Laterne&locale=de", "sitemap?locale=de", "menus/main?locale=de"):
        assert "Laternen" not in client.get(f"/api/v1/store/{path}").content.decode()
    assert client.get("/api/v1/store/posts/laternen?locale=de").status_code == 404
    assert client.get("/api/v1/store/pages?path=/laternen&locale=de").status_code == 404


def singles(locale: str) -> list[str]:
    slug = SLUGS[SHOWN[locale]]
    return [f"posts/{slug}", "posts/lanterns", f"nodes/post/{slug}", f"pages?path=/{slug}", f"pages?path=/blog/{slug}"]


def lists(language: str) -> list[str]:
    word = quote(WORDS[language])
    return [
        "posts",
        "posts?category=light",
        "posts?tag=wood",
        "forum/topics",
        "nodes/page",
        f"nodes/post?q={word}",
        f"search?q={word}&kinds=topic",
    ]


def cards(client: ApiClient, path: str) -> Any:
    (found,) = answer_of(client, path)["items"]
    return found.get("item", found)


def slugs(client: ApiClient, locale: str) -> list[dict[str, str]]:
    items = answer_of(client, f"sitemap?locale={locale}&fields=slug,kind")["items"]
    return [{"slug": item["slug"]} for item in items if item["kind"] == "post"]


def test_the_language_of_a_reader_is_that_of_graphql_too(client: ApiClient) -> None:
    assert shown(client, '{ page(path: "/lanterns") { title } }')["page"]["title"] == TITLES["en"]
