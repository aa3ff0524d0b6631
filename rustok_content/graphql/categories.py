"""GraphQL of categories of nodes for staff."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import graphene

from rustok.api.graphql.dto import input_type, object_type
from rustok.api.graphql.scalars import ID
from rustok.dto import parse
from rustok_content.dto.categories import (
    CreateNodeCategoryRequest,
    MergeNodeCategoriesRequest,
    NodeCategoryResponse,
    OrderNodeCategoriesRequest,
    UpdateNodeCategoryRequest,
)
from rustok_content.selectors import categories as category_selectors
from rustok_content.services import categories, category_merging

NodeCategory = object_type(NodeCategoryResponse)


class CategoriesQuery:
    """Categories of nodes as they are written, for staff."""

    node_categories = graphene.List(graphene.NonNull(NodeCategory), required=True, module=graphene.String())

    @staticmethod
    def resolve_node_categories(root: Any, info: Any, module: str | None = None) -> list[NodeCategoryResponse]:
        return category_selectors.list_categories(info.context.ctx, module=module)


class CreateNodeCategory(graphene.Mutation):
    """Make a category of nodes."""

    class Arguments:
        input = input_type(CreateNodeCategoryRequest)(required=True)

    Output = graphene.NonNull(NodeCategory)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> NodeCategoryResponse:
        return categories.create_category(info.context.ctx, parse(CreateNodeCategoryRequest, input))


class UpdateNodeCategory(graphene.Mutation):
    """Change a category of nodes."""

    class Arguments:
        id = ID(required=True)
        input = input_type(UpdateNodeCategoryRequest)(required=True)

    Output = graphene.NonNull(NodeCategory)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> NodeCategoryResponse:
        return categories.update_category(info.context.ctx, id, parse(UpdateNodeCategoryRequest, input))


class DeleteNodeCategory(graphene.Mutation):
    """Delete a category of nodes; its nodes stay. Returns its id."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(ID)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> UUID:
        categories.delete_category(info.context.ctx, id)
        return id


class OrderNodeCategories(graphene.Mutation):
    """Put categories that are below one parent, or at the top, into an order."""

    class Arguments:
        input = input_type(OrderNodeCategoriesRequest)(required=True)

    Output = graphene.NonNull(graphene.List(graphene.NonNull(NodeCategory)))

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> list[NodeCategoryResponse]:
        return categories.order_categories(info.context.ctx, parse(OrderNodeCategoriesRequest, input))


class MergeNodeCategory(graphene.Mutation):
    """Move everything in a category into another one; returns the other one."""

    class Arguments:
        id = ID(required=True)
        input = input_type(MergeNodeCategoriesRequest)(required=True)

    Output = graphene.NonNull(NodeCategory)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> NodeCategoryResponse:
        return category_merging.merge_category(info.context.ctx, id, parse(MergeNodeCategoriesRequest, input))


class CategoriesMutation:
    """Changes to categories of nodes."""

    create_node_category = CreateNodeCategory.Field()
    update_node_category = UpdateNodeCategory.Field()
    delete_node_category = DeleteNodeCategory.Field()
    order_node_categories = OrderNodeCategories.Field()
    merge_node_category = MergeNodeCategory.Field()
