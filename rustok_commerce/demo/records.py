"""What a demo catalogue is made of: frozen records, and the recipe that builds a product.

Nothing here knows the database. Seeding reads the records and calls the services.
"""

import itertools
import re
import textwrap
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Status = Literal["draft", "active", "archived"]
Names = Mapping[str, str]  # locale -> name

# GS1 keeps 20 to 29 for numbers used inside a shop, so no code here belongs to a real product.
BARCODE_PREFIX = "20"


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A place in the category tree; `parent` is the handle of the department above it."""

    handle: str
    parent: str | None
    position: int
    names: Names


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionValue:
    """One choice of an option: `key` is the same in every language."""

    key: str
    names: Names


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """What a shopper chooses by, with its values in display order."""

    key: str
    names: Names
    values: tuple[OptionValue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """A price in minor units; `compare_at` is the former, higher one."""

    currency: str
    amount: int
    compare_at: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """A sellable combination: one value key per option key; weight in grams."""

    sku: str
    barcode: str
    position: int
    options: Mapping[str, str]
    weight: int
    prices: tuple[Price, ...]
    stock: int
    backorder: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductText:
    """A product in one language; the description is Markdown."""

    title: str
    subtitle: str
    description: str
    seo_title: str | None = None
    seo_description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Which drawing shows the product, and in which palette."""

    drawing: str
    palette: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A product with all its languages and variants; the handle is its natural key."""

    handle: str
    category: str
    status: Status
    tags: tuple[str, ...]
    texts: Mapping[str, ProductText]
    options: tuple[Option, ...]
    variants: tuple[Variant, ...]
    picture: Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """Everything a demo tenant sells; categories come parents first, the first locale is default."""

    tenant: str
    brand: str
    locales: tuple[str, ...]
    currencies: tuple[str, ...]
    categories: tuple[Category, ...]
    products: tuple[Product, ...]


@dataclass(frozen=True, slots=True)
class Extra:
    """What an option value adds to price (minor units, by currency) and weight (grams)."""

    prices: Mapping[str, int]
    grams: int = 0


def prose(source: str) -> str:
    """Unwrap hand-wrapped Markdown: one line per paragraph or list item, blank lines between."""
    blocks = re.split(r"\n\s*\n", textwrap.dedent(source).strip())
    return "\n\n".join(re.sub(r"\n(?!- )\s*", " ", block) for block in blocks)


def text(title: str, subtitle: str, description: str, *, seo: tuple[str, str] | None = None) -> ProductText:
    """Write a product in one language; `seo` is the title and description for search engines."""
    seo_title, seo_description = seo or (None, None)
    return ProductText(
        title=title,
        subtitle=subtitle,
        description=prose(description),
        seo_title=seo_title,
        seo_description=seo_description,
    )


def eur_usd(usd: int, eur: int, *, was: tuple[int, int] | None = None) -> Mapping[str, tuple[int, int | None]]:
    """Price in US cents and euro cents; `was` is the pair it used to cost."""
    was_usd, was_eur = was or (None, None)
    return {"USD": (usd, was_usd), "EUR": (eur, was_eur)}


def eur(amount: int, *, was: int | None = None) -> Mapping[str, tuple[int, int | None]]:
    """Price in euro cents only."""
    return {"EUR": (amount, was)}


def extra(usd: int, eur: int, grams: int = 0) -> Extra:
    """Surcharge of an option value in US cents and euro cents, with its extra grams."""
    return Extra({"USD": usd, "EUR": eur}, grams)


def ean13(digits: str) -> str:
    """Complete twelve digits with the EAN-13 check digit.

    :raises ValueError: when the input is not twelve digits.
    """
    if not (len(digits) == 12 and digits.isascii() and digits.isdigit()):
        raise ValueError(f"twelve digits wanted, got {digits!r}")
    weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return f"{digits}{-weighted % 10}"


def item(
    handle: str,
    *,
    code: str,
    category: str,
    tags: tuple[str, ...],
    texts: Mapping[str, ProductText],
    options: tuple[Option, ...],
    price: Mapping[str, tuple[int, int | None]],
    grams: int,
    stock: tuple[int, ...],
    picture: Picture,
    extras: Mapping[str, Extra] | None = None,
    backorder: bool = False,
    status: Status = "active",
) -> Product:
    """Build a product with a variant for every combination of its option values.

    `stock` has one number per variant, the last option turning fastest. SKU and barcode follow
    from `code` and the value keys, so they stay when products are added or reordered.

    :raises ValueError: when `stock` does not match the number of variants.
    """
    combinations = list(itertools.product(*(option.values for option in options)))
    if len(stock) != len(combinations):
        raise ValueError(f"{handle}: {len(combinations)} variants but {len(stock)} stock numbers")
    variants = tuple(
        _variant(
            code=code,
            position=position,
            options={option.key: value.key for option, value in zip(options, values, strict=True)},
            price=price,
            grams=grams,
            extras=extras or {},
            stock=on_hand,
            backorder=backorder,
        )
        for position, (values, on_hand) in enumerate(zip(combinations, stock, strict=True))
    )
    return Product(
        handle=handle,
        category=category,
        status=status,
        tags=tags,
        texts=texts,
        options=options,
        variants=variants,
        picture=picture,
    )


def _variant(
    *,
    code: str,
    position: int,
    options: Mapping[str, str],
    price: Mapping[str, tuple[int, int | None]],
    grams: int,
    extras: Mapping[str, Extra],
    stock: int,
    backorder: bool,
) -> Variant:
    sku = "-".join([code, *(key.replace("-", "").upper() for key in options.values())])
    added = [extras[key] for key in options.values() if key in extras]
    prices = []
    for currency, (amount, compare_at) in price.items():
        surcharge = sum(one.prices.get(currency, 0) for one in added)
        prices.append(
            Price(
                currency=currency,
                amount=amount + surcharge,
                compare_at=None if compare_at is None else compare_at + surcharge,
            )
        )
    return Variant(
        sku=sku,
        barcode=ean13(f"{BARCODE_PREFIX}{zlib.crc32(sku.encode()):010d}"),
        position=position,
        options=options,
        weight=grams + sum(one.grams for one in added),
        prices=tuple(prices),
        stock=stock,
        backorder=backorder,
    )


def variant_title(product: Product, variant: Variant, locale: str) -> str:
    """Name a variant by its values in a language, "Moss / M"; English where a name is missing."""
    chosen = []
    for option in product.options:
        names = next(v.names for v in option.values if v.key == variant.options[option.key])
        chosen.append(names.get(locale, names["en"]))
    return " / ".join(chosen)
