"""The objects storefronts get: what domains put into documents and cards, and what both APIs describe.

A source builds these and stores ``as_json(...)`` of them; REST passes the stored text through, GraphQL reads fields
out of it. Amounts are minor units per ISO 4217 code, of every currency the shop sells in; nothing here depends on who
is asking. URLs of pictures are relative to the site.
"""

from rustok.search.storefront.catalogue import (
    StoreCategory,
    StoreCategoryCard,
    StoreCategoryRef,
    StoreChannel,
    StoreCollection,
    StoreCollectionCard,
)
from rustok.search.storefront.nodes import (
    StoreArchiveMonth,
    StoreBlock,
    StoreColumn,
    StoreNode,
    StoreNodeCard,
    StoreNodeCategory,
    StoreNodeRef,
    StorePost,
    StorePostAuthor,
    StorePostSeries,
    StorePostSeriesCard,
    StoreRegion,
    StoreReplyPlace,
    StoreSeries,
)
from rustok.search.storefront.pictures import StoreImage
from rustok.search.storefront.products import (
    StoreAttribute,
    StoreAttributeValue,
    StoreFacetAttribute,
    StoreOption,
    StoreOptionValue,
    StorePriceTier,
    StoreProduct,
    StoreProductCard,
    StoreVariant,
)
from rustok.search.storefront.site import StoreMarkup, StoreMenu, StoreMenuItem, StoreSeo, StoreSitemapEntry, StoreTag
from rustok.search.storefront.stored import Ready, as_json
from rustok.search.storefront.threads import StoreMatch, StoreReply, StoreThread

__all__ = [
    "Ready",
    "StoreArchiveMonth",
    "StoreAttribute",
    "StoreAttributeValue",
    "StoreBlock",
    "StoreCategory",
    "StoreCategoryCard",
    "StoreCategoryRef",
    "StoreChannel",
    "StoreCollection",
    "StoreCollectionCard",
    "StoreColumn",
    "StoreFacetAttribute",
    "StoreImage",
    "StoreMarkup",
    "StoreMatch",
    "StoreMenu",
    "StoreMenuItem",
    "StoreNode",
    "StoreNodeCard",
    "StoreNodeCategory",
    "StoreNodeRef",
    "StoreOption",
    "StoreOptionValue",
    "StorePost",
    "StorePostAuthor",
    "StorePostSeries",
    "StorePostSeriesCard",
    "StorePriceTier",
    "StoreProduct",
    "StoreProductCard",
    "StoreRegion",
    "StoreReply",
    "StoreReplyPlace",
    "StoreSeo",
    "StoreSeries",
    "StoreSitemapEntry",
    "StoreTag",
    "StoreThread",
    "StoreVariant",
    "as_json",
]
