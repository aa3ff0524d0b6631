"""What is refused about attributes and product types."""

from __future__ import annotations

from rustok.errors import Conflict, Invalid, NotFound


class AttributeNotFound(NotFound):
    """No such attribute of products for this tenant."""

    code = "commerce.attribute.not_found"
    message = "There is no attribute {attribute!r}."


class ProductTypeNotFound(NotFound):
    """No such type of products for this tenant."""

    code = "commerce.product_type.not_found"
    message = "There is no product type {product_type!r}."


class DuplicateAttribute(Conflict):
    """Another attribute of the shop has this key."""

    code = "commerce.attribute.duplicate_key"
    message = "The attribute {attribute!r} is there already."


class DuplicateProductType(Conflict):
    """Another product type of the shop has this key."""

    code = "commerce.product_type.duplicate_key"
    message = "The product type {product_type!r} is there already."


class AttributeInUse(Conflict):
    """Products or types have the attribute, or one of its values: it stays, and stays what it is."""

    code = "commerce.attribute.in_use"
    message = "{what} is in use: by {products} products and {types} product types."


class ProductTypeInUse(Conflict):
    """Products are of the type."""

    code = "commerce.product_type.in_use"
    message = "{products} products are of the type."


class UnfitAttribute(Invalid):
    """An attribute cannot be all of that at once."""

    code = "commerce.attribute.unfit"
    message = "{reason}."
