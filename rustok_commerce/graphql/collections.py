"""GraphQL of collections for staff."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import graphene

from rustok.api.graphql.dto import enum_type, input_type, object_type
from rustok.api.graphql.relay import Connection, connect, connection_field, page_query
from rustok.api.graphql.scalars import ID
from rustok.dto import parse
from rustok_commerce.dto.collections import (
    AddCollectionProductsRequest,
    CollectionKind,
    CollectionPreviewResponse,
    CollectionProductResponse,
    CollectionResponse,
    CreateCollectionRequest,
    ListCollectionsRequest,
    OrderCollectionRequest,
    PreviewCollectionRequest,
    RemoveCollectionProductsRequest,
    UpdateCollectionRequest,
)
from rustok_commerce.selectors import collections as selectors
from rustok_commerce.services import collections
from rustok_commerce.services.rules import preview_collection

Collection = object_type(CollectionResponse)
CollectionProduct = object_type(CollectionProductResponse)
CollectionPreview = object_type(CollectionPreviewResponse)


class CollectionQuery:
    """Collections as they are written, for staff; shoppers ask for ``collections`` and ``collection``."""

    admin_collections = connection_field(
        Collection, kind=enum_type(CollectionKind)(), q=graphene.String(description="Looks into names and slugs.")
    )
    admin_collection = graphene.Field(Collection, id=ID(required=True))
    collection_products = connection_field(CollectionProduct, collection_id=ID(required=True))
    collection_preview = graphene.Field(
        graphene.NonNull(CollectionPreview), input=input_type(PreviewCollectionRequest)(required=True)
    )

    def resolve_admin_collections(
        self, info: Any, first: int | None = None, after: str | None = None, **filters: Any
    ) -> Connection:
        query = page_query(first, after)
        wanted = {name: getattr(value, "value", value) for name, value in filters.items() if value is not None}
        place = {"after": after} if after is not None else {}
        request = parse(ListCollectionsRequest, {**wanted, **place, "limit": query.limit})
        return connect(selectors.list_collections(info.context.ctx, request), after)

    def resolve_admin_collection(self, info: Any, id: UUID) -> CollectionResponse:
        return selectors.get_collection(info.context.ctx, id)

    def resolve_collection_products(
        self, info: Any, collection_id: UUID, first: int | None = None, after: str | None = None
    ) -> Connection:
        query = page_query(first, after)
        page = selectors.list_collection_products(info.context.ctx, collection_id, after=after, limit=query.limit)
        return connect(page, after)

    def resolve_collection_preview(self, info: Any, input: Any) -> CollectionPreviewResponse:
        return preview_collection(info.context.ctx, parse(PreviewCollectionRequest, input))


class CreateCollection(graphene.Mutation):
    """Make a collection, filled by hand or by rules."""

    class Arguments:
        input = input_type(CreateCollectionRequest)(required=True)

    Output = graphene.NonNull(Collection)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> CollectionResponse:
        return collections.create_collection(info.context.ctx, parse(CreateCollectionRequest, input))


class UpdateCollection(graphene.Mutation):
    """Change a collection; fields left out stay."""

    class Arguments:
        id = ID(required=True)
        input = input_type(UpdateCollectionRequest)(required=True)

    Output = graphene.NonNull(Collection)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> CollectionResponse:
        return collections.update_collection(info.context.ctx, id, parse(UpdateCollectionRequest, input))


class DeleteCollection(graphene.Mutation):
    """Delete a collection, whose products stay; returns its id."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(ID)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> UUID:
        collections.delete_collection(info.context.ctx, id)
        return id


class AddCollectionProducts(graphene.Mutation):
    """Put products into a collection that is filled by hand."""

    class Arguments:
        id = ID(required=True)
        input = input_type(AddCollectionProductsRequest)(required=True)

    Output = graphene.NonNull(Collection)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> CollectionResponse:
        return collections.add_products(info.context.ctx, id, parse(AddCollectionProductsRequest, input))


class RemoveCollectionProducts(graphene.Mutation):
    """Take products out of a collection that is filled by hand."""

    class Arguments:
        id = ID(required=True)
        input = input_type(RemoveCollectionProductsRequest)(required=True)

    Output = graphene.NonNull(Collection)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> CollectionResponse:
        return collections.remove_products(info.context.ctx, id, parse(RemoveCollectionProductsRequest, input))


class OrderCollection(graphene.Mutation):
    """Bring products of a collection that is filled by hand to its beginning, in this order."""

    class Arguments:
        id = ID(required=True)
        input = input_type(OrderCollectionRequest)(required=True)

    Output = graphene.NonNull(Collection)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> CollectionResponse:
        return collections.order_products(info.context.ctx, id, parse(OrderCollectionRequest, input))


class CollectionMutation:
    """Changes of collections."""

    create_collection = CreateCollection.Field()
    update_collection = UpdateCollection.Field()
    delete_collection = DeleteCollection.Field()
    add_collection_products = AddCollectionProducts.Field()
    remove_collection_products = RemoveCollectionProducts.Field()
    order_collection = OrderCollection.Field()
