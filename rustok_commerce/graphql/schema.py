"""GraphQL of products, variants, prices, stock and categories for staff: one mutation per command."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import graphene

from rustok.api.graphql.dto import enum_type, input_type, object_type
from rustok.api.graphql.relay import Connection, connect, connection_field, page_query
from rustok.api.graphql.scalars import ID
from rustok.dto import parse
from rustok_commerce.dto.categories import CategoryResponse, CreateCategoryRequest, UpdateCategoryRequest
from rustok_commerce.dto.inventory import (
    AdjustStockRequest,
    CreateStockLocationRequest,
    SetStockRequest,
    StockLocationResponse,
    StockMovementResponse,
)
from rustok_commerce.dto.products import (
    CreateProductRequest,
    ListProductsRequest,
    ProductResponse,
    ProductSort,
    ProductStatus,
    ProductSummaryResponse,
    SetProductTranslationRequest,
    UpdateProductRequest,
)
from rustok_commerce.dto.variants import (
    CreateVariantRequest,
    SetOptionsRequest,
    UpdatedVariantsResponse,
    UpdateVariantRequest,
    UpdateVariantsRequest,
    VariantResponse,
)
from rustok_commerce.graphql.attributes import AttributeMutation, AttributeQuery
from rustok_commerce.graphql.bulk import BulkMutation, TagQuery
from rustok_commerce.graphql.carts import CartMutation, CartQuery
from rustok_commerce.graphql.channels import ChannelMutation, ChannelQuery
from rustok_commerce.graphql.checkout import CheckoutMutation, CheckoutQuery
from rustok_commerce.graphql.collections import CollectionMutation, CollectionQuery
from rustok_commerce.graphql.credit import CreditMutation, CreditQuery
from rustok_commerce.graphql.customers import CustomerMutation, CustomerQuery
from rustok_commerce.graphql.drafts import DraftMutation, DraftQuery
from rustok_commerce.graphql.fulfilments import FulfilmentMutation
from rustok_commerce.graphql.jobs import JobMutation, JobQuery
from rustok_commerce.graphql.orders import OrderMutation, OrderQuery
from rustok_commerce.graphql.payments import PaymentMutation, PaymentQuery
from rustok_commerce.graphql.prices import PriceMutation, PriceQuery
from rustok_commerce.graphql.promotions import PromotionMutation, PromotionQuery
from rustok_commerce.graphql.reports import ReportQuery
from rustok_commerce.graphql.sales_settings import SalesSettingsMutation, SalesSettingsQuery
from rustok_commerce.graphql.schedules import ScheduleMutation
from rustok_commerce.graphql.sellability import SellabilityQuery
from rustok_commerce.graphql.shipping import ShippingMutation, ShippingQuery
from rustok_commerce.graphql.stock import StockMutation, StockQuery
from rustok_commerce.graphql.taxes import TaxMutation, TaxQuery
from rustok_commerce.graphql.translations import TranslationQuery
from rustok_commerce.selectors import categories as category_selectors
from rustok_commerce.selectors import inventory as inventory_selectors
from rustok_commerce.selectors import products as product_selectors
from rustok_commerce.services import catalog, categories, inventory, options, variant_changes, variants

Product = object_type(ProductResponse)
ProductSummary = object_type(ProductSummaryResponse)
Variant = object_type(VariantResponse)
Category = object_type(CategoryResponse)
StockLocation = object_type(StockLocationResponse)
StockMovement = object_type(StockMovementResponse)


class CommerceQuery(
    CustomerQuery,
    CartQuery,
    CheckoutQuery,
    DraftQuery,
    AttributeQuery,
    CollectionQuery,
    ChannelQuery,
    SellabilityQuery,
    PaymentQuery,
    PriceQuery,
    PromotionQuery,
    CreditQuery,
    JobQuery,
    OrderQuery,
    ReportQuery,
    StockQuery,
    TagQuery,
    TranslationQuery,
    SalesSettingsQuery,
    TaxQuery,
    ShippingQuery,
):
    """The catalogue as it is written, for staff; shoppers ask for ``products`` and ``product``."""

    admin_products = connection_field(
        ProductSummary,
        status=enum_type(ProductStatus)(),
        category_id=ID(),
        tag=graphene.String(),
        q=graphene.String(description="Looks into titles, handles and SKUs."),
        sort=enum_type(ProductSort)(),
    )
    admin_product = graphene.Field(Product, id=ID(), handle=graphene.String())
    admin_variant = graphene.Field(Variant, id=ID(required=True))
    admin_categories = graphene.List(graphene.NonNull(Category), required=True)
    admin_category = graphene.Field(Category, id=ID(required=True))
    stock_locations = graphene.List(graphene.NonNull(StockLocation), required=True)
    stock_movements = connection_field(StockMovement, variant_id=ID(required=True))

    def resolve_admin_products(
        self, info: Any, first: int | None = None, after: str | None = None, **filters: Any
    ) -> Connection:
        query = page_query(first, after)
        wanted = {name: getattr(value, "value", value) for name, value in filters.items() if value is not None}
        place = {"after": after} if after is not None else {}
        request = parse(ListProductsRequest, {**wanted, **place, "limit": query.limit})
        return connect(product_selectors.list_products(info.context.ctx, request), after)

    def resolve_admin_product(
        self, info: Any, id: UUID | None = None, handle: str | None = None
    ) -> ProductResponse | None:
        if id is not None:
            return product_selectors.get_product(info.context.ctx, id)
        return product_selectors.find_product(info.context.ctx, handle or "")

    def resolve_admin_variant(self, info: Any, id: UUID) -> VariantResponse:
        return product_selectors.get_variant(info.context.ctx, id)

    def resolve_admin_categories(self, info: Any) -> tuple[CategoryResponse, ...]:
        return category_selectors.list_categories(info.context.ctx)

    def resolve_admin_category(self, info: Any, id: UUID) -> CategoryResponse:
        return category_selectors.get_category(info.context.ctx, id)

    def resolve_stock_locations(self, info: Any) -> tuple[StockLocationResponse, ...]:
        return inventory_selectors.list_locations(info.context.ctx)

    def resolve_stock_movements(
        self, info: Any, variant_id: UUID, first: int | None = None, after: str | None = None
    ) -> Connection:
        query = page_query(first, after)
        page = inventory_selectors.list_movements(info.context.ctx, variant_id, after=after, limit=query.limit)
        return connect(page, after)


class CreateProduct(graphene.Mutation):
    """Make a product, as a draft, with all that it begins with."""

    class Arguments:
        input = input_type(CreateProductRequest)(required=True)

    Output = graphene.NonNull(Product)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> ProductResponse:
        return catalog.create_product(info.context.ctx, parse(CreateProductRequest, input))


class UpdateProduct(graphene.Mutation):
    """Change a product; fields left out stay."""

    class Arguments:
        id = ID(required=True)
        input = input_type(UpdateProductRequest)(required=True)

    Output = graphene.NonNull(Product)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> ProductResponse:
        return catalog.update_product(info.context.ctx, id, parse(UpdateProductRequest, input))


class PublishProduct(graphene.Mutation):
    """Show a product to shoppers."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(Product)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> ProductResponse:
        return catalog.publish_product(info.context.ctx, id)


