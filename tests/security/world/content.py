"""Nodes of content on every step of their life, and what holds a site together."""

from __future__ import annotations

from uuid import UUID

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.rbac.roles import Role
from rustok_content.dto.addresses import CreateRedirectRequest
from rustok_content.dto.assignments import AssignRequest
from rustok_content.dto.categories import CreateNodeCategoryRequest, UpdateNodeCategoryRequest
from rustok_content.dto.imports import ImportFormat, StartContentImportRequest
from rustok_content.dto.lifecycle import CreatePreviewRequest, SubmitNodeRequest
from rustok_content.dto.menus import CreateMenuRequest, SetMenuItemsRequest
from rustok_content.dto.nodes import CreateNodeRequest, SetNodeTranslationRequest
from rustok_content.dto.places import MoveNodeRequest
from rustok_content.dto.tags import CreateNodeTagRequest
from rustok_content.services import (
    assignments,
    menus,
    nodes,
    placing,
    previews,
    publishing,
    redirects,
    submissions,
    translations,
    trash,
)
from rustok_content.services import categories as node_categories
from rustok_content.services import tags as node_tags
from rustok_content.services.imports import jobs as content_imports
from rustok_pages.dto.pages import CreateReusableBlockRequest
from rustok_pages.services import reusable
from tests.security.world.seeds import ROLES, World


def add_content(world: World, ctx: RequestContext) -> None:
    def category(name: str, parent_id: UUID | None = None) -> UUID:
        data = {
            "slug": f"{world.mark}-{name}",
            "names": {"en": f"{name} {world.mark}"},
            "descriptions": {"en": f"About {world.mark}"},
            "parent_id": parent_id and str(parent_id),
            "rights": [{"role": role, "can_reply": True, "can_create": True} for role in ROLES if parent_id is None],
        }
        made = node_categories.create_category(ctx, parse(CreateNodeCategoryRequest, data)).id
        renamed = parse(UpdateNodeCategoryRequest, {"slug": f"{world.mark}-{name}-now"})
        return node_categories.update_category(ctx, made, renamed).id if parent_id else made

    world.ids["node_category"] = (category("loose"), category("filled"))
    inner = category("inner", world.ids["node_category"][1])
    world.ids["inner_category"] = (inner, inner)
    world.texts["node_category"] = f"{world.mark}-filled"

    def node(name: str) -> UUID:
        data = {
            "kind": "page",
            "category_id": str(world.ids["node_category"][1]),
            "author_id": str(world.ids["user"][1]),
            "tags": [f"tag {world.mark}"],
            "metadata": {"note": world.mark} if name == "never" else {},
            "translations": [
                {
                    "locale": locale,
                    "title": f"{name} {world.mark} {locale}",
                    "slug": f"{world.mark}-{name}",
                    "excerpt": f"Excerpt {world.mark}",
                    "body": f"Body {world.mark}",
                    "meta_title": f"Meta {world.mark}",
                    "meta_description": f"Description {world.mark}",
                }
                for locale in ("en", "ru")
            ],
        }
        made = nodes.create_node(ctx, parse(CreateNodeRequest, data)).id
        publishing.publish_node(ctx, made)
        return made

    world.ids["node"] = (node("leaf"), node("page"))
    world.texts["node"] = f"{world.mark}-page"
    world.texts["address"] = f"/{world.mark}-page"
    _site(world, ctx)
    _life(world, ctx, node("child"), (node("gone"), node("lost")))


def _site(world: World, ctx: RequestContext) -> None:
    """Make what holds a site together: tags, menus, redirects."""

    def tag(name: str) -> UUID:
        data = {
            "name": f"{name} {world.mark}",
            "names": {"ru": f"Tag {name} {world.mark}"},
            "synonyms": [f"other {name} {world.mark}"],
        }
        return node_tags.create_tag(ctx, parse(CreateNodeTagRequest, data)).id

    world.ids["node_tag"] = (tag("loose"), tag("spare"))

    def block(name: str) -> UUID:
        text = {"locale": "en", "title": f"Block {name} {world.mark}", "body": f"Block {world.mark}"}
        return reusable.create_block(ctx, parse(CreateReusableBlockRequest, {"translations": [text]})).id

    world.ids["page"] = world.ids["node"]
    world.ids["reusable_block"] = (block("loose"), block("spare"))

    def menu(name: str) -> tuple[UUID, UUID]:
        data = {"location": f"{world.mark}-{name}", "name": f"Menu {world.mark}"}
        made = menus.create_menu(ctx, parse(CreateMenuRequest, data))
        items = [
            {"node_id": str(world.ids["node"][1]), "labels": {"en": f"Page {world.mark}"}},
            {"level": 1, "url": f"https://example.com/{world.mark}", "labels": {"en": f"Link {world.mark}"}},
        ]
        return made.id, menus.set_items(ctx, made.id, parse(SetMenuItemsRequest, {"entries": items})).entries[1].id

    (first, item), (second, _) = menu("main"), menu("footer")
    world.ids["menu"] = (first, second)
    world.ids["menu_item"] = (item, item)

    def redirect(name: str) -> UUID:
        data = {"path": f"/{world.mark}/{name}", "target": f"/{world.mark}-page"}
        return redirects.create_redirect(ctx, parse(CreateRedirectRequest, data)).id

    world.ids["redirect"] = (redirect("old"), redirect("older"))

    def begun(name: str) -> UUID:
        asked = StartContentImportRequest(format=ImportFormat.CSV, source=f"{world.mark} {name}")
        return content_imports.begin_import(ctx, asked, file_name=f"{world.mark}-{name}.csv").id

    world.ids["content_import"] = (begun("first"), begun("second"))


def _places(world: World, ctx: RequestContext) -> None:
    """Assign an administrator, whom it does not narrow: what the others may do is tried as their roles say."""
    staff = world.users[Role.ADMIN]
    world.ids["staff"] = (staff, staff)

    def assigned(node_id: UUID) -> UUID:
        asked = AssignRequest(user_id=staff, below_id=node_id, locales=("ru",))
        return assignments.assign(ctx, asked).id

    world.ids["assignment"] = (assigned(world.ids["node"][0]), assigned(world.ids["child_node"][0]))


def _life(world: World, ctx: RequestContext, child: UUID, gone: tuple[UUID, UUID]) -> None:
    """Leave nodes on their way: below another, in the trash, waiting, looked at, handed in."""
    below = parse(MoveNodeRequest, {"parent_id": str(world.ids["node"][1])})
    world.ids["child_node"] = (placing.move_node(ctx, child, below).id,) * 2
    world.ids["trashed_node"] = gone
    for node_id in world.ids["trashed_node"]:
        trash.delete_node(ctx, node_id)
    for locale in ("en", "ru"):
        change = parse(SetNodeTranslationRequest, {"locale": locale, "title": f"Waiting {world.mark}"})
        translations.set_translation(ctx, world.ids["node"][0], change)
    looks = [previews.create_preview(ctx, node_id, CreatePreviewRequest()) for node_id in world.ids["node"]]
    world.ids["node_preview"] = (looks[0].id, looks[1].id)
    world.secrets["preview"] = looks[0].token
    linked = {"locale": "en", "body": f"[Page {world.mark}](/{world.mark}-page)"}
    translations.set_translation(ctx, child, parse(SetNodeTranslationRequest, linked))
    handed = parse(SubmitNodeRequest, {"locale": "ru", "note": f"Note {world.mark}"})
    given = [submissions.submit_node(ctx, node_id, handed) for node_id in world.ids["node"]]
    world.ids["node_submission"] = (given[0].id, given[1].id)
    _places(world, ctx)
