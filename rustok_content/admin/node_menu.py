"""The editors' lines of the menu: the tree, the kinds, the boards, the trash."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from django.http import HttpRequest
from django.urls import reverse

from rustok.api.admin.model_admin import context_of
from rustok.api.admin.navigation import CONTENT, Link
from rustok.rbac.policies import allowed
from rustok_content.admin.choices import kind_plural_of, usable_kinds
from rustok_content.selectors.desk import count_submissions

_KINDS: Final = {"page": "lan", "post": "newspaper", "series": "auto_stories", "block": "widgets"}
SHOWN_KIND: Final = "_rustok_shown_kind"
"""What a request to a node's page says of it to the menu."""
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
    # The page of a node, and that of a new one, belong to its kind.
    kind = getattr(request, SHOWN_KIND, "") or (request.GET.get("kind", "") if everything.active else "")
    tree = reverse("admin:rustok_content_node_tree")
    found: list[Link] = []
    ctx = context_of(request)
    usable = {entry.name for entry in usable_kinds() if allowed(ctx, entry.right_to("read"))}
    for order, (name, icon) in enumerate(_KINDS.items()):
        if name not in usable:
            continue
        url = tree if name == "page" else f"{everything.url}?kind={name}"
        active = kind == name or (name == "page" and request.path == tree)
        title = kind_plural_of(name)
        found.append(Link(section=CONTENT, title=title, url=url, icon=icon, order=order, active=active))
    for order, (view, title, icon) in enumerate(_BOARDS, 40):
        url = reverse(f"admin:{view}")
        count = count_submissions() if view == "rustok_content_node_submissions" else 0
        active = request.path == url
        found.append(Link(section=CONTENT, title=title, url=url, icon=icon, order=order, active=active, count=count))
    here = everything.active and not any(link.active for link in found)
    return [replace(everything, title="All content", active=here), *found]
