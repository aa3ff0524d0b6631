"""GraphQL of attributes, product types and the generator of variants for staff."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import graphene

from rustok.api.graphql.dto import input_type, object_type
from rustok.api.graphql.scalars import ID
from rustok.dto import parse
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
from rustok_commerce.dto.variants import GeneratedVariantsResponse, GenerateVariantsRequest, VariantResponse
from rustok_commerce.selectors import attributes as selectors
from rustok_commerce.services import assignments, attributes, combinations, product_types

Attribute = object_type(AttributeResponse)
ProductType = object_type(ProductTypeResponse)
Product = object_type(ProductResponse)
Variant = object_type(VariantResponse)
GeneratedVariants = object_type(GeneratedVariantsResponse)


class AttributeQuery:
    """Attributes and product types as they are written, for staff; shoppers ask for ``attributes``."""

    admin_attributes = graphene.List(graphene.NonNull(Attribute), required=True)
    admin_attribute = graphene.Field(Attribute, id=ID(required=True))
    product_types = graphene.List(graphene.NonNull(ProductType), required=True)
    product_type = graphene.Field(ProductType, id=ID(required=True))

    def resolve_admin_attributes(self, info: Any) -> tuple[AttributeResponse, ...]:
        return selectors.list_attributes(info.context.ctx)

    def resolve_admin_attribute(self, info: Any, id: UUID) -> AttributeResponse:
        return selectors.get_attribute(info.context.ctx, id)

    def resolve_product_types(self, info: Any) -> tuple[ProductTypeResponse, ...]:
        return selectors.list_product_types(info.context.ctx)

    def resolve_product_type(self, info: Any, id: UUID) -> ProductTypeResponse:
        return selectors.get_product_type(info.context.ctx, id)


class CreateAttribute(graphene.Mutation):
    """Make an attribute, with the values that it offers."""

    class Arguments:
        input = input_type(CreateAttributeRequest)(required=True)

    Output = graphene.NonNull(Attribute)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> AttributeResponse:
        return attributes.create_attribute(info.context.ctx, parse(CreateAttributeRequest, input))


class UpdateAttribute(graphene.Mutation):
    """Change an attribute or its values; fields left out stay."""

    class Arguments:
        id = ID(required=True)
        input = input_type(UpdateAttributeRequest)(required=True)

    Output = graphene.NonNull(Attribute)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> AttributeResponse:
        return attributes.update_attribute(info.context.ctx, id, parse(UpdateAttributeRequest, input))


class DeleteAttribute(graphene.Mutation):
    """Delete an attribute that nothing has; returns its id."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(ID)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> UUID:
        attributes.delete_attribute(info.context.ctx, id)
        return id


class CreateProductType(graphene.Mutation):
    """Make a product type, with its attributes."""

    class Arguments:
        input = input_type(CreateProductTypeRequest)(required=True)

    Output = graphene.NonNull(ProductType)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> ProductTypeResponse:
        return product_types.create_product_type(info.context.ctx, parse(CreateProductTypeRequest, input))


class UpdateProductType(graphene.Mutation):
    """Change a product type; fields left out stay."""

    class Arguments:
        id = ID(required=True)
        input = input_type(UpdateProductTypeRequest)(required=True)

    Output = graphene.NonNull(ProductType)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> ProductTypeResponse:
        return product_types.update_product_type(info.context.ctx, id, parse(UpdateProductTypeRequest, input))


class DeleteProductType(graphene.Mutation):
    """Delete a product type that no product is of; returns its id."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(ID)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> UUID:
        product_types.delete_product_type(info.context.ctx, id)
        return id


class SetProductType(graphene.Mutation):
    """Change the type of a product; attributes that do not fit are refused or dropped."""

    class Arguments:
        product_id = ID(required=True)
        input = input_type(SetProductTypeRequest)(required=True)

    Output = graphene.NonNull(Product)

    @staticmethod
    def mutate(root: Any, info: Any, product_id: UUID, input: Any) -> ProductResponse:
        return assignments.set_product_type(info.context.ctx, product_id, parse(SetProductTypeRequest, input))


class SetProductAttributes(graphene.Mutation):
    """Say something of a product by its attributes."""

    class Arguments:
        id = ID(required=True)
        input = input_type(SetAttributesRequest)(required=True)

    Output = graphene.NonNull(Product)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> ProductResponse:
        return assignments.set_attributes(info.context.ctx, id, parse(SetAttributesRequest, input))


class SetVariantAttributes(graphene.Mutation):
    """Say something of a variant by its attributes."""

    class Arguments:
        id = ID(required=True)
        input = input_type(SetAttributesRequest)(required=True)

    Output = graphene.NonNull(Variant)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> VariantResponse:
        return assignments.set_variant_attributes(info.context.ctx, id, parse(SetAttributesRequest, input))


class GenerateVariants(graphene.Mutation):
    """Make a variant for each combination of options that has none; or, as a dry run, tell which."""

    class Arguments:
        product_id = ID(required=True)
        input = input_type(GenerateVariantsRequest)(required=True)

    Output = graphene.NonNull(GeneratedVariants)

    @staticmethod
    def mutate(root: Any, info: Any, product_id: UUID, input: Any) -> GeneratedVariantsResponse:
        return combinations.generate_variants(info.context.ctx, product_id, parse(GenerateVariantsRequest, input))


class AttributeMutation:
    """Changes to attributes, product types and what attributes say."""

    create_attribute = CreateAttribute.Field()
    update_attribute = UpdateAttribute.Field()
    delete_attribute = DeleteAttribute.Field()
    create_product_type = CreateProductType.Field()
    update_product_type = UpdateProductType.Field()
    delete_product_type = DeleteProductType.Field()
    set_product_type = SetProductType.Field()
    set_product_attributes = SetProductAttributes.Field()
    set_variant_attributes = SetVariantAttributes.Field()
    generate_variants = GenerateVariants.Field()
