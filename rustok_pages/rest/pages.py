"""REST of pages for staff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from rest_framework.request import Request

from rustok.api.rest.paging import PageQuery, id_after, opaque
from rustok.api.rest.views import ApiView, endpoint
from rustok.dto import Id, Page
from rustok_content.dto.lifecycle import PublishNodeRequest, UnpublishNodeRequest
from rustok_content.dto.nodes import SetNodeTranslationRequest
from rustok_content.dto.places import MoveNodeRequest
from rustok_pages.dto.pages import CreatePageRequest, PageResponse, PageTemplateResponse, UpdatePageRequest
from rustok_pages.services import pages

PAGE_LIST: Final = "pages.pages:position"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPagesQuery(PageQuery):
    """Which pages: those below one, or those at the top."""

    parent_id: Id | None = None


class PagesView(ApiView):
    """All pages, level by level."""

    @endpoint(query=ListPagesQuery, response=PageResponse, page=True, operation_id="list_pages")
    def get(self, request: Request, query: ListPagesQuery) -> Page[PageResponse]:
        """List the pages below one, or at the top, in their order."""
        page = pages.list_pages(
            self.ctx, parent_id=query.parent_id, after=id_after(PAGE_LIST, query.after), limit=query.limit
        )
        return opaque(PAGE_LIST, page)

    @endpoint(request=CreatePageRequest, response=PageResponse, operation_id="create_page")
    def post(self, request: Request, data: CreatePageRequest) -> PageResponse:
        """Make a page, as a draft."""
        return pages.create_page(self.ctx, data)


class PageView(ApiView):
    """One page."""

    @endpoint(response=PageResponse, operation_id="get_page")
    def get(self, request: Request, id: UUID) -> PageResponse:
        """Return a page with its raw translations and its addresses."""
        return pages.get_page(self.ctx, id)

    @endpoint(request=UpdatePageRequest, response=PageResponse, versioned=True, operation_id="update_page")
    def patch(self, request: Request, id: UUID, data: UpdatePageRequest) -> PageResponse:
        """Change a page's own fields."""
        return pages.update_page(self.ctx, id, data)

    @endpoint(versioned=True, operation_id="delete_page")
    def delete(self, request: Request, id: UUID, version: int | None) -> None:
        """Put a page into the trash, with all below it."""
        pages.delete_page(self.ctx, id, version=version)


class PageTranslationsView(ApiView):
    """A page's texts."""

    @endpoint(
        request=SetNodeTranslationRequest,
        response=PageResponse,
        status=200,
        versioned=True,
        operation_id="set_page_translation",
    )
    def post(self, request: Request, id: UUID, data: SetNodeTranslationRequest) -> PageResponse:
        """Write the text in one language: make it, or change the fields given."""
        return pages.set_page_text(self.ctx, id, data)


class PageTranslationView(ApiView):
    """A page's text in one language."""

    @endpoint(response=PageResponse, versioned=True, operation_id="remove_page_translation")
    def delete(self, request: Request, id: UUID, locale: str, version: int | None) -> PageResponse:
        """Remove the text in one language; the original stays."""
        return pages.remove_page_text(self.ctx, id, locale, version=version)


class MovePageView(ApiView):
    """Moving."""

    @endpoint(request=MoveNodeRequest, response=PageResponse, status=200, versioned=True, operation_id="move_page")
    def post(self, request: Request, id: UUID, data: MoveNodeRequest) -> PageResponse:
        """Put a page, with all below it, elsewhere in the tree; former addresses lead to the new ones."""
        return pages.move_page(self.ctx, id, data)


class PublishPageView(ApiView):
    """Publishing."""

    @endpoint(
        request=PublishNodeRequest, response=PageResponse, status=200, versioned=True, operation_id="publish_page"
    )
    def post(self, request: Request, id: UUID, data: PublishNodeRequest) -> PageResponse:
        """Let readers see a page, in some languages or in all."""
        return pages.publish_page(self.ctx, id, data)


class UnpublishPageView(ApiView):
    """Taking back."""

    @endpoint(
        request=UnpublishNodeRequest, response=PageResponse, status=200, versioned=True, operation_id="unpublish_page"
    )
    def post(self, request: Request, id: UUID, data: UnpublishNodeRequest) -> PageResponse:
        """Take a page from readers, in some languages or in all."""
        return pages.unpublish_page(self.ctx, id, data)


class HomePageView(ApiView):
    """The home page."""

    @endpoint(response=PageResponse, status=200, versioned=True, operation_id="set_home_page")
    def post(self, request: Request, id: UUID, version: int | None) -> PageResponse:
        """Let the site's own address lead to a page."""
        return pages.set_home_page(self.ctx, id, version=version)


class PageTemplatesView(ApiView):
    """Templates of pages."""

    @endpoint(response=PageTemplateResponse, page=True, operation_id="list_page_templates")
    def get(self, request: Request) -> Page[PageTemplateResponse]:
        """List the templates that pages can have, with their regions."""
        return Page(items=tuple(pages.list_templates(self.ctx)))
