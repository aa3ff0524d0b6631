"""Write tables of commerce."""

from rustok_commerce.models.categories import MAX_DEPTH, Category, CategoryTranslation, ProductCategory
from rustok_commerce.models.inventory import StockLevel, StockLocation, StockMovement
from rustok_commerce.models.options import ProductOption, ProductOptionValue
from rustok_commerce.models.prices import Price
from rustok_commerce.models.products import Product, ProductMedia, ProductTag, ProductTranslation
from rustok_commerce.models.variants import Variant, VariantOptionValue, VariantTranslation

__all__ = [
    "MAX_DEPTH",
    "Category",
    "CategoryTranslation",
    "Price",
    "Product",
    "ProductCategory",
    "ProductMedia",
    "ProductOption",
    "ProductOptionValue",
    "ProductTag",
    "ProductTranslation",
    "StockLevel",
    "StockLocation",
    "StockMovement",
    "Variant",
    "VariantOptionValue",
    "VariantTranslation",
]
