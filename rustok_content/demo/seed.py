"""Writes the demo content through the module's own commands; what is there already is left alone."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.contrib.auth import get_user_model

from rustok.context import RequestContext
from rustok.modules.contract import Progress
from rustok_content import models
from rustok_content.demo.library import LIBRARIES
from rustok_content.demo.records import Library, Node
from rustok_content.dto.categories import CreateNodeCategoryRequest
from rustok_content.dto.menus import CreateMenuRequest, MenuItemInput, SetMenuItemsRequest
from rustok_content.dto.nodes import CreateNodeRequest, TranslationInput
from rustok_content.services import categories, menus, nodes, publishing

_MODULE: Final = "blog"
"""Whose the categories are."""


def seed(ctx: RequestContext, dataset: str, progress: Progress) -> None:
    """Seed a data set; unknown ones have no content."""
    library = LIBRARIES.get(dataset)
    if library is None:
        return
    category_ids = _categories(ctx, library)
    authors = _authors(library)
    present = set(models.NodeTranslation.objects.values_list("kind", "slug"))
    total = len(library.nodes)
    progress("posts and pages", 0, total)
    for done, node in enumerate(library.nodes, start=1):
        if (node.kind, node.slug) not in present:
            _write(ctx, node, category_ids, authors)
        progress("posts and pages", done, total)
    _menus(ctx, library)


def _menus(ctx: RequestContext, library: Library) -> None:
    present = set(models.Menu.objects.values_list("location", flat=True))
    pages = dict(models.NodeTranslation.objects.filter(kind="page").values_list("slug", "node_id"))
    for menu in library.menus:
        if menu.location in present:
            continue
        made = menus.create_menu(ctx, CreateMenuRequest(location=menu.location, name=menu.name))
        entries = tuple(
            MenuItemInput(
                node_id=pages[entry.page] if entry.page is not None else None, url=entry.url, labels=dict(entry.labels)
            )
            for entry in menu.entries
        )
        menus.set_items(ctx, made.id, SetMenuItemsRequest(entries=entries))


def _categories(ctx: RequestContext, library: Library) -> dict[str, UUID]:
    known = dict(models.Category.objects.filter(module=_MODULE).values_list("slug", "id"))
    for category in library.categories:
        if category.slug not in known:
            request = CreateNodeCategoryRequest(
                slug=category.slug, module=_MODULE, names=dict(category.names), position=category.position
            )
            known[category.slug] = categories.create_category(ctx, request).id
    return known


def _authors(library: Library) -> dict[str, UUID]:
    """Find the authors' accounts by address; who has none signs nothing."""
    users: Any = get_user_model()
    by_email = dict(
        users.objects.filter(email__in=[author.email for author in library.authors]).values_list("email", "pk")
    )
    return {author.key: by_email[author.email] for author in library.authors if author.email in by_email}


def _write(ctx: RequestContext, node: Node, category_ids: dict[str, UUID], authors: dict[str, UUID]) -> None:
    made = nodes.create_node(
        ctx,
        CreateNodeRequest(
            kind=node.kind,
            category_id=category_ids[node.category] if node.category else None,
            author_id=authors.get(node.author),
            tags=node.tags,
            position=node.position,
            translations=tuple(
                TranslationInput(locale=locale, title=text.title, slug=node.slug, excerpt=text.excerpt, body=text.body)
                for locale, text in node.texts.items()
            ),
        ),
    )
    publishing.publish_node(ctx, made.id, at=node.published_at)
