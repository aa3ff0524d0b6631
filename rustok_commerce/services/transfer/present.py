"""What a product says in the cells of a table: what is exported, and what an import is compared with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from rustok.media.models import Asset
from rustok_commerce import models
from rustok_commerce.dto.collections import CollectionKind
from rustok_commerce.mappers import ProductAggregate, VariantAggregate
from rustok_commerce.mappers.rules import attribute_text
from rustok_commerce.selectors.channels import sales_channels
from rustok_commerce.services.transfer import cells
from rustok_commerce.services.transfer.columns import Column, Part


@dataclass(slots=True, kw_only=True)
class Shop:
    """What cells name beside the product: by id, for writing, and by name, for reading."""

    locale: str = ""
    categories: dict[UUID, str] = field(default_factory=dict)
    paths: dict[str, UUID] = field(default_factory=dict)
    collections: dict[UUID, str] = field(default_factory=dict)
    types: dict[UUID, str] = field(default_factory=dict)
    attributes: dict[str, models.Attribute] = field(default_factory=dict)
    channels: dict[str, UUID] = field(default_factory=dict)
    locations: dict[str, UUID] = field(default_factory=dict)
    default_location: str | None = None
    assets: dict[UUID, str] = field(default_factory=dict)

    def category_id(self, name: str) -> UUID | None:
        """Find a category by its slug, or by names from the root on."""
        steps = [step.strip().casefold() for step in name.split(cells.BELOW)]
        return self.paths.get(cells.BELOW.join(steps))


def load_shop(locale: str) -> Shop:
    """Load what cells can name, except for pictures; names of categories are those of a language."""
    shop = Shop(
        locale=locale,
        collections=dict(models.Collection.objects.filter(kind=CollectionKind.MANUAL).values_list("id", "slug")),
        types=dict(models.ProductType.objects.values_list("id", "key")),
        attributes={row.key: row for row in models.Attribute.objects.all()},
        channels={channel.code: channel.id for channel in sales_channels() if channel.id is not None},
    )
    for row in models.StockLocation.objects.all():
        shop.locations[row.code] = row.id
        if row.is_default:
            shop.default_location = row.code
    names = dict(models.CategoryTranslation.objects.filter(locale=locale).values_list("category_id", "name"))
    rows = {row.id: row for row in models.Category.objects.all()}
    for row in rows.values():
        shop.categories[row.id] = row.slug
        steps = []
        step: models.Category | None = row
        while step is not None:
            steps.append(names.get(step.id, step.slug).casefold())
            step = rows.get(step.parent_id) if step.parent_id is not None else None
        if len(steps) > 1:
            shop.paths.setdefault(cells.BELOW.join(reversed(steps)), row.id)
    for row in rows.values():
        # A slug goes before a path of the same text.
        shop.paths[row.slug] = row.id
    return shop


def load_assets(shop: Shop, ids: Iterable[UUID]) -> None:
    """Learn the names of pictures: the name of the file where there is one of it, else the hash of its content."""
    wanted = set(ids) - shop.assets.keys()
    if not wanted:
        return
    rows = list(Asset.objects.filter(id__in=wanted).values_list("id", "filename", "sha256"))
    same = Asset.objects.filter(filename__in=[filename for _, filename, _ in rows]).values_list("filename", flat=True)
    times: dict[str, int] = {}
    for filename in same:
        times[filename] = times.get(filename, 0) + 1
    for asset_id, filename, sha256 in rows:
        is_plain = times.get(filename) == 1 and cells.SEPARATOR not in filename and filename == filename.strip()
        shop.assets[asset_id] = filename if is_plain and filename else sha256


def product_cell(column: Column, product: ProductAggregate, shop: Shop) -> str:
    """Return what a product says in a column of its own; nothing where it says nothing."""
    row = product.product
    if column.part is Part.TEXT:
        text = product.translations.get(column.locale or row.source_locale)
        return (getattr(text, column.field) or "") if text is not None else ""
    if column.part is Part.ATTRIBUTE:
        return _attribute(column, product.attributes)
    match column.field:
        case "handle":
            return str(row.handle)
        case "status":
            return str(row.status)
        case "type":
            return shop.types.get(row.product_type_id, "") if row.product_type_id is not None else ""
        case "categories":
            return cells.write_list(shop.categories.get(entry.category.id, "") for entry in product.categories)
        case "tags":
            return cells.write_list(product.tags)
        case "collections":
            mine = (shop.collections[each] for each in product.collection_links if each in shop.collections)
            return cells.write_list(sorted(mine))
        case "discountable":
            return cells.write_flag(row.discountable)
        case "tax_class":
            return row.tax_class.code if row.tax_class is not None else ""
    return cells.write_list(shop.assets.get(media.asset_id, "") for media in product.media)


def variant_cell(column: Column, product: ProductAggregate, variant: VariantAggregate, shop: Shop) -> str:
    """Return what a variant says in a column of its own; nothing where it says nothing."""
    row = variant.variant
    match column.part:
        case Part.VARIANT_ATTRIBUTE:
            return _attribute(column, variant.attributes)
        case Part.OPTION:
            return option_key(column.field, product, variant) or ""
        case Part.STOCK:
            code = column.field or shop.default_location
            found = [level.on_hand for level in variant.levels if level.location.code == code]
            return str(found[0]) if found else ""
        case Part.PRICE | Part.COMPARE_AT:
            price = plain_price(variant, column.field, shop.channels.get(column.channel or ""))
            amount = None if price is None else price.amount if column.part is Part.PRICE else price.compare_at
            return "" if amount is None else cells.write_amount(amount, column.field)
    value = getattr(row, "title" if column.field == "variant_title" else column.field)
    return cells.write_flag(value) if isinstance(value, bool) else "" if value is None else str(value)


def option_key(option: str, product: ProductAggregate, variant: VariantAggregate) -> str | None:
    """Return the key of a variant's value of an option."""
    for row in product.options:
        if row.key == option:
            chosen = variant.choices.get(row.id)
            return next((value.key for value in product.values.get(row.id, ()) if value.id == chosen), None)
    return None


def plain_price(variant: VariantAggregate, currency: str, channel_id: UUID | None) -> models.Price | None:
    """Return the usual price of one piece, without an end: what a table shows. Of a channel, or of all."""
    for price in variant.prices:
        is_plain = price.min_quantity == 1 and price.price_list_id is None and price.starts_at is None
        if is_plain and price.currency == currency and price.channel_id == channel_id:
            return price
    return None


def _attribute(column: Column, rows: Iterable[models.AttributeAssignment]) -> str:
    mine = [row for row in rows if row.attribute.key == column.field and row.locale == (column.locale or "")]
    return cells.write_list(attribute_text(row) for row in mine)
