"""Ready files of a site: robots.txt, its map, its feeds."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from types import SimpleNamespace
from typing import Any, Final

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rustok.ids import to_ulid
from rustok.tenancy.context import platform_scope, tenant_scope
from rustok.tenancy.info import forget_tenant
from rustok.tenancy.models import Tenant, TenantModule
from rustok.testing.api import ApiClient
from rustok_content import models
from rustok_index.queries import sitemap
from tests.factories import reading

pytestmark = pytest.mark.django_db

NAMES: Final = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
    "a": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
}


def read(client: ApiClient, path: str) -> ET.Element:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.content)
    return ET.fromstring(answer.content)


def settle(tenant: Tenant, settings: dict[str, str]) -> None:
    with platform_scope():
        Tenant.objects.filter(pk=tenant.pk).update(settings=settings)
    forget_tenant(tenant.id)


def map_of(client: ApiClient) -> dict[str, dict[str, str]]:
    """Return all addresses that the map has, by language, with what it says of other languages."""
    found: dict[str, dict[str, Any]] = {}
    for place in read(client, "/sitemap.xml").findall("s:sitemap/s:loc", NAMES):
        path = (place.text or "").removeprefix("http://testserver")
        for url in read(client, path).findall("s:url", NAMES):
            others = {link.attrib["hreflang"]: link.attrib["href"] for link in url.findall("x:link", NAMES)}
            found.setdefault(path.split("/")[2], {})[url.findtext("s:loc", "", NAMES)] = others
    return found


def test_the_map_names_what_has_a_text_in_each_language(
    tenant_a: Tenant, visitor: ApiClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemap, "PER_FILE", 3)

    found = map_of(visitor)

    site = "http://testserver"
    assert found["ru"] == {
        f"{site}/o-nas": {"en": f"{site}/about", "ru": f"{site}/o-nas", "x-default": f"{site}/about"},
        f"{site}/blog/chai-1": {
            "en": f"{site}/blog/tea-1",
            "ru": f"{site}/blog/chai-1",
            "x-default": f"{site}/blog/tea-1",
        },
        f"{site}/blog/chai-3": {
            "en": f"{site}/blog/tea-3",
            "ru": f"{site}/blog/chai-3",
            "x-default": f"{site}/blog/tea-3",
        },
    }
    assert {f"{site}/about/team", f"{site}/blog/tea-0", f"{site}/blog/coffee", f"{site}/forum/topic-0"} <= set(
        found["en"]
    )
    assert not [place for place in found["en"] if "secret" in place or "reply" in place]


def test_the_map_follows_the_storefronts_own_addresses(tenant_a: Tenant, visitor: ApiClient) -> None:
    settle(tenant_a, {"storefront_url": "https://shop.test/"})

    assert "https://shop.test/about" in map_of(visitor)["en"]
    assert visitor.get("/sitemaps/en/node-" + "f" * 32 + ".xml").status_code == 404
    assert visitor.get("/sitemaps/xx/node-" + "0" * 32 + ".xml").status_code == 404


def test_robots_are_told_where_the_map_is(tenant_a: Tenant, visitor: ApiClient) -> None:
    answer = visitor.get("/robots.txt")
    assert answer.content.decode() == "User-agent: *\nDisallow: /admin/\n\nSitemap: http://testserver/sitemap.xml\n"
    assert answer["Content-Type"] == "text/plain; charset=utf-8"

    settle(tenant_a, {"robots_txt": "User-agent: *\nDisallow: /"})
    assert visitor.get("/robots.txt").content.decode().startswith("User-agent: *\nDisallow: /\n")


def test_feeds_hold_the_newest_posts(visitor: ApiClient, site: SimpleNamespace) -> None:
    rss = read(visitor, "/feeds/blog.rss")
    atom = read(visitor, "/feeds/blog.atom?locale=ru")

    assert [item.findtext("title") for item in rss.findall("channel/item")] == [
        "Tea 4",
        "Tea 3",
        "Tea 2",
        "Tea 1",
        "Coffee",
        "Tea 0",
    ]
    assert rss.findtext("channel/item/link") == "http://testserver/blog/tea-4"
    assert rss.findtext("channel/item/content:encoded", "", NAMES) == "<p>Tea 4: Some words</p>"
    entries = atom.findall("a:entry", NAMES)
    assert [entry.findtext("a:title", "", NAMES) for entry in entries][:2] == ["Tea 4", "Чай 3"]
    for path in ("category/news", "tag/tea", f"author/{to_ulid(site.ada)}"):
        found = [item.findtext("title") for item in read(visitor, f"/feeds/{path}.rss").findall("channel/item")]
        assert found == ["Tea 4", "Tea 3", "Tea 2", "Tea 1", "Tea 0"], path
    for path in ("category/nope", "tag/nope", "author/nope", "tag/%00"):
        assert visitor.get(f"/feeds/{path}.rss").status_code in (400, 404), path


def test_feeds_are_of_what_visitors_see(
    tenant_a: Tenant, visitor: ApiClient, moderator: ApiClient, site: SimpleNamespace
) -> None:
    with tenant_scope(tenant_a):
        inner = reading.category("inner", {"en": "Inner"}, module="blog", sees=("moderator",))
        models.Node.objects.filter(pk=site.posts[4].pk).update(category=inner)
        reading.index()

    for client in (visitor, moderator):
        assert b"Tea 4" not in client.get("/feeds/blog.rss").content
        assert client.get("/feeds/category/inner.rss").status_code == 404
        assert not [place for place in map_of(client)["en"] if "tea-4" in place]


def test_what_xml_cannot_hold_is_left_out(tenant_a: Tenant, visitor: ApiClient, site: SimpleNamespace) -> None:
    with tenant_scope(tenant_a):
        models.NodeTranslation.objects.filter(node=site.posts[4], locale="en").update(
            title="A\x0bb <script>&'\"", slug="x&<y"
        )
        reading.index()

    rss = read(visitor, "/feeds/blog.rss")

    assert rss.findtext("channel/item/title") == "Ab <script>&'\""
    assert "http://testserver/blog/x%26%3Cy" in map_of(visitor)["en"]


def test_files_are_kept_by_caches_and_take_few_statements(visitor: ApiClient) -> None:
    for path in ("/robots.txt", "/sitemap.xml", "/feeds/blog.rss", "/feeds/tag/tea.atom"):
        first = visitor.get(path)
        with CaptureQueriesContext(connection) as captured:
            again = visitor.get(path, If_None_Match=first["ETag"])

        assert (again.status_code, again.content) == (304, b"")
        assert first["Cache-Control"].startswith("public")
        own = [each["sql"] for each in captured if "index_" in each["sql"]]
        assert len(own) <= 2, (path, own)


def test_no_blog_has_no_feeds(tenant_a: Tenant, visitor: ApiClient) -> None:
    with tenant_scope(tenant_a):
        TenantModule.objects.filter(module_slug="blog").update(enabled=False)
    forget_tenant(tenant_a.id)

    assert visitor.get("/feeds/blog.rss").status_code == 404


def test_a_page_that_is_not_to_be_found_tells_search_engines_so(
    tenant_a: Tenant, visitor: ApiClient, site: SimpleNamespace
) -> None:
    assert visitor.get("/api/v1/store/pages?path=/about/team").json()["seo"]["robots"] == "index, follow"
    with tenant_scope(tenant_a):
        models.Node.objects.filter(pk=site.team.pk).update(metadata={"noindex": True})
        reading.index()

    answer = visitor.get("/api/v1/store/pages?path=/about/team").json()

    assert answer["seo"]["robots"] == "noindex, follow"
    assert "http://testserver/about" in map_of(visitor)["en"]
    assert "http://testserver/about/team" not in map_of(visitor)["en"]
    listed = visitor.get("/api/v1/store/sitemap?limit=100").json()["items"]
    assert "/about" in [item["path"] for item in listed]
    assert "/about/team" not in [item["path"] for item in listed]
