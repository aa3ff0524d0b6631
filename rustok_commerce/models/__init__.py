"""Write tables of commerce."""

from rustok_commerce.models.assignments import AttributeAssignment
from rustok_commerce.models.attributes import Attribute, AttributeValue, ProductType, ProductTypeAttribute
from rustok_commerce.models.categories import MAX_DEPTH, Category, CategoryTranslation, ProductCategory
from rustok_commerce.models.channels import Channel, ProductChannel
from rustok_commerce.models.collections import Collection, CollectionProduct, CollectionTranslation
from rustok_commerce.models.inventory import StockLevel, StockLocation, StockMovement
from rustok_commerce.models.jobs import Job, JobError
from rustok_commerce.models.options import ProductOption, ProductOptionValue
from rustok_commerce.models.prices import Price, PriceChange, PriceList, PriceListChange
from rustok_commerce.models.products import Product, ProductMedia, ProductTag, ProductTranslation
from rustok_commerce.models.slugs import Slug
from rustok_commerce.models.variants import Variant, VariantOptionValue, VariantTranslation

__all__ = [
    "MAX_DEPTH",
    "Attribute",
    "AttributeAssignment",
    "AttributeValue",
    "Category",
    "CategoryTranslation",
    "Channel",
    "Collection",
    "CollectionProduct",
    "CollectionTranslation",
    "Job",
    "JobError",
    "Price",
    "PriceChange",
    "PriceList",
    "PriceListChange",
    "Product",
    "ProductCategory",
    "ProductChannel",
    "ProductMedia",
    "ProductOption",
    "ProductOptionValue",
    "ProductTag",
    "ProductTranslation",
    "ProductType",
    "ProductTypeAttribute",
    "Slug",
    "StockLevel",
    "StockLocation",
    "StockMovement",
    "Variant",
    "VariantOptionValue",
    "VariantTranslation",
]
