"""REST of products, variants, prices, stock and categories for staff."""

from __future__ import annotations

from uuid import UUID

from rest_framework.request import Request

from rustok.api.rest.paging import PageQuery
from rustok.api.rest.views import ApiView, endpoint
from rustok.dto import Page
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
from rustok_commerce.selectors import categories as category_selectors
from rustok_commerce.selectors import inventory as inventory_selectors
from rustok_commerce.selectors import products as product_selectors
from rustok_commerce.services import catalog, categories, inventory, options, variant_changes, variants


class ProductsView(ApiView):
    """All products."""

    tag = "products"

    @endpoint(query=ListProductsRequest, response=ProductSummaryResponse, page=True)
    def get(self, request: Request, query: ListProductsRequest) -> Page[ProductSummaryResponse]:
        """List products of every status."""
        return product_selectors.list_products(self.ctx, query)

    @endpoint(request=CreateProductRequest, response=ProductResponse)
    def post(self, request: Request, data: CreateProductRequest) -> ProductResponse:
        """Make a product, as a draft, with all that it begins with."""
        return catalog.create_product(self.ctx, data)


class ProductView(ApiView):
    """One product."""

    tag = "products"

    @endpoint(response=ProductResponse)
    def get(self, request: Request, id: UUID) -> ProductResponse:
        """Return a product with its texts, options, variants, prices and stock."""
        return product_selectors.get_product(self.ctx, id)

    @endpoint(request=UpdateProductRequest, response=ProductResponse, versioned=True)
    def patch(self, request: Request, id: UUID, data: UpdateProductRequest) -> ProductResponse:
        """Change a product; fields left out stay."""
        return catalog.update_product(self.ctx, id, data)

    @endpoint()
    def delete(self, request: Request, id: UUID) -> None:
        """Delete a product with its variants, prices and stock."""
        catalog.delete_product(self.ctx, id)


class PublishProductView(ApiView):
    """Publishing."""

    tag = "products"

    @endpoint(response=ProductResponse, status=200)
    def post(self, request: Request, id: UUID) -> ProductResponse:
        """Show a product to shoppers."""
        return catalog.publish_product(self.ctx, id)


class UnpublishProductView(ApiView):
    """Withdrawing."""

    tag = "products"

    @endpoint(response=ProductResponse, status=200)
    def post(self, request: Request, id: UUID) -> ProductResponse:
        """Make a product a draft again, hidden from shoppers."""
        return catalog.unpublish_product(self.ctx, id)


class ArchiveProductView(ApiView):
    """Putting away."""

    tag = "products"

    @endpoint(response=ProductResponse, status=200)
    def post(self, request: Request, id: UUID) -> ProductResponse:
        """Hide a product from shoppers and keep it for the records."""
        return catalog.archive_product(self.ctx, id)


class TranslationsView(ApiView):
    """A product's texts."""

    tag = "products"

    @endpoint(request=SetProductTranslationRequest, response=ProductResponse, versioned=True)
    def put(self, request: Request, id: UUID, data: SetProductTranslationRequest) -> ProductResponse:
        """Set a product's whole text in one language."""
        return catalog.set_translation(self.ctx, id, data)


class TranslationView(ApiView):
    """A product's text in one language."""

    tag = "products"

    @endpoint(response=ProductResponse, status=200)
    def delete(self, request: Request, id: UUID, locale: str) -> ProductResponse:
        """Remove a translation; the original cannot be removed."""
        return catalog.remove_translation(self.ctx, id, locale=locale)


class OptionsView(ApiView):
    """A product's options."""

    tag = "products"

    @endpoint(request=SetOptionsRequest, response=ProductResponse, versioned=True)
    def put(self, request: Request, id: UUID, data: SetOptionsRequest) -> ProductResponse:
        """Set all options of a product, their values and order."""
        return options.set_options(self.ctx, id, data)


