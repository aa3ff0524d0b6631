"""What commerce refuses, and why."""

from __future__ import annotations

from rustok.errors import Conflict, Invalid, NotFound


class ProductNotFound(NotFound):
    code = "commerce.product.not_found"
    message = "There is no product {product!r}."


class VariantNotFound(NotFound):
    code = "commerce.variant.not_found"
    message = "There is no variant {variant!r}."


class CategoryNotFound(NotFound):
    code = "commerce.category.not_found"
    message = "There is no category {category!r}."


class PriceNotFound(NotFound):
    code = "commerce.price.not_found"
    message = "The variant has no such price in {currency}."


class TranslationNotFound(NotFound):
    code = "commerce.translation.not_found"
    message = "There is no text in {locale!r}."


class StockLocationNotFound(NotFound):
    code = "commerce.stock_location.not_found"
    message = "There is no stock location {location!r}."


class DuplicateHandle(Conflict):
    code = "commerce.product.duplicate_handle"
    message = "Handle {handle!r} is already taken."


class DuplicateSku(Conflict):
    code = "commerce.variant.duplicate_sku"
    message = "SKU {sku!r} is already taken."


class DuplicateCombination(Conflict):
    code = "commerce.variant.duplicate_combination"
    message = "Another variant of the product has the options {combination!r}."


class DuplicateSlug(Conflict):
    code = "commerce.category.duplicate_slug"
    message = "Slug {slug!r} is already taken."


class DuplicateLocation(Conflict):
    code = "commerce.stock_location.duplicate_code"
    message = "Location code {location!r} is already taken."


class OptionInUse(Conflict):
    code = "commerce.option.in_use"
    message = "Variants use {option!r}."


class CategoryHasChildren(Conflict):
    code = "commerce.category.has_children"
    message = "The category has categories below it."


class NotPublishable(Conflict):
    code = "commerce.product.not_publishable"
    message = "The product cannot be published: {reason}."


class InsufficientStock(Conflict):
    code = "commerce.stock.insufficient"
    message = "Only {available} pieces can be taken."


class StockReserved(Conflict):
    code = "commerce.stock.reserved"
    message = "More pieces are promised to orders than would be left."


class StockOverflow(Invalid):
    code = "commerce.stock.overflow"
    message = "A location holds at most {limit} pieces."


class SourceTranslation(Conflict):
    code = "commerce.translation.is_source"
    message = "The original text, in {locale!r}, cannot be removed."


class LocaleNotEnabled(Invalid):
    code = "commerce.locale.not_enabled"
    message = "The shop does not speak {locale!r}."


class DuplicateLocale(Invalid):
    code = "commerce.locale.duplicate"
    message = "The language {locale!r} is given twice."


class CurrencyNotEnabled(Invalid):
    code = "commerce.currency.not_enabled"
    message = "The shop does not sell in {currency!r}."


class CompareAtTooLow(Invalid):
    code = "commerce.price.compare_at_too_low"
    message = "The former price is to be higher than the price."


class DuplicatePrice(Invalid):
    code = "commerce.price.duplicate"
    message = "The price in {currency} from {min_quantity} pieces is given twice."


class InvalidOptions(Invalid):
    code = "commerce.variant.invalid_options"
    message = "A variant has exactly one of the product's values for each of its options: {reason}."


class DuplicateKey(Invalid):
    code = "commerce.option.duplicate_key"
    message = "The key {key!r} is given twice."


class CategoryCycle(Invalid):
    code = "commerce.category.cycle"
    message = "A category cannot be below itself."


class CategoryTooDeep(Invalid):
    code = "commerce.category.too_deep"
    message = "The tree has at most {limit} levels."


class InvalidCursor(Invalid):
    code = "commerce.list.invalid_cursor"
    message = "The cursor does not belong to this list."
