"""What commerce hands to the read model: its catalogue as a storefront shows it.

Prices in documents are the public ones; carts are priced from the tables. What a document says about stock is a hint.
"""

from rustok_commerce.search_source.attributes import AttributeSource
from rustok_commerce.search_source.categories import CategorySource
from rustok_commerce.search_source.channels import ChannelSource
from rustok_commerce.search_source.collections import CollectionSource
from rustok_commerce.search_source.options import OptionSource
from rustok_commerce.search_source.products import ProductSource

__all__ = ["AttributeSource", "CategorySource", "ChannelSource", "CollectionSource", "OptionSource", "ProductSource"]
