"""A site with a blog, a forum and pages, in two languages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from rustok.rbac.roles import Role
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok.testing.api import ApiClient, api_client
from rustok_content import models
from rustok_content.dto.lifecycle import LinkRelation
from tests.factories import reading

Ask = Callable[..., Any]


@pytest.fixture
def site(tenant_a: Tenant, search_path: Path) -> SimpleNamespace:
    """Posts, topics, pages, a menu: some for staff only, some in English only."""
    with tenant_scope(tenant_a):
        reading.switch_on("blog", "forum", "pages")
        found = SimpleNamespace(ada=reading.author("Ada Byron"))
        _blog(found)
        _forum(found)
        _pages(found)
        reading.index()
    return found


def _blog(site: Any) -> None:
    site.news = reading.category("news", {"en": "News", "ru": "Новости"}, module="blog")
    site.tea = reading.tag("Tea", {"ru": "Чай"}, count=3)
    site.series = reading.node("series", {"en": "Tea course"})
    site.posts = [
        reading.node(
            "post",
            {"en": f"Tea {n}", "ru": f"Чай {n}"} if n % 2 else {"en": f"Tea {n}"},
            slugs={"ru": f"chai-{n}"},
            tags=(site.tea,),
            category=site.news,
            author_id=site.ada,
            day=31 * n,
            is_featured=n == 2,
            thread={},
        )
        for n in range(5)
    ]
    site.other = reading.node("post", {"en": "Coffee"}, day=1)
    for place, post in enumerate(site.posts[:3], start=1):
        reading.link(post, site.series, LinkRelation.SERIES, place)
    reading.link(site.posts[0], site.other, LinkRelation.RELATED)
    first = reading.answer("comment", site.posts[0], 1, text="First")
    second = reading.answer("comment", site.posts[0], 2, text="Second")
    reading.answer("comment", site.posts[0], 3, parent=first, text="Below the first")
    reading.answer("comment", site.posts[0], 4, text="Spam", moderation="spam")
    models.GuestAuthor.objects.create(node=second, name="Guest Gus")


def _forum(site: Any) -> None:
    site.open = reading.category("open", {"en": "Open"}, position=1, node_count=4)
    site.below = reading.category("below", {"en": "Below"}, parent=site.open, position=1)
    site.staff = reading.category("staff", {"en": "Staff"}, position=2, sees=("moderator", "manager"))
    site.backroom = reading.category("backroom", {"en": "Backroom"}, parent=site.staff)
    site.topics = [
        reading.node("topic", {"en": f"Topic {n}"}, category=site.open, day=n, author_id=site.ada, thread={})
        for n in range(4)
    ]
    site.pinned = reading.node(
        "topic",
        {"en": "Pinned"},
        category=site.below,
        day=-1,
        thread={"pinned_until": reading.START.replace(year=2100)},
    )
    site.secret = reading.node("topic", {"en": "Secret"}, category=site.staff, day=9, thread={})
    site.deep = reading.node("topic", {"en": "Deeper secret"}, category=site.backroom, day=8, thread={})
    site.replies = [reading.answer("reply", site.topics[0], n, author_id=site.ada) for n in range(1, 6)]
    site.hidden = reading.answer("reply", site.secret, 1, text="Nobody else reads this")


def _pages(site: Any) -> None:
    site.about = reading.node("page", {"en": "About", "ru": "О нас"}, slugs={"ru": "o-nas"})
    site.team = reading.node("page", {"en": "Team"}, parent=site.about)
    for of, paths in ((site.about, {"en": "/about", "ru": "/o-nas"}), (site.team, {"en": "/about/team"})):
        for locale, path in paths.items():
            reading.address(of, locale, path)
    reading.address(site.team, "en", "/team", is_current=False)
    site.menu = models.Menu.objects.create(location="main", name="Main")
    models.MenuItem.objects.create(menu=site.menu, node=site.about, leads_to_node=True, position=1)
    models.MenuItem.objects.create(menu=site.menu, node=site.secret, leads_to_node=True, position=2)
    shop = models.MenuItem.objects.create(menu=site.menu, url="https://example.com/shop", position=3)
    models.MenuItemTranslation.objects.create(item=shop, locale="en", label="Shop")
    models.MenuItem.objects.create(menu=site.menu, node=site.team, leads_to_node=True, parent=shop, position=4)
    models.Redirect.objects.create(locale="", path="/old", target="/about")
    models.Redirect.objects.create(locale="en", path="/away", target="https://example.com/", permanent=False)
    models.Redirect.objects.create(locale="", path="/gone", target="")


@pytest.fixture
def visitor(tenant_a: Tenant, site: SimpleNamespace) -> ApiClient:
    """Somebody who is not signed in."""
    return ApiClient(tenant_a)


@pytest.fixture
def moderator(tenant_a: Tenant, site: SimpleNamespace) -> ApiClient:
    """Somebody who sees what is for staff."""
    with tenant_scope(tenant_a):
        return api_client(tenant_a, Role.MODERATOR)


def answer_of(client: ApiClient, path: str, status: int = 200) -> Any:
    """Ask the storefront and return what it answers."""
    answer = client.get(f"/api/v1/store/{path}")
    assert answer.status_code == status, (path, answer.status_code, answer.content)
    return answer.json()


def titles(client: ApiClient, path: str) -> list[str]:
    """Return the titles that a list shows."""
    return [item.get("title") or item.get("name") for item in answer_of(client, path)["items"]]


def shown(client: ApiClient, document: str) -> Any:
    """Return the data that a GraphQL document is answered with."""
    answer = client.graphql(document).json()
    assert "errors" not in answer, answer
    return answer["data"]
