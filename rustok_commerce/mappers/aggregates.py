"""A product or category with all its rows, as selectors load them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

from rustok_commerce import models

T = TypeVar("T")


@dataclass(slots=True, kw_only=True)
class VariantAggregate:
    """A variant with its rows; prices by currency and quantity, levels by location."""

    variant: models.Variant
    titles: dict[str, str] = field(default_factory=dict)
    choices: dict[UUID, UUID] = field(default_factory=dict)
    prices: list[models.Price] = field(default_factory=list)
    levels: list[models.StockLevel] = field(default_factory=list)
    attributes: list[models.AttributeAssignment] = field(default_factory=list)

    @property
    def available(self) -> int:
        """Pieces that are promised to nobody, at all locations; below zero where more is promised than there is."""
        return sum(level.on_hand - level.reserved for level in self.levels)

    @property
    def in_stock(self) -> bool:
        """Whether the variant can be ordered now, as far as anybody knows who does not reserve."""
        return not self.variant.manage_inventory or self.variant.allow_backorder or self.available > 0


@dataclass(slots=True, kw_only=True)
class CategoryAggregate:
    """A category with its texts by locale."""

    category: models.Category
    translations: dict[str, models.CategoryTranslation] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class ProductAggregate:
    """A product with its rows in the order of display; categories with the primary one first.

    ``attributes`` are those of the product itself; ``collection_links`` its places in manual collections; ``slugs``
    all addresses that lead to it.
    """

    product: models.Product
    translations: dict[str, models.ProductTranslation] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    media: list[models.ProductMedia] = field(default_factory=list)
    options: list[models.ProductOption] = field(default_factory=list)
    values: dict[UUID, list[models.ProductOptionValue]] = field(default_factory=dict)
    variants: list[VariantAggregate] = field(default_factory=list)
    categories: list[CategoryAggregate] = field(default_factory=list)
    primary_category_id: UUID | None = None
    attributes: list[models.AttributeAssignment] = field(default_factory=list)
    channel_links: dict[UUID, models.ProductChannel] = field(default_factory=dict)
    collection_links: dict[UUID, int] = field(default_factory=dict)
    slugs: list[models.Slug] = field(default_factory=list)
    _values_by_id: dict[UUID, models.ProductOptionValue] | None = None

    def chosen_values(self, variant: VariantAggregate) -> list[tuple[models.ProductOption, models.ProductOptionValue]]:
        """Return a variant's values, in the order of the product's options."""
        if self._values_by_id is None:
            self._values_by_id = {value.id: value for values in self.values.values() for value in values}
        found = []
        for option in self.options:
            value_id = variant.choices.get(option.id)
            if value_id is not None and (value := self._values_by_id.get(value_id)) is not None:
                found.append((option, value))
        return found

    def is_stale(self, translation: models.ProductTranslation) -> bool:
        """Tell whether the original text has changed since this one was made."""
        return (
            translation.locale != self.product.source_locale and translation.source_version < self.product.text_version
        )


def choose(by_locale: Mapping[str, T], wanted: Iterable[str], source: str) -> tuple[str, T] | None:
    """Choose a text: the first wanted locale there is, else the original, else any, always the same one."""
    for locale in (*wanted, source, *sorted(by_locale)):
        if locale in by_locale:
            return locale, by_locale[locale]
    return None
