"""What commerce refuses, and why."""

from __future__ import annotations

from rustok.errors import Conflict, Invalid, NotFound, TooLarge


class ProductNotFound(NotFound):
    """No such product for this tenant."""

    code = "commerce.product.not_found"
    message = "There is no product {product!r}."


class VariantNotFound(NotFound):
    """No such variant for this tenant."""

    code = "commerce.variant.not_found"
    message = "There is no variant {variant!r}."


class CategoryNotFound(NotFound):
    """No such category of products for this tenant."""

    code = "commerce.category.not_found"
    message = "There is no category {category!r}."


class TagNotFound(NotFound):
    """No product of this tenant has the tag."""

    code = "commerce.tag.not_found"
    message = "No product has the tag {tag!r}."


class JobNotFound(NotFound):
    """No such job for this tenant."""

    code = "commerce.job.not_found"
    message = "There is no job {job!r}."


class JobHasNoResult(NotFound):
    """The job has no file: it is not done, or has nothing to tell."""

    code = "commerce.job.no_result"
    message = "The job has no file to fetch."


class CollectionNotFound(NotFound):
    """No such collection of products for this tenant."""

    code = "commerce.collection.not_found"
    message = "There is no collection {collection!r}."


class AttributeNotFound(NotFound):
    """No such attribute of products for this tenant."""

    code = "commerce.attribute.not_found"
    message = "There is no attribute {attribute!r}."


class ProductTypeNotFound(NotFound):
    """No such type of products for this tenant."""

    code = "commerce.product_type.not_found"
    message = "There is no product type {product_type!r}."


class PriceNotFound(NotFound):
    """The variant has no price in this currency from this quantity on."""

    code = "commerce.price.not_found"
    message = "The variant has no such price in {currency}."


class TranslationNotFound(NotFound):
    """The product or category is not in that language."""

    code = "commerce.translation.not_found"
    message = "There is no text in {locale!r}."


class StockLocationNotFound(NotFound):
    """No such place where stock lies for this tenant."""

    code = "commerce.stock_location.not_found"
    message = "There is no stock location {location!r}."


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


class DuplicateSlug(Conflict):
    """Another category of products has this slug."""

    code = "commerce.category.duplicate_slug"
    message = "Slug {slug!r} is already taken."


class JobOver(Conflict):
    """A job that has ended cannot be cancelled."""

    code = "commerce.job.over"
    message = "The job has ended already."


class DuplicateCollectionSlug(Conflict):
    """Another collection has this slug."""

    code = "commerce.collection.duplicate_slug"
    message = "Slug {slug!r} is already taken."


class CollectionByRules(Conflict):
    """Products of a collection by rules are chosen by its rules alone."""

    code = "commerce.collection.by_rules"
    message = "The collection's rules choose its products."


class CollectionManual(Conflict):
    """A collection that is filled by hand has no rules."""

    code = "commerce.collection.manual"
    message = "The collection is filled by hand and has no rules."


class UnreadableTable(Invalid):
    """Not a table that we can read."""

    code = "commerce.table.unreadable"
    message = "The file cannot be read: {reason}."


class TableTooLarge(TooLarge):
    """More than is taken in at once."""

    code = "commerce.table.too_large"
    message = "The file has more than {limit}."


class UnknownColumns(Invalid):
    """Columns that mean nothing, or the same twice; ``errors`` names each."""

    code = "commerce.import.columns"
    message = "The first row does not name columns as it has to. {reasons}"


class CollectionWithoutRules(Invalid):
    """A collection by rules without any would be empty for ever."""

    code = "commerce.collection.no_rules"
    message = "A collection by rules has at least one rule."


class PriceBelowZero(Conflict):
    """A change would take more off a price than it is."""

    code = "commerce.price.below_zero"
    message = "A price in {currency} would be below zero."


class CollectionFull(Conflict):
    """A collection that is filled by hand has an end."""

    code = "commerce.collection.full"
    message = "A collection holds at most {limit} products that are chosen by hand."


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


class AttributesDoNotFit(Conflict):
    """The product would silently lose what attributes say of it. ``drop_values`` says that it may."""

    code = "commerce.product.attributes_do_not_fit"
    message = "The new type does not have these attributes of the product: {attributes}."


class DuplicateLocation(Conflict):
    """Another stock location has this code."""

    code = "commerce.stock_location.duplicate_code"
    message = "Location code {location!r} is already taken."


class OptionInUse(Conflict):
    """An option or value that variants have chosen stays."""

    code = "commerce.option.in_use"
    message = "{variants} variants use {option!r}."


class CategoryHasChildren(Conflict):
    """Deleting would take other categories away unseen."""

    code = "commerce.category.has_children"
    message = "The category has categories below it."


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


class InsufficientStock(Conflict):
    """More pieces were to be taken than are there and not promised."""

    code = "commerce.stock.insufficient"
    message = "Only {available} pieces can be taken."


