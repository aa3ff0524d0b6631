"""Tables of the read model, whose rows can be rebuilt from the domains' own tables, and of search's own settings."""

from rustok_index.models.base import IndexedDocument
from rustok_index.models.catalogue import IndexAttribute, IndexChannel, IndexCollection, IndexCollectionSlug
from rustok_index.models.categories import IndexCategory, IndexCategorySlug
from rustok_index.models.content import FEATURED, UNANSWERED, IndexContent, IndexContentListing, IndexContentPath
from rustok_index.models.dictionary import SearchMiss, SearchPin, SearchStopWord, SearchSynonym
from rustok_index.models.products import EVERYTHING, UNPRICED, IndexProduct, IndexProductHandle, IndexProductListing
from rustok_index.models.progress import ReindexProgress
from rustok_index.models.search import IndexSearchEntry, IndexSearchWord
from rustok_index.models.sections import IndexSection, IndexSectionSlug
from rustok_index.models.shadow import IndexShadow

__all__ = [
    "EVERYTHING",
    "FEATURED",
    "UNANSWERED",
    "UNPRICED",
    "IndexAttribute",
    "IndexCategory",
    "IndexCategorySlug",
    "IndexChannel",
    "IndexCollection",
    "IndexCollectionSlug",
    "IndexContent",
    "IndexContentListing",
    "IndexContentPath",
    "IndexProduct",
    "IndexProductHandle",
    "IndexProductListing",
    "IndexSearchEntry",
    "IndexSearchWord",
    "IndexSection",
    "IndexSectionSlug",
    "IndexShadow",
    "IndexedDocument",
    "ReindexProgress",
    "SearchMiss",
    "SearchPin",
    "SearchStopWord",
    "SearchSynonym",
]
