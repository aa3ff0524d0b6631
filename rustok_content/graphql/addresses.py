"""GraphQL of addresses and redirects for staff."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import graphene

from rustok.api.graphql.dto import input_type, object_type
from rustok.api.graphql.relay import Connection, connect, connection_field, page_query
from rustok.api.graphql.scalars import ID
from rustok.api.rest.paging import id_after, opaque
from rustok.dto import parse
from rustok_content.dto.addresses import (
    CreateRedirectRequest,
    ImportedRedirectsResponse,
    ImportRedirectsRequest,
    NodeAddressResponse,
    RedirectResponse,
    ResolvedAddressResponse,
    UpdateRedirectRequest,
)
from rustok_content.selectors import addresses as address_selectors
from rustok_content.selectors import redirects as redirect_selectors
from rustok_content.services import redirects

_LIST = "content.redirects:-id"

NodeAddress = object_type(NodeAddressResponse)
ResolvedAddress = object_type(ResolvedAddressResponse)
Redirect = object_type(RedirectResponse)
ImportedRedirects = object_type(ImportedRedirectsResponse)


class AddressesQuery:
    """Addresses and redirects, for staff."""

    resolve_address = graphene.Field(ResolvedAddress, path=graphene.String(required=True), locale=graphene.String())
    node_addresses = graphene.List(graphene.NonNull(NodeAddress), required=True, id=ID(required=True))
    redirects = connection_field(Redirect, path=graphene.String())
    redirect = graphene.Field(Redirect, id=ID(required=True))

    @staticmethod
    def resolve_resolve_address(root: Any, info: Any, path: str, locale: str | None = None) -> ResolvedAddressResponse:
        return address_selectors.resolve(info.context.ctx, path, locale=locale)

    @staticmethod
    def resolve_node_addresses(root: Any, info: Any, id: UUID) -> list[NodeAddressResponse]:
        return address_selectors.node_addresses(info.context.ctx, id)

    @staticmethod
    def resolve_redirects(
        root: Any, info: Any, first: int | None = None, after: str | None = None, path: str | None = None
    ) -> Connection:
        query = page_query(first, after)
        page = redirect_selectors.list_redirects(
            info.context.ctx, path=path, after=id_after(_LIST, query.after), limit=query.limit
        )
        return connect(opaque(_LIST, page), after)

    @staticmethod
    def resolve_redirect(root: Any, info: Any, id: UUID) -> RedirectResponse:
        return redirect_selectors.get_redirect(info.context.ctx, id)


class CreateRedirect(graphene.Mutation):
    """Let an address lead elsewhere, or say that what was there is gone for good."""

    class Arguments:
        input = input_type(CreateRedirectRequest)(required=True)

    Output = graphene.NonNull(Redirect)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> RedirectResponse:
        return redirects.create_redirect(info.context.ctx, parse(CreateRedirectRequest, input))


class UpdateRedirect(graphene.Mutation):
    """Change a redirect."""

    class Arguments:
        id = ID(required=True)
        input = input_type(UpdateRedirectRequest)(required=True)

    Output = graphene.NonNull(Redirect)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> RedirectResponse:
        return redirects.update_redirect(info.context.ctx, id, parse(UpdateRedirectRequest, input))


class DeleteRedirect(graphene.Mutation):
    """Delete a redirect; returns its id."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(ID)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> UUID:
        redirects.delete_redirect(info.context.ctx, id)
        return id


class ImportRedirects(graphene.Mutation):
    """Take redirects from a table of text (CSV); lines that cannot be taken are reported."""

    class Arguments:
        input = input_type(ImportRedirectsRequest)(required=True)

    Output = graphene.NonNull(ImportedRedirects)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> ImportedRedirectsResponse:
        return redirects.import_redirects(info.context.ctx, parse(ImportRedirectsRequest, input))


class AddressesMutation:
    """Changes to redirects."""

    create_redirect = CreateRedirect.Field()
    update_redirect = UpdateRedirect.Field()
    delete_redirect = DeleteRedirect.Field()
    import_redirects = ImportRedirects.Field()