class VariantsView(ApiView):
    """A product's variants."""

    tag = "variants"

    @endpoint(request=CreateVariantRequest, response=VariantResponse)
    def post(self, request: Request, id: UUID, data: CreateVariantRequest) -> VariantResponse:
        """Add a variant with its prices and first stock."""
        return variants.create_variant(self.ctx, id, data)

    @endpoint(request=UpdateVariantsRequest, response=UpdatedVariantsResponse)
    def patch(self, request: Request, id: UUID, data: UpdateVariantsRequest) -> UpdatedVariantsResponse:
        """Change many variants of a product and remove some, all or none; fields left out stay."""
        return variant_changes.update_variants(self.ctx, id, data)


class VariantView(ApiView):
    """One variant."""

    tag = "variants"

    @endpoint(response=VariantResponse)
    def get(self, request: Request, id: UUID) -> VariantResponse:
        """Return a variant with its prices and stock."""
        return product_selectors.get_variant(self.ctx, id)

    @endpoint(request=UpdateVariantRequest, response=VariantResponse, versioned=True)
    def patch(self, request: Request, id: UUID, data: UpdateVariantRequest) -> VariantResponse:
        """Change a variant; fields left out stay."""
        return variants.update_variant(self.ctx, id, data)

    @endpoint()
    def delete(self, request: Request, id: UUID) -> None:
        """Delete a variant with its prices and stock."""
        variants.delete_variant(self.ctx, id)


class MovementsView(ApiView):
    """The ledger of a variant's stock."""

    tag = "stock"

    @endpoint(query=PageQuery, response=StockMovementResponse, page=True)
    def get(self, request: Request, id: UUID, query: PageQuery) -> Page[StockMovementResponse]:
        """List every change of a variant's stock, newest first."""
        return inventory_selectors.list_movements(self.ctx, id, after=query.after, limit=query.limit)


class StockView(ApiView):
    """Counted stock."""

    tag = "stock"

    @endpoint(request=SetStockRequest, response=VariantResponse)
    def put(self, request: Request, data: SetStockRequest) -> VariantResponse:
        """Say how many pieces of a variant there are."""
        return inventory.set_stock(self.ctx, data)


class AdjustmentsView(ApiView):
    """Changes of stock."""

    tag = "stock"

    @endpoint(request=AdjustStockRequest, response=VariantResponse, status=200)
    def post(self, request: Request, data: AdjustStockRequest) -> VariantResponse:
        """Add pieces to a variant's stock, or take them away."""
        return inventory.adjust_stock(self.ctx, data)


class LocationsView(ApiView):
    """Places that hold stock."""

    tag = "stock"

    @endpoint(response=StockLocationResponse, page=True)
    def get(self, request: Request) -> tuple[StockLocationResponse, ...]:
        """List the places that hold stock."""
        return inventory_selectors.list_locations(self.ctx)

    @endpoint(request=CreateStockLocationRequest, response=StockLocationResponse)
    def post(self, request: Request, data: CreateStockLocationRequest) -> StockLocationResponse:
        """Make a place that holds stock."""
        return inventory.create_location(self.ctx, data)


class CategoriesView(ApiView):
    """The tree of categories."""

    tag = "categories"

    @endpoint(response=CategoryResponse, page=True)
    def get(self, request: Request) -> tuple[CategoryResponse, ...]:
        """List the whole tree, each category before those below it."""
        return category_selectors.list_categories(self.ctx)

    @endpoint(request=CreateCategoryRequest, response=CategoryResponse)
    def post(self, request: Request, data: CreateCategoryRequest) -> CategoryResponse:
        """Make a category."""
        return categories.create_category(self.ctx, data)


class CategoryView(ApiView):
    """One category."""

    tag = "categories"

    @endpoint(response=CategoryResponse)
    def get(self, request: Request, id: UUID) -> CategoryResponse:
        """Return a category with its translations."""
        return category_selectors.get_category(self.ctx, id)

    @endpoint(request=UpdateCategoryRequest, response=CategoryResponse, versioned=True)
    def patch(self, request: Request, id: UUID, data: UpdateCategoryRequest) -> CategoryResponse:
        """Change or move a category; fields left out stay."""
        return categories.update_category(self.ctx, id, data)

    @endpoint()
    def delete(self, request: Request, id: UUID) -> None:
        """Delete a category that has none below it; its products stay."""
        categories.delete_category(self.ctx, id)
