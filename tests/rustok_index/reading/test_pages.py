"""Addresses of the site: what is there, what has moved, what is gone; and menus."""

from __future__ import annotations

from types import SimpleNamespace
from urllib.parse import quote

import pytest

from rustok.ids import to_ulid
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok.testing.api import ApiClient
from rustok_content import models
from tests.factories import reading
from tests.rustok_index.reading.conftest import answer_of

pytestmark = pytest.mark.django_db


def moved(client: ApiClient, path: str, status: int = 301) -> tuple[str, str]:
    answer = client.get(f"/api/v1/store/pages?path={quote(path)}")
    assert answer.status_code == status, answer.content
    return answer.json()["target"], answer["Location"]


def test_a_path_leads_to_a_page(visitor: ApiClient) -> None:
    page = answer_of(visitor, "pages?path=/about/team")

    assert (page["title"], page["path"]) == ("Team", "/about/team")
    assert [crumb["path"] for crumb in page["breadcrumbs"]] == ["/about", "/about/team"]
    (_page, crumbs) = page["seo"]["json_ld"]
    assert [item["item"] for item in crumbs["itemListElement"]] == ["/about", "/about/team"]
    assert answer_of(visitor, "pages?path=about/team/")["title"] == "Team"
    assert answer_of(visitor, "pages?path=/blog/tea-0")["kind"] == "post"
    assert answer_of(visitor, "pages?path=/nowhere", 404)["code"] == "index.node.not_found"
    assert answer_of(visitor, "pages?path=%00", 400)["code"] == "request.malformed"


def test_a_former_path_leads_on_in_one_hop(visitor: ApiClient) -> None:
    target, location = moved(visitor, "/team")

    assert target == "/about/team"
    assert visitor.get(location).json()["title"] == "Team"
    assert moved(visitor, "/old")[0] == "/about"
    assert moved(visitor, "/away", 302) == ("https://example.com/", "https://example.com/")
    assert answer_of(visitor, "pages?path=/gone", 410)["code"] == "index.page.gone"


def test_a_path_of_another_language_leads_to_the_readers_own(visitor: ApiClient) -> None:
    assert moved(visitor, "/o-nas")[0] == "/about"
    assert visitor.get("/api/v1/store/pages?path=/o-nas&locale=ru").json()["title"] == "О нас"
    answer = visitor.get("/api/v1/store/pages?path=/about&locale=ru")
    assert (answer.status_code, answer.json()["target"]) == (301, "/o-nas")
    # A fallback keeps its address.
    assert visitor.get("/api/v1/store/pages?path=/about/team&locale=ru").json()["is_fallback"]


def test_what_is_below_a_hidden_page_is_hidden(tenant_a: Tenant, visitor: ApiClient, site: SimpleNamespace) -> None:
    with tenant_scope(tenant_a):
        models.NodeTranslation.objects.filter(node=site.about).update(status="draft")
        reading.index()

    for path in ("/about", "/about/team"):
        answer_of(visitor, f"pages?path={path}", 404)
    assert [item["label"] for item in answer_of(visitor, "menus/main")["items"]] == ["Shop"]


def test_a_menu_speaks_the_readers_language(visitor: ApiClient, site: SimpleNamespace) -> None:
    menu = answer_of(visitor, "menus/main?locale=ru")

    assert menu["items"] == [
        {
            "label": "О нас",
            "url": "/o-nas",
            "node_id": to_ulid(site.about.id),
            "kind": "page",
            "opens_new_tab": False,
            "children": [],
        },
        {
            "label": "Shop",
            "url": "https://example.com/shop",
            "node_id": None,
            "kind": None,
            "opens_new_tab": False,
            "children": [
                {
                    "label": "Team",
                    "url": "/about/team",
                    "node_id": to_ulid(site.team.id),
                    "kind": "page",
                    "opens_new_tab": False,
                    "children": [],
                }
            ],
        },
    ]
    assert answer_of(visitor, "menus/nowhere", 404)["code"] == "index.menu.not_found"


def test_tags_are_found_by_their_synonyms(tenant_a: Tenant, visitor: ApiClient, site: SimpleNamespace) -> None:
    with tenant_scope(tenant_a):
        models.TagSynonym.objects.create(tag=site.tea, slug="cha")
        reading.tag("Unused", count=0)
        reading.index()

    assert [tag["name"] for tag in answer_of(visitor, "tags?locale=ru")["items"]] == ["Чай"]
    assert answer_of(visitor, "tags/cha")["slug"] == "tea"
    assert len(answer_of(visitor, "posts?tag=cha")["items"]) == 5
