"""Refusals of the read model."""

from __future__ import annotations

from rustok.errors import NotFound, Unavailable


class SearchUnavailable(Unavailable):
    """The search engine cannot answer or take a write at the moment."""

    code = "index.search.unavailable"
    message = "Search is not available at the moment: {reason}."


class IndexMissing(SearchUnavailable):
    """There is no search index for the tenant: nothing was indexed yet, or its folder is lost."""

    code = "index.search.missing"
    message = "The search index {index!r} is not built."

    def __init__(self, *, index: str) -> None:
        super().__init__(index=index)


class ProductNotFound(NotFound):
    """No product with this handle or id is shown in the storefront."""

    code = "index.product.not_found"
    message = "There is no such product."


class NodeNotFound(NotFound):
    """No node with this slug or id is shown in the storefront."""

    code = "index.node.not_found"
    message = "There is no such page."


class CategoryNotFound(NotFound):
    """No category with this slug or id is shown in the storefront."""

    code = "index.category.not_found"
    message = "There is no such category."


class IndexBehind(Unavailable):
    """The read model has not reached the position that the client asks for."""

    code = "index.position.behind"
    message = "The read model has not reached position {position} yet; try again."