class UnpublishProduct(graphene.Mutation):
    """Make a product a draft again, hidden from shoppers."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(Product)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> ProductResponse:
        return catalog.unpublish_product(info.context.ctx, id)


class ArchiveProduct(graphene.Mutation):
    """Hide a product from shoppers and keep it for the records."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(Product)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> ProductResponse:
        return catalog.archive_product(info.context.ctx, id)


class DeleteProduct(graphene.Mutation):
    """Delete a product with its variants, prices and stock; returns its id."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(ID)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> UUID:
        catalog.delete_product(info.context.ctx, id)
        return id


class SetProductTranslation(graphene.Mutation):
    """Set a product's whole text in one language."""

    class Arguments:
        id = ID(required=True)
        input = input_type(SetProductTranslationRequest)(required=True)

    Output = graphene.NonNull(Product)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> ProductResponse:
        return catalog.set_translation(info.context.ctx, id, parse(SetProductTranslationRequest, input))


class RemoveProductTranslation(graphene.Mutation):
    """Remove a translation; the original cannot be removed."""

    class Arguments:
        id = ID(required=True)
        locale = graphene.String(required=True)

    Output = graphene.NonNull(Product)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, locale: str) -> ProductResponse:
        return catalog.remove_translation(info.context.ctx, id, locale=locale)


class SetProductOptions(graphene.Mutation):
    """Set all options of a product, their values and order."""

    class Arguments:
        id = ID(required=True)
        input = input_type(SetOptionsRequest, "SetProductOptionsInput")(required=True)

    Output = graphene.NonNull(Product)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> ProductResponse:
        return options.set_options(info.context.ctx, id, parse(SetOptionsRequest, input))


class CreateVariant(graphene.Mutation):
    """Add a variant to a product, with its prices and first stock."""

    class Arguments:
        product_id = ID(required=True)
        input = input_type(CreateVariantRequest)(required=True)

    Output = graphene.NonNull(Variant)

    @staticmethod
    def mutate(root: Any, info: Any, product_id: UUID, input: Any) -> VariantResponse:
        return variants.create_variant(info.context.ctx, product_id, parse(CreateVariantRequest, input))


