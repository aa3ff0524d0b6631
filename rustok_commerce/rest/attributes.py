"""REST of attributes and product types for staff."""

from __future__ import annotations

from uuid import UUID

from rest_framework.request import Request

from rustok.api.rest.views import ApiView, endpoint
from rustok_commerce.dto.attributes import (
    AttributeResponse,
    CreateAttributeRequest,
    CreateProductTypeRequest,
    ProductTypeResponse,
    SetAttributesRequest,
    SetProductTypeRequest,
    UpdateAttributeRequest,
    UpdateProductTypeRequest,
)
from rustok_commerce.dto.products import ProductResponse
from rustok_commerce.dto.variants import VariantResponse
from rustok_commerce.selectors import attributes as selectors
from rustok_commerce.services import assignments, attributes, product_types


class AttributesView(ApiView):
    """All attributes."""

    tag = "attributes"

    @endpoint(response=AttributeResponse, page=True)
    def get(self, request: Request) -> tuple[AttributeResponse, ...]:
        """List all attributes with the values that they offer."""
        return selectors.list_attributes(self.ctx)

    @endpoint(request=CreateAttributeRequest, response=AttributeResponse)
    def post(self, request: Request, data: CreateAttributeRequest) -> AttributeResponse:
        """Make an attribute, with the values that it offers."""
        return attributes.create_attribute(self.ctx, data)


class AttributeView(ApiView):
    """One attribute."""

    tag = "attributes"

    @endpoint(response=AttributeResponse)
    def get(self, request: Request, id: UUID) -> AttributeResponse:
        """Return an attribute with the values that it offers."""
        return selectors.get_attribute(self.ctx, id)

    @endpoint(request=UpdateAttributeRequest, response=AttributeResponse, versioned=True)
    def patch(self, request: Request, id: UUID, data: UpdateAttributeRequest) -> AttributeResponse:
        """Change an attribute or its values; fields left out stay."""
        return attributes.update_attribute(self.ctx, id, data)

    @endpoint()
    def delete(self, request: Request, id: UUID) -> None:
        """Delete an attribute that nothing has."""
        attributes.delete_attribute(self.ctx, id)


class ProductTypesView(ApiView):
    """All types of products."""

    tag = "attributes"

    @endpoint(response=ProductTypeResponse, page=True)
    def get(self, request: Request) -> tuple[ProductTypeResponse, ...]:
        """List all product types with their attributes."""
        return selectors.list_product_types(self.ctx)

    @endpoint(request=CreateProductTypeRequest, response=ProductTypeResponse)
    def post(self, request: Request, data: CreateProductTypeRequest) -> ProductTypeResponse:
        """Make a product type, with its attributes."""
        return product_types.create_product_type(self.ctx, data)


class ProductTypeView(ApiView):
    """One type of products."""

    tag = "attributes"

    @endpoint(response=ProductTypeResponse)
    def get(self, request: Request, id: UUID) -> ProductTypeResponse:
        """Return a product type with its attributes."""
        return selectors.get_product_type(self.ctx, id)

    @endpoint(request=UpdateProductTypeRequest, response=ProductTypeResponse, versioned=True)
    def patch(self, request: Request, id: UUID, data: UpdateProductTypeRequest) -> ProductTypeResponse:
        """Change a product type; fields left out stay."""
        return product_types.update_product_type(self.ctx, id, data)

    @endpoint()
    def delete(self, request: Request, id: UUID) -> None:
        """Delete a product type that no product is of."""
        product_types.delete_product_type(self.ctx, id)


class ProductTypeOfProductView(ApiView):
    """What a product is."""

    tag = "products"

    @endpoint(request=SetProductTypeRequest, response=ProductResponse, versioned=True)
    def put(self, request: Request, id: UUID, data: SetProductTypeRequest) -> ProductResponse:
        """Change the type of a product; attributes that do not fit are refused or dropped."""
        return assignments.set_product_type(self.ctx, id, data)


class AttributesOfProductView(ApiView):
    """What attributes say of a product."""

    tag = "products"

    @endpoint(request=SetAttributesRequest, response=ProductResponse, versioned=True)
    def put(self, request: Request, id: UUID, data: SetAttributesRequest) -> ProductResponse:
        """Say something of a product; attributes that are not named stay, those without a value go."""
        return assignments.set_attributes(self.ctx, id, data)


class AttributesOfVariantView(ApiView):
    """What attributes say of a variant."""

    tag = "variants"

    @endpoint(request=SetAttributesRequest, response=VariantResponse, versioned=True)
    def put(self, request: Request, id: UUID, data: SetAttributesRequest) -> VariantResponse:
        """Say something of a variant; attributes that are not named stay, those without a value go."""
        return assignments.set_variant_attributes(self.ctx, id, data)
