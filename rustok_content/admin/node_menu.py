"""The editors' lines of the menu: the tree, the kinds, the boards, the trash."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from django.http import HttpRequest
from django.urls import reverse

from rustok.api.admin.model_admin import context_of
from rustok.api.admin.navigation import CONTENT, Link
from rustok.rbac.policies import allowed
from rustok_content.admin.choices import usable_kinds
from rustok_content.selectors.desk import count_submissions

_KINDS: Final = {"page": ("Pages", "lan"), "post": ("Posts", "newspaper"), "block": ("Reusable blocks", "widgets")}
_BOARDS: Final = (
    ("rustok_content_node_board", "Translations", "translate"),
    ("rustok_content_node_calendar", "Schedule", "calendar_month"),
    ("rustok_content_node_submissions", "Handed in", "rate_review"),
    ("rustok_content_node_trash", "Trash", "delete"),
)


def node_links(request: HttpRequest, links: list[Link]) -> list[Link]:
    """Return the lines that the list of nodes brings: more than one leads to it."""
    if not links:
        return links
    (everything,) = links
    kind = request.GET.get("kind", "") if request.path == everything.url else ""
    tree = reverse("admin:rustok_content_node_tree")
    found: list[Link] = []
    ctx = context_of(request)
    usable = {entry.name for entry in usable_kinds() if allowed(ctx, entry.right_to("read"))}
    for order, (name, (title, icon)) in enumerate(_KINDS.items()):
        if name not in usable:
            continue
        url = tree if name == "page" else f"{everything.url}?kind={name}"
        active = kind == name or (name == "page" and request.path == tree)
        found.append(Link(section=CONTENT, title=title, url=url, icon=icon, order=order, active=active))
    for order, (view, title, icon) in enumerate(_BOARDS, 40):
        url = reverse(f"admin:{view}")
        count = count_submissions() if view == "rustok_content_node_submissions" else 0
        active = request.path == url
        found.append(Link(section=CONTENT, title=title, url=url, icon=icon, order=order, active=active, count=count))
    here = everything.active and not any(link.active for link in found)
    return [replace(everything, title="All content", active=here), *found]