class UpdateVariant(graphene.Mutation):
    """Change a variant; fields left out stay."""

    class Arguments:
        id = ID(required=True)
        input = input_type(UpdateVariantRequest)(required=True)

    Output = graphene.NonNull(Variant)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> VariantResponse:
        return variants.update_variant(info.context.ctx, id, parse(UpdateVariantRequest, input))


class UpdateVariants(graphene.Mutation):
    """Change many variants of a product and remove some, all or none; fields left out stay."""

    class Arguments:
        product_id = ID(required=True)
        input = input_type(UpdateVariantsRequest)(required=True)

    Output = graphene.NonNull(object_type(UpdatedVariantsResponse))

    @staticmethod
    def mutate(root: Any, info: Any, product_id: UUID, input: Any) -> UpdatedVariantsResponse:
        return variant_changes.update_variants(info.context.ctx, product_id, parse(UpdateVariantsRequest, input))


class DeleteVariant(graphene.Mutation):
    """Delete a variant with its prices and stock; returns its id."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(ID)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> UUID:
        variants.delete_variant(info.context.ctx, id)
        return id


class AdjustStock(graphene.Mutation):
    """Add pieces to a variant's stock, or take them away."""

    class Arguments:
        input = input_type(AdjustStockRequest)(required=True)

    Output = graphene.NonNull(Variant)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> VariantResponse:
        return inventory.adjust_stock(info.context.ctx, parse(AdjustStockRequest, input))


class SetStock(graphene.Mutation):
    """Say how many pieces of a variant there are."""

    class Arguments:
        input = input_type(SetStockRequest)(required=True)

    Output = graphene.NonNull(Variant)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> VariantResponse:
        return inventory.set_stock(info.context.ctx, parse(SetStockRequest, input))


class CreateStockLocation(graphene.Mutation):
    """Make a place that holds stock."""

    class Arguments:
        input = input_type(CreateStockLocationRequest)(required=True)

    Output = graphene.NonNull(StockLocation)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> StockLocationResponse:
        return inventory.create_location(info.context.ctx, parse(CreateStockLocationRequest, input))


class CreateCategory(graphene.Mutation):
    """Make a category."""

    class Arguments:
        input = input_type(CreateCategoryRequest)(required=True)

    Output = graphene.NonNull(Category)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> CategoryResponse:
        return categories.create_category(info.context.ctx, parse(CreateCategoryRequest, input))


class UpdateCategory(graphene.Mutation):
    """Change or move a category; fields left out stay."""

    class Arguments:
        id = ID(required=True)
        input = input_type(UpdateCategoryRequest)(required=True)

    Output = graphene.NonNull(Category)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> CategoryResponse:
        return categories.update_category(info.context.ctx, id, parse(UpdateCategoryRequest, input))


class DeleteCategory(graphene.Mutation):
    """Delete a category that has none below it; returns its id."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(ID)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> UUID:
        categories.delete_category(info.context.ctx, id)
        return id


class CommerceMutation(
    CustomerMutation,
    CartMutation,
    CheckoutMutation,
    DraftMutation,
    AttributeMutation,
    CollectionMutation,
    ScheduleMutation,
    ChannelMutation,
    PaymentMutation,
    PriceMutation,
    PromotionMutation,
    CreditMutation,
    JobMutation,
    OrderMutation,
    FulfilmentMutation,
    StockMutation,
    BulkMutation,
    SalesSettingsMutation,
    TaxMutation,
    ShippingMutation,
):
    """Changes to the catalogue."""

    create_product = CreateProduct.Field()
    update_product = UpdateProduct.Field()
    publish_product = PublishProduct.Field()
    unpublish_product = UnpublishProduct.Field()
    archive_product = ArchiveProduct.Field()
    delete_product = DeleteProduct.Field()
    set_product_translation = SetProductTranslation.Field()
    remove_product_translation = RemoveProductTranslation.Field()
    set_product_options = SetProductOptions.Field()
    create_variant = CreateVariant.Field()
    update_variant = UpdateVariant.Field()
    update_variants = UpdateVariants.Field()
    delete_variant = DeleteVariant.Field()
    adjust_stock = AdjustStock.Field()
    set_stock = SetStock.Field()
    create_stock_location = CreateStockLocation.Field()
    create_category = CreateCategory.Field()
    update_category = UpdateCategory.Field()
    delete_category = DeleteCategory.Field()
