"""Eight languages, some translated, one of them not published: every way to a text agrees on what is a fallback."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import pytest

from rustok.context import RequestContext
from rustok.rbac.roles import Role
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok.tenancy.services.tenants import enable_locale
from rustok.testing.api import ApiClient, api_client
from rustok_content import models
from rustok_content.dto.lifecycle import LinkRelation
from rustok_content.dto.nodes import BodyFormat
from rustok_content.services.markup import render
from rustok_index.indexers import CONTENT
from tests.factories import reading
from tests.rustok_commerce.admin.operator import signed_in, typed
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


def test_what_is_around_a_text_agrees_too(tenant_a: Tenant, client: ApiClient) -> None:
    """Series, labels in menus, tags, categories, breadcrumbs, related posts, lists in blocks, JSON-LD."""
    with tenant_scope(tenant_a):
        post, page = (models.Node.objects.get(kind=kind) for kind in ("post", "page"))
        series = reading.node("series", TITLES, slugs=SLUGS, published=PUBLISHED)
        other = reading.node("post", {"en": "Candles", "fr": "Bougies"}, day=1)
        for made in (post, other):
            reading.link(made, series, LinkRelation.SERIES, 1 if made == post else 2)
        reading.link(other, post, LinkRelation.RELATED)
        below = reading.node("page", {"en": "Below", "de": "Darunter"}, parent=page)
        for locale in ("en", "de"):
            reading.address(below, locale, "/below")
            lists = render(json.dumps({"blocks": [{"type": "posts", "props": {"tag": "wood"}}]}), BodyFormat.BLOCKS)
            models.Body.objects.filter(node=below, locale=locale).update(
                body=lists.source, format="blocks", html=lists.html, text=lists.text
            )
        category = models.Category.objects.get(slug="light")
        models.CategoryTranslation.objects.create(category=category, locale="de", name="Licht")
        menu = models.Menu.objects.get(location="main")
        item = models.MenuItem.objects.create(menu=menu, url="/x", position=9)
        for locale, label in (("en", "Light"), ("ru", "Свет"), ("de", "Licht")):
            models.MenuItemTranslation.objects.create(item=item, locale=locale, label=label)
        reading.index()
    names = {"en": "Light", "ru": "Свет", "uk": "Свет", "de": "Licht", "de-AT": "Licht"}
    for locale, language in SHOWN.items():
        title, name = TITLES[language], names.get(locale, "Light")
        bois = "Bois" if locale.startswith("fr") else "Wood"

        shown_post = answer_of(client, f"posts/{SLUGS[language]}?locale={locale}")
        assert (shown_post["series"]["title"], shown_post["category"]["name"]) == (title, name), locale
        assert shown_post["tags"] == [bois]
        seo = shown_post["seo"]
        assert (seo["json_ld"][0]["inLanguage"], seo["json_ld"][0]["headline"]) == (language, title)
        assert seo["open_graph"]["og:locale"] == language.replace("-", "_")
        others = sorted(code.replace("-", "_") for code in PUBLISHED if code != language)
        assert seo["open_graph"]["og:locale:alternate"] == others
        (topic,) = answer_of(client, f"forum/topics?locale={locale}")["items"]
        thread = answer_of(client, f"forum/topics/{topic['id']}?locale={locale}")["seo"]["json_ld"][0]
        assert (thread["inLanguage"], thread["headline"]) == (language, title)
        (site,) = answer_of(client, f"pages?path=/{SLUGS[language]}&locale={locale}")["seo"]["json_ld"]
        assert (site["@type"], site["inLanguage"], site["name"]) == ("WebPage", language, title)

        candles = answer_of(client, f"posts/candles?locale={locale}")
        assert [each["title"] for each in candles["related"]] == [title]
        lower = answer_of(client, f"pages?path=/below&locale={locale}")
        assert lower["title"] == ("Darunter" if locale.startswith("de") else "Below")
        assert [crumb["title"] for crumb in lower["breadcrumbs"]] == [title, lower["title"]]
        ((block,),) = (region["blocks"] for region in lower["regions"])
        (card,) = block["posts"]
        assert (card["title"], card["source_locale"], card["is_fallback"]) == (title, language, locale != language)

        assert answer_of(client, f"menus/main?locale={locale}")["items"][-1]["label"] == name
        (tag,) = answer_of(client, f"tags?locale={locale}")["items"]
        assert tag["name"] == answer_of(client, f"tags/wood?locale={locale}")["name"] == bois
        (filed,) = answer_of(client, f"content-categories?module=blog&locale={locale}")["items"]
        assert filed["name"] == answer_of(client, f"content-categories/blog/light?locale={locale}")["name"] == name


def test_nothing_that_readers_see_is_saved_as_a_text_in_their_language(tenant_a: Tenant, client: ApiClient) -> None:
    with tenant_scope(tenant_a):
        editor = api_client(tenant_a, Role.ADMIN)
    before = _raw(tenant_a)
    for locale, language in SHOWN.items():
        kept = {"Accept_Language": locale}
        for path, write in (
            (f"posts/{SLUGS[language]}", "blog/posts/{id}/translations"),
            (f"pages?path=/{SLUGS[language]}", "pages/{id}/translations"),
            (f"nodes/post/{SLUGS[language]}", "nodes/{id}/translations"),
        ):
            seen = answer_of(client, f"{path}{'&' if '?' in path else '?'}locale={locale}")
            target = f"/api/v1/admin/{write.format(id=seen['id'])}"
            # As it was read, and only what the writer has a field for, but not the text of its title.
            assert editor.post(target, seen, **kept).status_code == 422, (locale, path)
            if locale not in TITLES:
                partial = {"locale": locale, "excerpt": seen["excerpt"], "body": seen["body"]}
                assert editor.post(target, partial, **kept).status_code == 422, (locale, path)
            # Staff read what was written in each language, whatever they speak.
            raw = editor.get(f"/api/v1/admin/nodes/{seen['id']}", **kept).json()
            assert {text["locale"]: text["title"] for text in raw["translations"]} == TITLES
            document = f'{{ adminNode(id: "{seen["id"]}") {{ translations {{ locale title }} }} }}'
            told = editor.graphql(document, **kept).json()["data"]["adminNode"]["translations"]
            assert {text["locale"]: text["title"] for text in told} == TITLES
            takes = "$id: ID!, $input: SetNodeTranslationInput!"
            mutation = f"mutation({takes}) {{ setNodeTranslation(id: $id, input: $input) {{ id }} }}"
            refused = editor.graphql(mutation, {"id": seen["id"], "input": seen}, **kept).json()
            assert refused["errors"], (locale, path)
        (tag,) = answer_of(client, f"tags?locale={locale}")["items"]
        (filed,) = answer_of(client, f"content-categories?module=blog&locale={locale}")["items"]
        menu = answer_of(client, f"menus/main?locale={locale}")
        owner = editor.get("/api/v1/admin/menus", **kept).json()["items"][0]
        assert editor.patch(f"/api/v1/admin/node-tags/{tag['id']}", tag, **kept).status_code == 422
        assert editor.patch(f"/api/v1/admin/node-categories/{filed['id']}", filed, **kept).status_code == 422
        items = {"entries": menu["items"]}
        assert editor.put(f"/api/v1/admin/menus/{owner['id']}/items", items, **kept).status_code == 422
        raw_tag = editor.get(f"/api/v1/admin/node-tags/{tag['id']}", **kept).json()
        raw_category = editor.get(f"/api/v1/admin/node-categories/{filed['id']}", **kept).json()
        raw_menu = editor.get(f"/api/v1/admin/menus/{owner['id']}", **kept).json()
        assert (raw_tag["names"], raw_category["names"]) == ({"fr": "Bois"}, {"en": "Light", "ru": "Свет"})
        assert [entry["labels"] for entry in raw_menu["entries"]] == [{}, {}, {}]
        # What staff read can be written back as it is: it says the same.
        same = {"names": raw_category["names"], "descriptions": raw_category["descriptions"]}
        assert editor.patch(f"/api/v1/admin/node-categories/{filed['id']}", same, **kept).status_code == 200
        assert (
            editor.patch(f"/api/v1/admin/node-tags/{tag['id']}", {"names": raw_tag["names"]}, **kept).status_code == 200
        )

    assert _raw(tenant_a) == before


def test_a_form_that_nobody_touched_writes_no_fallback(tenant_a: Tenant, client: ApiClient) -> None:
    before = _raw(tenant_a)
    with tenant_scope(tenant_a):
        browser = signed_in(tenant_a, Role.ADMIN)
        pages = [
            *(f"node/{node_id}" for node_id in models.Node.objects.values_list("id", flat=True)),
            *(f"category/{found}" for found in models.Category.objects.values_list("id", flat=True)),
            *(f"tag/{found}" for found in models.Tag.objects.values_list("id", flat=True)),
            *(f"menu/{found}" for found in models.Menu.objects.values_list("id", flat=True)),
        ]
    for locale in ("es", "uk"):
        for path in pages:
            address = f"/admin/rustok_content/{path}/change/"
            browser.defaults["HTTP_ACCEPT_LANGUAGE"] = locale
            answer = browser.post(address, {**typed(browser, address), "_continue": "1"})
            assert answer.status_code == 302, (path, answer.content[:2000])

    assert _raw(tenant_a) == before


def _raw(tenant: Tenant) -> dict[str, list[Any]]:
    """Return all that was written in any language."""
    own = {
        models.NodeTranslation: ("node_id", "locale", "title", "slug", "excerpt", "meta_title", "meta_description"),
        models.Body: ("node_id", "locale", "body", "format", "html"),
        models.NodeDraft: ("node_id", "locale", "title"),
        models.CategoryTranslation: ("category_id", "locale", "name", "description"),
        models.TagTranslation: ("tag_id", "locale", "name"),
        models.MenuItemTranslation: ("item_id", "locale", "label"),
    }
    with tenant_scope(tenant):
        return {model.__name__: sorted(model.objects.values_list(*names), key=str) for model, names in own.items()}


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
