"""REST of categories of nodes for staff."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from rest_framework.request import Request

from rustok.api.rest.views import ApiView, endpoint
from rustok.dto import Page
from rustok_content.dto.categories import (
    CategoryModule,
    CreateNodeCategoryRequest,
    MergeNodeCategoriesRequest,
    NodeCategoryResponse,
    OrderNodeCategoriesRequest,
    UpdateNodeCategoryRequest,
)
from rustok_content.selectors import categories as category_selectors
from rustok_content.services import categories, category_merging


@dataclass(frozen=True, slots=True, kw_only=True)
class ListNodeCategoriesQuery:
    """Which categories."""

    module: CategoryModule | None = None


class CategoriesView(ApiView):
    """All categories of nodes."""

    tag = "content"

    @endpoint(
        query=ListNodeCategoriesQuery, response=NodeCategoryResponse, page=True, operation_id="list_node_categories"
    )
    def get(self, request: Request, query: ListNodeCategoriesQuery) -> Page[NodeCategoryResponse]:
        """List the categories of nodes, or those of one module, in the order of their places."""
        return Page(items=tuple(category_selectors.list_categories(self.ctx, module=query.module)))

    @endpoint(request=CreateNodeCategoryRequest, response=NodeCategoryResponse, operation_id="create_node_category")
    def post(self, request: Request, data: CreateNodeCategoryRequest) -> NodeCategoryResponse:
        """Make a category of nodes."""
        return categories.create_category(self.ctx, data)


class CategoryView(ApiView):
    """One category of nodes."""

    tag = "content"

    @endpoint(response=NodeCategoryResponse, operation_id="get_node_category")
    def get(self, request: Request, id: UUID) -> NodeCategoryResponse:
        """Return a category of nodes."""
        return category_selectors.get_category(self.ctx, id)

    @endpoint(
        request=UpdateNodeCategoryRequest,
        response=NodeCategoryResponse,
        versioned=True,
        operation_id="update_node_category",
    )
    def patch(self, request: Request, id: UUID, data: UpdateNodeCategoryRequest) -> NodeCategoryResponse:
        """Change a category of nodes."""
        return categories.update_category(self.ctx, id, data)

    @endpoint(operation_id="delete_node_category")
    def delete(self, request: Request, id: UUID) -> None:
        """Delete a category; its nodes stay, unless only some see it: it must be empty then."""
        categories.delete_category(self.ctx, id)


class OrderCategoriesView(ApiView):
    """The order of categories."""

    tag = "content"

    @endpoint(
        request=OrderNodeCategoriesRequest,
        response=NodeCategoryResponse,
        page=True,
        status=200,
        operation_id="order_node_categories",
    )
    def post(self, request: Request, data: OrderNodeCategoriesRequest) -> Page[NodeCategoryResponse]:
        """Put categories that are below one parent, or at the top, into an order."""
        return Page(items=tuple(categories.order_categories(self.ctx, data)))


class MergeCategoryView(ApiView):
    """Merging."""

    tag = "content"

    @endpoint(
        request=MergeNodeCategoriesRequest,
        response=NodeCategoryResponse,
        status=200,
        operation_id="merge_node_category",
    )
    def post(self, request: Request, id: UUID, data: MergeNodeCategoriesRequest) -> NodeCategoryResponse:
        """Move everything in a category into another one; its slugs lead there. Returns the other one."""
        return category_merging.merge_category(self.ctx, id, data)
