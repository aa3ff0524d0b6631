"""The menu: what the operator may see, grouped by what it is for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from rustok.tenancy.context import tenant_scope

CONTENT: Final = "Content"
SALES: Final = "Sales"
COMMERCE: Final = "Commerce"
COMMUNITY: Final = "Community"
LIBRARY: Final = "Library"
PEOPLE: Final = "People"
SETTINGS: Final = "Settings"
OPERATIONS: Final = "Operations"

# Modules' own sections stand between the first and the last ones.
_FIRST: Final = (SALES, COMMERCE, CONTENT, COMMUNITY, LIBRARY)
_LAST: Final = (PEOPLE, SETTINGS, OPERATIONS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One line of the menu. ``icon`` is a name of Material Symbols; ``count`` is shown when it is not zero."""

    section: str
    title: str
    url: str
    icon: str
    order: int = 100
    active: bool = False
    count: int = 0


def sidebar(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the menu in Unfold's form; its ``SIDEBAR.navigation``."""
    front = reverse("admin:index")
    groups: list[dict[str, Any]] = [
        {"items": [_item(Link(section="", title=_("Dashboard"), url=front, icon="home", active=request.path == front))]}
    ]
    links = links_for(request)
    sections = sorted({link.section for link in links}, key=_rank)
    for section in sections:
        inside = sorted((link for link in links if link.section == section), key=lambda link: (link.order, link.title))
        groups.append({"title": _(section), "separator": True, "items": [_item(link) for link in inside]})
    return groups


def links_for(request: HttpRequest) -> list[Link]:
    """Return every page that the operator may see."""
    site: Any = admin.site
    pages: Iterable[Any] = site._registry.values()
    # The platform's own pages are shown where no tenant is in scope; the menu is that of the operator's tenant still.
    with tenant_scope(request.tenant):  # type: ignore[attr-defined]
        links = [link for page in pages if hasattr(page, "menu_links") for link in page.menu_links(request)]
        return [*links, *site.menu_links(request)]


def _rank(section: str) -> tuple[int, str]:
    if section in _FIRST:
        return _FIRST.index(section), section
    if section in _LAST:
        return 100 + _LAST.index(section), section
    return 50, section


def _item(link: Link) -> dict[str, Any]:
    item: dict[str, Any] = {"title": link.title, "icon": link.icon, "link": link.url, "active": link.active}
    if link.count:
        item |= {"badge": str(link.count), "badge_variant": "danger", "badge_style": "solid"}
    return item