class StockReserved(Conflict):
    """Pieces promised to orders can be neither taken away nor deleted."""

    code = "commerce.stock.reserved"
    message = "More pieces are promised to orders than would be left."


class StockOverflow(Invalid):
    """More pieces than a location can count."""

    code = "commerce.stock.overflow"
    message = "A location holds at most {limit} pieces."


class SourceTranslation(Conflict):
    """A product or category always has the text that others are made from."""

    code = "commerce.translation.is_source"
    message = "The original text, in {locale!r}, cannot be removed."


class LocaleNotEnabled(Invalid):
    """The tenant does not speak this language."""

    code = "commerce.locale.not_enabled"
    message = "The shop does not speak {locale!r}."


class DuplicateLocale(Invalid):
    """One request gives two texts in the same language."""

    code = "commerce.locale.duplicate"
    message = "The language {locale!r} is given twice."


class CurrencyNotEnabled(Invalid):
    """Not a currency, or none that the tenant sells in."""

    code = "commerce.currency.not_enabled"
    message = "The shop does not sell in {currency!r}."


class CurrencyNotInChannel(Invalid):
    """A price of a channel in a currency that the channel does not sell in would never hold."""

    code = "commerce.channel.currency_not_sold"
    message = "The channel {channel!r} does not sell in {currency!r}."


class CompareAtTooLow(Invalid):
    """A crossed-out price below the price would be no reduction."""

    code = "commerce.price.compare_at_too_low"
    message = "The former price is to be higher than the price."


class DuplicatePrice(Invalid):
    """One request gives two prices for the same currency and quantity."""

    code = "commerce.price.duplicate"
    message = "The price in {currency} from {min_quantity} pieces is given twice."


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


class UnfitAttribute(Invalid):
    """An attribute cannot be all of that at once."""

    code = "commerce.attribute.unfit"
    message = "{reason}."


class CategoryCycle(Invalid):
    """A category cannot be its own ancestor."""

    code = "commerce.category.cycle"
    message = "A category cannot be below itself."


class CategoryTooDeep(Invalid):
    """The category, or one below it, would be too far from the root."""

    code = "commerce.category.too_deep"
    message = "The tree has at most {limit} levels."


class InvalidCursor(Invalid):
    """Not a cursor, or one of a list in another order."""

    code = "commerce.list.invalid_cursor"
    message = "The cursor does not belong to this list."


class PriceListNotFound(NotFound):
    """No such price list for this tenant."""

    code = "commerce.price_list.not_found"
    message = "There is no price list {price_list!r}."


class DuplicatePriceListCode(Conflict):
    """Another price list has this code."""

    code = "commerce.price_list.duplicate_code"
    message = "Price list code {price_list!r} is already taken."


class PriceListActive(Conflict):
    """What shoppers see would change unseen: switch it off first."""

    code = "commerce.price_list.active"
    message = "An active price list cannot be deleted."


class ChannelNotFound(NotFound):
    """No such channel for this tenant."""

    code = "commerce.channel.not_found"
    message = "There is no channel {channel!r}."


class DuplicateChannelCode(Conflict):
    """Another channel has this code."""

    code = "commerce.channel.duplicate_code"
    message = "Channel code {channel!r} is already taken."


class ChannelIsDefault(Conflict):
    """A shop with channels always has a default one that sells."""

    code = "commerce.channel.is_default"
    message = "The default channel can be neither switched off nor deleted while there are others."


class ChannelInactive(Conflict):
    """Requests that name no channel would get one that does not sell."""

    code = "commerce.channel.inactive"
    message = "A channel that is switched off cannot be the default one."


class CountryUnknown(Invalid):
    """Not a country of ISO 3166-1."""

    code = "commerce.country.unknown"
    message = "There is no country {country!r}."


class DuplicateChannel(Invalid):
    """One request names a channel twice."""

    code = "commerce.channel.duplicate"
    message = "The channel {channel!r} is given twice."


class WindowEmpty(Invalid):
    """Something would end before it begins."""

    code = "commerce.window.empty"
    message = "It would end before it begins."


class LocationIsDefault(Conflict):
    """Stock of which nobody says where it lies is at the default location."""

    code = "commerce.stock_location.is_default"
    message = "The default location can be neither switched off nor deleted: choose another first."


class LocationInUse(Conflict):
    """Stock lies there."""

    code = "commerce.stock_location.in_use"
    message = "Stock lies at the location, or is promised from it: transfer it first."


class LocationInactive(Conflict):
    """The location is switched off."""

    code = "commerce.stock_location.inactive"
    message = "The stock location {location!r} is switched off."


class SameLocation(Invalid):
    """Nothing would be moved."""

    code = "commerce.stock.same_location"
    message = "Stock is transferred from one location to another."


class DuplicateLevel(Invalid):
    """One request gives two quantities of a variant at a location."""

    code = "commerce.stock.duplicate_level"
    message = "The variant is given twice at the location."


class DuplicateVariant(Invalid):
    """One request names a variant twice."""

    code = "commerce.variant.duplicate"
    message = "The variant is named twice."
