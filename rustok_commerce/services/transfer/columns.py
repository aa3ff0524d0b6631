"""What the columns of a table of products are called, and what they mean.

A name is a field, for some with what it is in or of: ``title:de``, ``attribute:material``, ``price:USD``,
``price:USD@web``, ``stock:main``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from rustok.errors import FieldError
from rustok.tenancy.info import current_tenant
from rustok_commerce import errors, models
from rustok_commerce.selectors.channels import sales_channels

TEXTS: Final = ("title", "subtitle", "description", "meta_title", "meta_description")
PRODUCT_FIELDS: Final = (
    "handle",
    "status",
    "type",
    "categories",
    "tags",
    "collections",
    "discountable",
    "tax_class",
    "media",
)
VARIANT_FIELDS: Final = (
    "sku",
    "barcode",
    "gtin",
    "variant_title",
    "weight",
    "length",
    "width",
    "height",
    "manage_inventory",
    "allow_backorder",
    "low_stock_threshold",
)
"""In the order of an export."""


class Part(StrEnum):
    """Of what a column speaks."""

    TEXT = "text"
    PRODUCT = "product"
    ATTRIBUTE = "attribute"
    VARIANT_ATTRIBUTE = "variant_attribute"
    OPTION = "option"
    VARIANT = "variant"
    PRICE = "price"
    COMPARE_AT = "compare_at"
    STOCK = "stock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column that is understood. ``field`` is what it is of; ``locale`` or ``channel`` where that says more.

    A text without a locale is in the product's own language; stock without a location lies at the default one.
    """

    title: str
    part: Part
    field: str
    locale: str | None = None
    channel: str | None = None

    @property
    def is_of_product(self) -> bool:
        """Whether the rows of a product all say the same here."""
        return self.part in (Part.TEXT, Part.PRODUCT, Part.ATTRIBUTE)


def read_header(cells: Sequence[str]) -> list[Column | None]:
    """Return what the columns mean; None for one without a name.

    :raises UnknownColumns: with one error for each that means nothing or is there twice.
    """
    known = _Known()
    columns: list[Column | None] = []
    wrong: list[FieldError] = []
    seen: dict[tuple[str, str, str | None, str | None], str] = {}
    for number, cell in enumerate(cells, start=1):
        if not cell:
            columns.append(None)
            continue
        column, fault = known.column(cell)
        if column is not None:
            key = (column.part.value, column.field, column.locale, column.channel)
            if key in seen:
                fault = f"says the same as the column {seen[key]!r}"
            seen[key] = cell
        if fault:
            wrong.append(FieldError(("columns", number), "unknown_column", f"The column {cell[:100]!r} {fault}."))
        columns.append(column)
    if not wrong and not any(column is not None and column.field in ("handle", "sku") for column in columns):
        wrong.append(FieldError(("columns",), "missing_column", "A column handle or sku is needed."))
    if wrong:
        raise errors.UnknownColumns(errors=tuple(wrong), reasons=" ".join(error.message for error in wrong[:5]))
    return columns


class _Known:
    """What the shop has that columns can name."""

    def __init__(self) -> None:
        tenant = current_tenant()
        self.locales = tenant.locale_codes
        self.currencies = tenant.currencies
        self.channels = {channel.code for channel in sales_channels() if channel.id is not None}
        self.locations = set(models.StockLocation.objects.values_list("code", flat=True))
        self.attributes = set(models.Attribute.objects.values_list("key", flat=True))

    def column(self, cell: str) -> tuple[Column | None, str | None]:
        """Return the column that a cell names, or what is wrong with it."""
        name, _, rest = cell.strip().partition(":")
        name, rest = name.strip().lower(), rest.strip()
        if name in TEXTS:
            if rest and rest not in self.locales:
                return None, f"is in a language that the shop does not speak ({', '.join(self.locales)})"
            return Column(title=cell, part=Part.TEXT, field=name, locale=rest or None), None
        if name in ("price", "compare_at"):
            return self._price(cell, Part(name), rest)
        if name == "stock":
            if rest and rest not in self.locations:
                return None, f"names no stock location of the shop ({', '.join(sorted(self.locations))})"
            return Column(title=cell, part=Part.STOCK, field=rest), None
        if name in ("attribute", "variant_attribute"):
            key, _, locale = rest.partition(":")
            if key not in self.attributes:
                return None, f"names no attribute of the shop ({', '.join(sorted(self.attributes)) or 'it has none'})"
            if locale and locale not in self.locales:
                return None, f"is in a language that the shop does not speak ({', '.join(self.locales)})"
            return Column(title=cell, part=Part(name), field=key, locale=locale or None), None
        if name == "option" and rest:
            return Column(title=cell, part=Part.OPTION, field=rest.lower()), None
        if not rest and name in PRODUCT_FIELDS:
            return Column(title=cell, part=Part.PRODUCT, field=name), None
        if not rest and name in VARIANT_FIELDS:
            return Column(title=cell, part=Part.VARIANT, field=name), None
        return None, "is not known"

    def _price(self, cell: str, part: Part, rest: str) -> tuple[Column | None, str | None]:
        currency, _, channel = rest.partition("@")
        currency = currency.strip().upper()
        if currency not in self.currencies:
            return None, f"names no currency of the shop ({', '.join(self.currencies)})"
        if channel and channel not in self.channels:
            return None, f"names no channel of the shop ({', '.join(sorted(self.channels)) or 'it has none'})"
        return Column(title=cell, part=part, field=currency, channel=channel or None), None
