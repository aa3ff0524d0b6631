"""GraphQL of pages and reusable blocks for staff; readers ask for ``page``."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import graphene

from rustok.api.graphql.dto import input_type, object_type
from rustok.api.graphql.relay import Connection, connect, connection_field, page_query
from rustok.api.graphql.scalars import ID
from rustok.api.rest.paging import id_after, opaque
from rustok.dto import parse
from rustok_content.dto.lifecycle import PublishNodeRequest, UnpublishNodeRequest
from rustok_content.dto.nodes import NodeResponse, SetNodeTranslationRequest
from rustok_content.dto.places import MoveNodeRequest
from rustok_pages.dto.pages import (
    CreatePageRequest,
    CreateReusableBlockRequest,
    PageResponse,
    PageTemplateResponse,
    UpdatePageRequest,
)
from rustok_pages.services import pages, reusable

_PAGES: Final = "pages.pages:position"
_BLOCKS: Final = "pages.blocks:-id"

Page = object_type(PageResponse, "AdminPage")
PageTemplate = object_type(PageTemplateResponse)
Block = object_type(NodeResponse, "AdminNode")


class PagesQuery:
    """Pages and reusable blocks as they are written, for staff."""

    admin_pages = connection_field(Page, parent_id=ID())
    admin_page = graphene.Field(Page, id=ID(required=True))
    page_templates = graphene.List(graphene.NonNull(PageTemplate), required=True)
    reusable_blocks = connection_field(Block)
    reusable_block = graphene.Field(Block, id=ID(required=True))

    @staticmethod
    def resolve_admin_pages(
        root: Any, info: Any, first: int | None = None, after: str | None = None, parent_id: UUID | None = None
    ) -> Connection:
        query = page_query(first, after)
        page = pages.list_pages(
            info.context.ctx, parent_id=parent_id, after=id_after(_PAGES, query.after), limit=query.limit
        )
        return connect(opaque(_PAGES, page), after)

    @staticmethod
    def resolve_admin_page(root: Any, info: Any, id: UUID) -> PageResponse:
        return pages.get_page(info.context.ctx, id)

    @staticmethod
    def resolve_page_templates(root: Any, info: Any) -> list[PageTemplateResponse]:
        return pages.list_templates(info.context.ctx)

    @staticmethod
    def resolve_reusable_blocks(root: Any, info: Any, first: int | None = None, after: str | None = None) -> Connection:
        query = page_query(first, after)
        page = reusable.list_blocks(info.context.ctx, after=id_after(_BLOCKS, query.after), limit=query.limit)
        return connect(opaque(_BLOCKS, page), after)

    @staticmethod
    def resolve_reusable_block(root: Any, info: Any, id: UUID) -> NodeResponse:
        return reusable.get_block(info.context.ctx, id)


class CreatePage(graphene.Mutation):
    """Make a page, as a draft."""

    class Arguments:
        input = input_type(CreatePageRequest)(required=True)

    Output = graphene.NonNull(Page)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> PageResponse:
        return pages.create_page(info.context.ctx, parse(CreatePageRequest, input))


class UpdatePage(graphene.Mutation):
    """Change a page's own fields."""

    class Arguments:
        id = ID(required=True)
        input = input_type(UpdatePageRequest)(required=True)

    Output = graphene.NonNull(Page)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> PageResponse:
        return pages.update_page(info.context.ctx, id, parse(UpdatePageRequest, input))


class SetPageTranslation(graphene.Mutation):
    """Write a page's text in one language."""

    class Arguments:
        id = ID(required=True)
        input = input_type(SetNodeTranslationRequest)(required=True)

    Output = graphene.NonNull(Page)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> PageResponse:
        return pages.set_page_text(info.context.ctx, id, parse(SetNodeTranslationRequest, input))


class RemovePageTranslation(graphene.Mutation):
    """Remove a page's text in one language; the original stays."""

    class Arguments:
        id = ID(required=True)
        locale = graphene.String(required=True)
        version = graphene.Int()

    Output = graphene.NonNull(Page)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, locale: str, version: int | None = None) -> PageResponse:
        return pages.remove_page_text(info.context.ctx, id, locale, version=version)


