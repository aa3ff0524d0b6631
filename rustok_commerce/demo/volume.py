"""A made-up catalogue of any size, for measuring: the same rows for the same numbers, whoever writes them and when.

Written by set-based statements, a batch of products in one transaction. Ids follow from the product's number, so a run
that was broken off goes on, and a second one changes nothing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from uuid import UUID

import orjson
from django.db import connection

from rustok.commands import command
from rustok.context import RequestContext
from rustok.modules.contract import Progress
from rustok_commerce import models
from rustok_commerce.demo import volume_rows, volume_words
from rustok_commerce.dto.attributes import AttributeScope, AttributeType
from rustok_commerce.dto.categories import CategoryTranslationInput, CreateCategoryRequest
from rustok_commerce.dto.collections import CollectionKind
from rustok_commerce.selectors import categories as category_selectors
from rustok_commerce.services import categories, inventory

_BEGAN: Final = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
_ROOTS: Final = 8
_CHILDREN: Final = 4
_LEAVES: Final = 4
_COLLECTIONS: Final = 20


@dataclass(frozen=True, kw_only=True)
class Volume:
    """How much of what: ``products`` with so many variants, texts in every locale, a price in every currency."""

    products: int
    variants: int
    locales: tuple[str, ...]
    currencies: tuple[str, ...]
    batch_size: int = 2000

    @cached_property
    def batches(self) -> list[tuple[int, int]]:
        """First and last number of each batch; numbers begin with 1."""
        return [
            (first, min(first + self.batch_size - 1, self.products))
            for first in range(1, self.products + 1, self.batch_size)
        ]


def product_id(number: int) -> UUID:
    """Return the id of a product by its number: a UUIDv7 whose time grows with the number."""
    return _made_id("product", number, str(number))


def seed_volume(ctx: RequestContext, volume: Volume, progress: Progress) -> int:
    """Write what is missing of the catalogue; return the number of products that were written.

    No event tells of them, as nobody but the read model is to know: build it anew afterwards.
    """
    surroundings = _write_surroundings(ctx, volume)
    progress("products", 0, volume.products)
    made = 0
    for first, last in volume.batches:
        made += _write_batch(ctx, volume, first, last, surroundings)
        progress("products", last, volume.products)
    return made


@command(silent=True)  # made up, and too many to tell of: the read model is built when all are there
def _write_batch(ctx: RequestContext, volume: Volume, first: int, last: int, surroundings: dict[str, Any]) -> int:
    # Written in order, each batch whole: what is there are the first ones.
    first += models.Product.objects.filter(id__in=[product_id(n) for n in range(first, last + 1)]).count()
    if first > last:
        return 0
    values = {**surroundings, "tenant": ctx.tenant_id, "first": first, "last": last, "variants": volume.variants}
    with connection.cursor() as cursor:
        cursor.execute(volume_rows.PRODUCTS, values)
        made: int = cursor.rowcount
        for statement in volume_rows.PARTS:
            cursor.execute(statement, values)
    return made


@command(silent=True)
def _write_surroundings(ctx: RequestContext, volume: Volume) -> dict[str, Any]:
    """Write what the products refer to, and return it as parameters of their statements."""
    attribute = _attribute(AttributeType.SELECT, "volume-material", "Material", filterable=True)
    year = _attribute(AttributeType.NUMBER, "volume-year", "Year", filterable=False)
    return {
        "began": int(_BEGAN.timestamp() * 1000),
        "locales": list(volume.locales),
        "currencies": list(volume.currencies),
        "source": volume.locales[0],
        "words": orjson.dumps({locale: volume_words.words(locale) for locale in volume.locales}).decode(),
        "tags": list(volume_words.TAGS),
        "leaves": _write_tree(ctx, volume.locales),
        "location": inventory.default_location().id,
        "type": _product_type([attribute, year]),
        "material": attribute,
        "year": year,
        "materials": [_value(attribute, place, key) for place, key in enumerate(volume_words.MATERIALS)],
        "collections": [_collection(number, volume.locales) for number in range(1, _COLLECTIONS + 1)],
    }


def _write_tree(ctx: RequestContext, locales: Sequence[str]) -> list[UUID]:
    """Write the tree of categories through its own command, and return its leaves."""
    present = {category.slug: category.id for category in category_selectors.list_categories(ctx)}
    leaves = []
    for slug, parent, depth in _places():
        if slug not in present:
            name = " ".join(slug.split("-")[1:])
            request = CreateCategoryRequest(
                name=f"{locales[0]} {name}",
                locale=locales[0],
                slug=slug,
                parent_id=present[parent] if parent is not None else None,
                translations=tuple(
                    CategoryTranslationInput(locale=locale, name=f"{locale} {name}") for locale in locales[1:]
                ),
            )
            present[slug] = categories.create_category(ctx, request).id
        if depth == 3:
            leaves.append(present[slug])
    return leaves


def _places() -> Iterator[tuple[str, str | None, int]]:
    """Name the categories from the roots down, with the one above and the depth."""
    for root in range(1, _ROOTS + 1):
        yield f"volume-{root}", None, 1
        for child in range(1, _CHILDREN + 1):
            yield f"volume-{root}-{child}", f"volume-{root}", 2
            for leaf in range(1, _LEAVES + 1):
                yield f"volume-{root}-{child}-{leaf}", f"volume-{root}-{child}", 3


def _attribute(kind: AttributeType, key: str, name: str, *, filterable: bool) -> UUID:
    row, _ = models.Attribute.objects.get_or_create(
        key=key, defaults={"names": {"en": name}, "type": kind, "is_filterable": filterable}
    )
    return row.id  # type: ignore[no-any-return]


def _value(attribute: UUID, place: int, key: str) -> UUID:
    row, _ = models.AttributeValue.objects.get_or_create(
        attribute_id=attribute, key=key, defaults={"names": {"en": key.title()}, "position": place}
    )
    return row.id  # type: ignore[no-any-return]


def _product_type(attributes: Sequence[UUID]) -> UUID:
    row, _ = models.ProductType.objects.get_or_create(key="volume", defaults={"names": {"en": "Volume"}})
    for place, attribute in enumerate(attributes):
        models.ProductTypeAttribute.objects.get_or_create(
            product_type=row,
            attribute_id=attribute,
            defaults={"scope": AttributeScope.PRODUCT, "position": place},
        )
    return row.id  # type: ignore[no-any-return]


def _collection(number: int, locales: Sequence[str]) -> UUID:
    row, made = models.Collection.objects.get_or_create(
        slug=f"volume-{number}",
        defaults={"kind": CollectionKind.MANUAL, "source_locale": locales[0], "position": number},
    )
    if made:
        models.CollectionTranslation.objects.bulk_create(
            models.CollectionTranslation(collection=row, locale=locale, name=f"{locale} {number}") for locale in locales
        )
    return row.id  # type: ignore[no-any-return]


def _made_id(kind: str, number: int, *parts: str) -> UUID:
    """Make the id that :func:`rustok_commerce.demo.volume_rows.made_id` makes in SQL."""
    digest = hashlib.md5(":".join(("volume", kind, *parts)).encode(), usedforsecurity=False).hexdigest()
    time = f"{int(_BEGAN.timestamp() * 1000) + number:012x}"
    return UUID(f"{time}7{digest[:3]}8{digest[3:18]}")
