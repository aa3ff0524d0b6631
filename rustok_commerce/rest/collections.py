"""REST of collections for staff."""

from __future__ import annotations

from uuid import UUID

from rest_framework.request import Request

from rustok.api.rest.paging import PageQuery
from rustok.api.rest.views import ApiView, endpoint
from rustok.dto import Page
from rustok_commerce.dto.collections import (
    AddCollectionProductsRequest,
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


class CollectionsView(ApiView):
    """All collections."""

    tag = "collections"

    @endpoint(query=ListCollectionsRequest, response=CollectionResponse, page=True)
    def get(self, request: Request, query: ListCollectionsRequest) -> Page[CollectionResponse]:
        """List collections by position and slug."""
        return selectors.list_collections(self.ctx, query)

    @endpoint(request=CreateCollectionRequest, response=CollectionResponse)
    def post(self, request: Request, data: CreateCollectionRequest) -> CollectionResponse:
        """Make a collection, filled by hand or by rules."""
        return collections.create_collection(self.ctx, data)


class CollectionPreviewView(ApiView):
    """Trying rules."""

    tag = "collections"

    @endpoint(request=PreviewCollectionRequest, response=CollectionPreviewResponse, status=200)
    def post(self, request: Request, data: PreviewCollectionRequest) -> CollectionPreviewResponse:
        """Show what rules would choose among the newest products; nothing is stored."""
        return preview_collection(self.ctx, data)


class CollectionView(ApiView):
    """One collection."""

    tag = "collections"

    @endpoint(response=CollectionResponse)
    def get(self, request: Request, id: UUID) -> CollectionResponse:
        """Return a collection with its texts and rules."""
        return selectors.get_collection(self.ctx, id)

    @endpoint(request=UpdateCollectionRequest, response=CollectionResponse, versioned=True)
    def patch(self, request: Request, id: UUID, data: UpdateCollectionRequest) -> CollectionResponse:
        """Change a collection; fields left out stay."""
        return collections.update_collection(self.ctx, id, data)

    @endpoint()
    def delete(self, request: Request, id: UUID) -> None:
        """Delete a collection; its products stay."""
        collections.delete_collection(self.ctx, id)


class CollectionProductsView(ApiView):
    """Products of a collection that is filled by hand."""

    tag = "collections"

    @endpoint(query=PageQuery, response=CollectionProductResponse, page=True)
    def get(self, request: Request, id: UUID, query: PageQuery) -> Page[CollectionProductResponse]:
        """List the products of a collection in their order."""
        return selectors.list_collection_products(self.ctx, id, after=query.after, limit=query.limit)

    @endpoint(request=AddCollectionProductsRequest, response=CollectionResponse, status=200)
    def post(self, request: Request, id: UUID, data: AddCollectionProductsRequest) -> CollectionResponse:
        """Put products into a collection."""
        return collections.add_products(self.ctx, id, data)

    @endpoint(request=OrderCollectionRequest, response=CollectionResponse)
    def put(self, request: Request, id: UUID, data: OrderCollectionRequest) -> CollectionResponse:
        """Bring products of a collection to its beginning, in this order."""
        return collections.order_products(self.ctx, id, data)


class CollectionRemovalView(ApiView):
    """Taking products out of a collection."""

    tag = "collections"

    @endpoint(request=RemoveCollectionProductsRequest, response=CollectionResponse, status=200)
    def post(self, request: Request, id: UUID, data: RemoveCollectionProductsRequest) -> CollectionResponse:
        """Take products out of a collection."""
        return collections.remove_products(self.ctx, id, data)