class MovePage(graphene.Mutation):
    """Put a page, with all below it, elsewhere in the tree."""

    class Arguments:
        id = ID(required=True)
        input = input_type(MoveNodeRequest)(required=True)

    Output = graphene.NonNull(Page)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> PageResponse:
        return pages.move_page(info.context.ctx, id, parse(MoveNodeRequest, input))


class PublishPage(graphene.Mutation):
    """Let readers see a page."""

    class Arguments:
        id = ID(required=True)
        input = input_type(PublishNodeRequest)(required=True)

    Output = graphene.NonNull(Page)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> PageResponse:
        return pages.publish_page(info.context.ctx, id, parse(PublishNodeRequest, input))


class UnpublishPage(graphene.Mutation):
    """Take a page from readers."""

    class Arguments:
        id = ID(required=True)
        input = input_type(UnpublishNodeRequest)(required=True)

    Output = graphene.NonNull(Page)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> PageResponse:
        return pages.unpublish_page(info.context.ctx, id, parse(UnpublishNodeRequest, input))


class SetHomePage(graphene.Mutation):
    """Let the site's own address lead to a page."""

    class Arguments:
        id = ID(required=True)
        version = graphene.Int()

    Output = graphene.NonNull(Page)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, version: int | None = None) -> PageResponse:
        return pages.set_home_page(info.context.ctx, id, version=version)


class DeletePage(graphene.Mutation):
    """Put a page into the trash, with all below it; returns its id."""

    class Arguments:
        id = ID(required=True)
        version = graphene.Int()

    Output = graphene.NonNull(ID)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, version: int | None = None) -> UUID:
        pages.delete_page(info.context.ctx, id, version=version)
        return id


class CreateReusableBlock(graphene.Mutation):
    """Make a reusable block, as a draft."""

    class Arguments:
        input = input_type(CreateReusableBlockRequest)(required=True)

    Output = graphene.NonNull(Block)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> NodeResponse:
        return reusable.create_block(info.context.ctx, parse(CreateReusableBlockRequest, input))


class SetReusableBlockTranslation(graphene.Mutation):
    """Write a reusable block in one language."""

    class Arguments:
        id = ID(required=True)
        input = input_type(SetNodeTranslationRequest)(required=True)

    Output = graphene.NonNull(Block)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> NodeResponse:
        return reusable.set_block_text(info.context.ctx, id, parse(SetNodeTranslationRequest, input))


class PublishReusableBlock(graphene.Mutation):
    """Let pages show a reusable block."""

    class Arguments:
        id = ID(required=True)
        input = input_type(PublishNodeRequest)(required=True)

    Output = graphene.NonNull(Block)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> NodeResponse:
        return reusable.publish_block(info.context.ctx, id, parse(PublishNodeRequest, input))


class UnpublishReusableBlock(graphene.Mutation):
    """Take a reusable block from the pages that show it."""

    class Arguments:
        id = ID(required=True)
        input = input_type(UnpublishNodeRequest)(required=True)

    Output = graphene.NonNull(Block)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> NodeResponse:
        return reusable.unpublish_block(info.context.ctx, id, parse(UnpublishNodeRequest, input))


class DeleteReusableBlock(graphene.Mutation):
    """Put a reusable block into the trash; returns its id."""

    class Arguments:
        id = ID(required=True)
        version = graphene.Int()

    Output = graphene.NonNull(ID)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, version: int | None = None) -> UUID:
        reusable.delete_block(info.context.ctx, id, version=version)
        return id


class PagesMutation:
    """Changes to pages and reusable blocks."""

    create_page = CreatePage.Field()
    update_page = UpdatePage.Field()
    set_page_translation = SetPageTranslation.Field()
    remove_page_translation = RemovePageTranslation.Field()
    move_page = MovePage.Field()
    publish_page = PublishPage.Field()
    unpublish_page = UnpublishPage.Field()
    set_home_page = SetHomePage.Field()
    delete_page = DeletePage.Field()
    create_reusable_block = CreateReusableBlock.Field()
    set_reusable_block_translation = SetReusableBlockTranslation.Field()
    publish_reusable_block = PublishReusableBlock.Field()
    unpublish_reusable_block = UnpublishReusableBlock.Field()
    delete_reusable_block = DeleteReusableBlock.Field()
