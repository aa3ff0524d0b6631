"""What is refused about products and variants."""

from __future__ import annotations

from rustok.errors import Conflict, Invalid, NotFound


class ProductNotFound(NotFound):
    """No such product for this tenant."""

    code = "commerce.product.not_found"
    message = "There is no product {product!r}."


class VariantNotFound(NotFound):
    """No such variant for this tenant."""

    code = "commerce.variant.not_found"
    message = "There is no variant {variant!r}."


class TagNotFound(NotFound):
    """No product of this tenant has the tag."""

    code = "commerce.tag.not_found"
    message = "No product has the tag {tag!r}."


class DuplicateHandle(Conflict):
    """Another product of the shop has this handle."""

    code = "commerce.product.duplicate_handle"
    message = "Handle {handle!r} is already taken."


class DuplicateSku(Conflict):
    """Another variant of the shop has this SKU."""

    code = "commerce.variant.duplicate_sku"
    message = "SKU {sku!r} is already taken."


class DuplicateCombination(Conflict):
    """A product has at most one variant of each choice of options."""

    code = "commerce.variant.duplicate_combination"
    message = "Another variant of the product has the options {combination!r}."


class AttributesDoNotFit(Conflict):
    """The product would silently lose what attributes say of it. ``drop_values`` says that it may."""

    code = "commerce.product.attributes_do_not_fit"
    message = "The new type does not have these attributes of the product: {attributes}."


class OptionInUse(Conflict):
    """An option or value that variants have chosen stays."""

    code = "commerce.option.in_use"
    message = "{variants} variants use {option!r}."


class NotPublishable(Conflict):
    """Nobody could buy it: it has no variant, or none with a price; or it lacks what its type requires."""

    code = "commerce.product.not_publishable"
    message = "The product cannot be published: {reason}."


class AlreadyPublished(Conflict):
    """A product that is shown cannot be published later as well."""

    code = "commerce.product.already_published"
    message = "The product is published already: unpublish it before planning to publish it."


class NothingToWithdraw(Conflict):
    """A product that is neither shown nor to be shown cannot be withdrawn."""

    code = "commerce.product.nothing_to_withdraw"
    message = "The product is not published, and is not to be: there is nothing to withdraw."


class ScheduleInPast(Invalid):
    """A schedule is for times to come."""

    code = "commerce.product.schedule_in_past"
    message = "The time {field!r} is not to come."


class ScheduleOrder(Invalid):
    """A product is published before it is withdrawn."""

    code = "commerce.product.schedule_order"
    message = "The product would be withdrawn before it is published."


class InvalidOptions(Invalid):
    """The choice of options does not fit the product."""

    code = "commerce.variant.invalid_options"
    message = "A variant has exactly one of the product's values for each of its options: {reason}."


class TooManyVariants(Invalid):
    """A product has only so many variants."""

    code = "commerce.variant.too_many"
    message = "A product has at most {limit} variants; it would have {count}."


class DuplicateKey(Invalid):
    """One request gives two options, or two values of an option, the same key."""

    code = "commerce.option.duplicate_key"
    message = "The key {key!r} is given twice."


class InvalidCursor(Invalid):
    """Not a cursor, or one of a list in another order."""

    code = "commerce.list.invalid_cursor"
    message = "The cursor does not belong to this list."


class DuplicateVariant(Invalid):
    """One request names a variant twice."""

    code = "commerce.variant.duplicate"
    message = "The variant is named twice."
