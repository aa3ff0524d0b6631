"""REST of addresses and redirects for staff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from rest_framework.request import Request

from rustok.api.rest.paging import PageQuery, id_after, opaque
from rustok.api.rest.views import ApiView, endpoint
from rustok.dto import LocaleCode, Page
from rustok_content.dto.addresses import (
    CreateRedirectRequest,
    ImportedRedirectsResponse,
    ImportRedirectsRequest,
    NodeAddressResponse,
    RedirectResponse,
    ResolvedAddressResponse,
    SitePath,
    UpdateRedirectRequest,
)
from rustok_content.selectors import addresses as address_selectors
from rustok_content.selectors import redirects as redirect_selectors
from rustok_content.services import redirects

REDIRECT_LIST: Final = "content.redirects:-id"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolveAddressQuery:
    """Which path, and for readers of which language; without one of the request's."""

    path: SitePath
    locale: LocaleCode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRedirectsQuery(PageQuery):
    """Which redirects."""

    path: SitePath | None = None


class AddressesView(ApiView):
    """What is at an address."""

    tag = "content"

    @endpoint(query=ResolveAddressQuery, response=ResolvedAddressResponse, operation_id="resolve_address")
    def get(self, request: Request, query: ResolveAddressQuery) -> ResolvedAddressResponse:
        """Say where a path leads in a language: to a node, in one hop elsewhere, or to what is gone."""
        return address_selectors.resolve(self.ctx, query.path, locale=query.locale)


class NodeAddressesView(ApiView):
    """A node's addresses."""

    tag = "content"

    @endpoint(response=NodeAddressResponse, page=True, operation_id="list_node_addresses")
    def get(self, request: Request, id: UUID) -> Page[NodeAddressResponse]:
        """List a node's addresses, present and former."""
        return Page(items=tuple(address_selectors.node_addresses(self.ctx, id)))


class RedirectsView(ApiView):
    """All redirects."""

    tag = "content"

    @endpoint(query=ListRedirectsQuery, response=RedirectResponse, page=True, operation_id="list_redirects")
    def get(self, request: Request, query: ListRedirectsQuery) -> Page[RedirectResponse]:
        """List redirects, newest first."""
        page = redirect_selectors.list_redirects(
            self.ctx, path=query.path, after=id_after(REDIRECT_LIST, query.after), limit=query.limit
        )
        return opaque(REDIRECT_LIST, page)

    @endpoint(request=CreateRedirectRequest, response=RedirectResponse, operation_id="create_redirect")
    def post(self, request: Request, data: CreateRedirectRequest) -> RedirectResponse:
        """Let an address lead elsewhere, or say that what was there is gone for good."""
        return redirects.create_redirect(self.ctx, data)


class RedirectView(ApiView):
    """One redirect."""

    tag = "content"

    @endpoint(response=RedirectResponse, operation_id="get_redirect")
    def get(self, request: Request, id: UUID) -> RedirectResponse:
        """Return a redirect."""
        return redirect_selectors.get_redirect(self.ctx, id)

    @endpoint(request=UpdateRedirectRequest, response=RedirectResponse, versioned=True, operation_id="update_redirect")
    def patch(self, request: Request, id: UUID, data: UpdateRedirectRequest) -> RedirectResponse:
        """Change a redirect."""
        return redirects.update_redirect(self.ctx, id, data)

    @endpoint(operation_id="delete_redirect")
    def delete(self, request: Request, id: UUID) -> None:
        """Delete a redirect."""
        redirects.delete_redirect(self.ctx, id)


class ImportRedirectsView(ApiView):
    """Many redirects at once."""

    tag = "content"

    @endpoint(
        request=ImportRedirectsRequest,
        response=ImportedRedirectsResponse,
        status=200,
        operation_id="import_redirects",
    )
    def post(self, request: Request, data: ImportRedirectsRequest) -> ImportedRedirectsResponse:
        """Take redirects from a table of text (CSV); lines that cannot be taken are reported."""
        return redirects.import_redirects(self.ctx, data)
