"""Pages: nodes of the kind ``page``, laid out by a template, in a tree whose slugs make their addresses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from rustok.context import RequestContext
from rustok.dto import Page, given
from rustok.errors import InvalidInput
from rustok.ids import parse_id, to_ulid
from rustok.media.selectors.assets import assets_by_id
from rustok.rbac.policies import require
from rustok_content import facade
from rustok_content.dto.lifecycle import PublishNodeRequest, UnpublishNodeRequest
from rustok_content.dto.nodes import CreateNodeRequest, NodeResponse, SetNodeTranslationRequest, UpdateNodeRequest
from rustok_content.dto.places import MoveNodeRequest
from rustok_pages.dto.pages import (
    DEFAULT_TEMPLATE,
    CreatePageRequest,
    PageResponse,
    PageTemplateResponse,
    TemplateRegionResponse,
    UpdatePageRequest,
)
from rustok_pages.services import templates

KIND: Final = "page"
_FIELDS: Final = {"template": "template", "cover_id": "cover", "noindex": "noindex"}


def get_page(ctx: RequestContext, page_id: UUID) -> PageResponse:
    """Return a page with its raw translations.

    :raises NodeNotFound: no such page for this tenant.
    """
    return _responses([facade.get_node(ctx, page_id, kind=KIND)])[0]


def list_pages(
    ctx: RequestContext, *, parent_id: UUID | None = None, after: UUID | None = None, limit: int = 24
) -> Page[PageResponse]:
    """List the pages below one, or at the top, in their order.

    :raises NodeNotFound: no such parent for this tenant.
    """
    page = facade.list_children(ctx, kind=KIND, parent_id=parent_id, after=after, limit=limit)
    return Page(items=tuple(_responses(page.items)), next=page.next)


def create_page(ctx: RequestContext, request: CreatePageRequest) -> PageResponse:
    """Make a page as a draft; the first translation is its original.

    :raises UnknownTemplate: there is no such template.
    :raises InvalidInput: a body has blocks that the template has no place for.
    :raises DuplicateSlug: a page beside it has the slug.
    :raises AddressTaken: something else is at its address.
    """
    require(ctx, "pages.page:create", owner_id=ctx.actor_id)
    templates.get_template(request.template)
    made = facade.create_node(
        ctx,
        CreateNodeRequest(
            kind=KIND,
            translations=request.translations,
            parent_id=request.parent_id,
            category_id=request.category_id,
            tags=request.tags,
            position=request.position,
            metadata=_metadata({name: getattr(request, name) for name in _FIELDS}),
        ),
        kind=KIND,
    )
    return _responses([made])[0]


def update_page(ctx: RequestContext, page_id: UUID, request: UpdatePageRequest) -> PageResponse:
    """Change a page's own fields; another template has to have a place for all that is written.

    :raises NodeNotFound: no such page for this tenant.
    :raises StaleVersion: changed by somebody else since ``request.version``.
    :raises UnknownTemplate: there is no such template.
    :raises InvalidInput: a body has blocks that the template has no place for.
    """
    require(ctx, "pages.page:update", owner_id=ctx.actor_id)
    changes = given(request)
    if "template" in changes:
        templates.get_template(changes["template"])
    fields = {name: changes.pop(name) for name in _FIELDS if name in changes}
    if fields:
        present = facade.get_node(ctx, page_id, kind=KIND)
        changes["metadata"] = {**present.metadata, **_metadata(fields)}
        # What was read and what is written are of one version, also where the caller did not say which.
        changes.setdefault("version", present.version)
    return _responses([facade.update_node(ctx, page_id, UpdateNodeRequest(**changes), kind=KIND)])[0]


def set_page_text(ctx: RequestContext, page_id: UUID, request: SetNodeTranslationRequest) -> PageResponse:
    """Write a page's text in one language; over a published one it waits to be published.

    :raises NodeNotFound: no such page for this tenant.
    :raises StaleVersion: changed by somebody else since ``request.version``.
    :raises InvalidInput: the body has blocks that the template has no place for.
    """
    return _responses([facade.set_translation(ctx, page_id, request, kind=KIND)])[0]


def remove_page_text(ctx: RequestContext, page_id: UUID, locale: str, *, version: int | None = None) -> PageResponse:
    """Remove a page's text in one language.

    :raises NodeNotFound: no such page for this tenant.
    :raises LastTranslation: it is the original.
    """
    return _responses([facade.remove_translation(ctx, page_id, locale, version=version, kind=KIND)])[0]


def move_page(ctx: RequestContext, page_id: UUID, request: MoveNodeRequest) -> PageResponse:
    """Put a page, with all below it, elsewhere in the tree; its former addresses lead to the new ones.

    :raises NodeNotFound: no such page, or no such parent, for this tenant.
    :raises ParentInCircle: the new parent is the page itself or below it.
    """
    return _responses([facade.move_node(ctx, page_id, request, kind=KIND)])[0]


def publish_page(ctx: RequestContext, page_id: UUID, request: PublishNodeRequest) -> PageResponse:
    """Let readers see a page, in some languages or in all.

    :raises NodeNotFound: no such page for this tenant.
    """
    version = given(request).get("version")
    return _responses([facade.publish_node(ctx, page_id, locales=request.locales, version=version, kind=KIND)])[0]


def unpublish_page(ctx: RequestContext, page_id: UUID, request: UnpublishNodeRequest) -> PageResponse:
    """Take a page from readers, in some languages or in all.

    :raises NodeNotFound: no such page for this tenant.
    """
    version = given(request).get("version")
    made = facade.unpublish_node(
        ctx, page_id, locales=request.locales, archive=request.archive, version=version, kind=KIND
    )
    return _responses([made])[0]


def delete_page(ctx: RequestContext, page_id: UUID, *, version: int | None = None) -> None:
    """Put a page into the trash, with all below it.

    :raises NodeNotFound: no such page for this tenant.
    """
    facade.delete_node(ctx, page_id, version=version, kind=KIND)


def set_home_page(ctx: RequestContext, page_id: UUID, *, version: int | None = None) -> PageResponse:
    """Let the site's own address lead to a page; the one it led to before is found by its slug again.

    :raises NodeNotFound: no such page for this tenant.
    :raises HomeNotOnTop: it is below another page.
    """
    return _responses([facade.set_home(ctx, page_id, version=version, kind=KIND)])[0]


def list_templates(ctx: RequestContext) -> list[PageTemplateResponse]:
    """List the templates that pages can have."""
    require(ctx, "pages.page:read")
    return [
        PageTemplateResponse(
            name=template.name,
            label=template.label,
            regions=tuple(
                TemplateRegionResponse(
                    name=region.name, label=region.label, block_types=tuple(sorted(region.block_types or ()))
                )
                for region in template.regions
            ),
        )
        for template in templates.templates()
    ]


def _metadata(fields: dict[str, Any]) -> dict[str, Any]:
    """Return fields as they are kept: ids as text, what is not said not at all."""
    found = {_FIELDS[name]: value for name, value in fields.items()}
    if (cover_id := found.get("cover")) is not None:
        if cover_id not in assets_by_id([cover_id]):
            raise InvalidInput.field("cover_id", code="not_found", message="There is no such picture.")
        found["cover"] = to_ulid(cover_id)
    return found


def _responses(nodes: Sequence[NodeResponse]) -> list[PageResponse]:
    addresses = facade.present_addresses(node.id for node in nodes)
    return [
        PageResponse(
            id=node.id,
            parent_id=node.parent_id,
            depth=node.depth,
            position=node.position,
            template=node.metadata.get("template") or DEFAULT_TEMPLATE,
            cover_id=parse_id(node.metadata["cover"]) if node.metadata.get("cover") else None,
            noindex=bool(node.metadata.get("noindex")),
            is_home=node.is_home,
            status=node.status,
            category_id=node.category_id,
            author_id=node.author_id,
            tags=node.tags,
            source_locale=node.source_locale,
            translations=node.translations,
            addresses=addresses.get(node.id, {}),
            version=node.version,
            created_at=node.created_at,
            updated_at=node.updated_at,
            published_at=node.published_at,
        )
        for node in nodes
    ]
