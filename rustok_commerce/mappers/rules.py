"""Which products a collection by rules holds: the one place that says so.

Membership is worked out of a product's rows whenever its documents are built, so it is always right and stored
nowhere else. A rule that names what is gone, such as a deleted category, fits nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from rustok.ids import to_ulid
from rustok_commerce import models
from rustok_commerce.dto.collections import CollectionField, CollectionMatch, CollectionOperator
from rustok_commerce.mappers.aggregates import ProductAggregate
from rustok_commerce.mappers.channels import SalesChannel
from rustok_commerce.mappers.prices import Offer, Standing, unit_price

_O = CollectionOperator
_F = CollectionField
_EQUALITY: Final = frozenset({_O.IS, _O.IS_NOT})
_WORDS: Final = frozenset({_O.IS, _O.IS_NOT, _O.CONTAINS, _O.CONTAINS_NOT, _O.STARTS_WITH})
_ORDER: Final = frozenset({_O.LESS, _O.AT_MOST, _O.GREATER, _O.AT_LEAST})

OPERATORS: Final[Mapping[CollectionField, frozenset[CollectionOperator]]] = {
    _F.TAG: _EQUALITY,
    _F.CATEGORY: _EQUALITY,
    _F.TYPE: _EQUALITY,
    _F.ATTRIBUTE: _WORDS | _ORDER,
    _F.PRICE: _ORDER,
    _F.REDUCED: frozenset({_O.IS}),
    _F.IN_STOCK: frozenset({_O.IS}),
    _F.CREATED: frozenset({_O.BEFORE, _O.AFTER}),
    _F.TITLE: _WORDS,
    _F.STATUS: _EQUALITY,
}
"""What can be asked of each field."""


@dataclass(frozen=True, slots=True)
class Market:
    """What prices and stock depend on beside the product itself."""

    channels: Sequence[SalesChannel]
    now: dt.datetime
    lists: Mapping[UUID, Standing]


def fits(rules: Sequence[Mapping[str, Any]], match: str, product: ProductAggregate, market: Market) -> bool:
    """Tell whether a product fits stored rules; no rules fit nothing."""
    results = (_holds(rule, product, market) for rule in rules)
    return any(results) if match == CollectionMatch.ANY else bool(rules) and all(results)


def _holds(rule: Mapping[str, Any], product: ProductAggregate, market: Market) -> bool:
    operator, value = CollectionOperator(rule["operator"]), rule["value"]
    return _TESTS[CollectionField(rule["field"])](rule, operator, value, product, market)


def _tag(rule: Any, operator: CollectionOperator, value: str, product: ProductAggregate, market: Market) -> bool:
    return (value in product.tags) == (operator is _O.IS)


def _category(rule: Any, operator: CollectionOperator, value: str, product: ProductAggregate, market: Market) -> bool:
    # The id as ULID text: a category's path names all above it.
    within = any(f"{value}/" in entry.category.path for entry in product.categories)
    return within == (operator is _O.IS)


def _type(rule: Any, operator: CollectionOperator, value: str, product: ProductAggregate, market: Market) -> bool:
    return (str(product.product.product_type_id) == value) == (operator is _O.IS)


def _attribute(rule: Any, operator: CollectionOperator, value: str, product: ProductAggregate, market: Market) -> bool:
    rows = [
        row
        for row in (*product.attributes, *(row for variant in product.variants for row in variant.attributes))
        if row.attribute.key == rule["attribute"]
    ]
    if operator in _ORDER:
        return any(_ordered(operator, row.number, value) for row in rows if row.number is not None)
    return _texts(operator, [attribute_text(row) for row in rows], value)


def attribute_text(row: models.AttributeAssignment) -> str:
    """Return an attribute's value as filters know it: a key where it is chosen, else the value itself as text."""
    if row.value is not None:
        return str(row.value.key)
    if row.number is not None:
        return format(row.number.normalize(), "f")
    if row.flag is not None:
        return "true" if row.flag else "false"
    if row.date is not None:
        return str(row.date.isoformat())
    return to_ulid(row.reference_id) if row.reference_id is not None else row.text or ""


def _ordered(operator: CollectionOperator, number: Any, value: str) -> bool:
    wanted = type(number)(value)
    return bool(_COMPARE[operator](number, wanted))


def _price(rule: Any, operator: CollectionOperator, value: str, product: ProductAggregate, market: Market) -> bool:
    amounts = [price.amount for price in _prices(rule, product, market)]
    # What a card shows: the lowest.
    return bool(amounts) and bool(_COMPARE[operator](min(amounts), int(value)))


def _reduced(rule: Any, operator: CollectionOperator, value: str, product: ProductAggregate, market: Market) -> bool:
    return any(price.compare_at is not None for price in _prices(rule, product, market)) == (value == "true")


def _prices(rule: Mapping[str, Any], product: ProductAggregate, market: Market) -> list[Offer]:
    code, currency = rule.get("channel"), rule.get("currency")
    for channel in market.channels:
        if code in (None, channel.code):
            wanted = currency or next(iter(channel.currencies), "")
            prices = (unit_price(variant, channel, wanted, market.now, market.lists) for variant in product.variants)
            return [price for price in prices if price is not None]
    return []


def _in_stock(rule: Any, operator: CollectionOperator, value: str, product: ProductAggregate, market: Market) -> bool:
    return any(variant.in_stock for variant in product.variants) == (value == "true")


def _created(rule: Any, operator: CollectionOperator, value: str, product: ProductAggregate, market: Market) -> bool:
    when = dt.datetime.fromisoformat(value)
    return product.product.created_at < when if operator is _O.BEFORE else product.product.created_at >= when


def _title(rule: Any, operator: CollectionOperator, value: str, product: ProductAggregate, market: Market) -> bool:
    text = product.translations.get(product.product.source_locale)
    return _texts(operator, [text.title] if text is not None else [], value)


def _status(rule: Any, operator: CollectionOperator, value: str, product: ProductAggregate, market: Market) -> bool:
    return (product.product.status == value) == (operator is _O.IS)


def _texts(operator: CollectionOperator, texts: Iterable[str], value: str) -> bool:
    """Compare without regard to case; a negation holds where no text is so."""
    wanted = value.casefold()
    folded = [text.casefold() for text in texts]
    match operator:
        case _O.IS:
            return wanted in folded
        case _O.IS_NOT:
            return wanted not in folded
        case _O.CONTAINS:
            return any(wanted in text for text in folded)
        case _O.CONTAINS_NOT:
            return not any(wanted in text for text in folded)
        case _:
            return any(text.startswith(wanted) for text in folded)


_COMPARE: Final[Mapping[CollectionOperator, Callable[[Any, Any], bool]]] = {
    _O.LESS: lambda one, other: one < other,
    _O.AT_MOST: lambda one, other: one <= other,
    _O.GREATER: lambda one, other: one > other,
    _O.AT_LEAST: lambda one, other: one >= other,
}
_TESTS: Final[Mapping[CollectionField, Callable[..., bool]]] = {
    _F.TAG: _tag,
    _F.CATEGORY: _category,
    _F.TYPE: _type,
    _F.ATTRIBUTE: _attribute,
    _F.PRICE: _price,
    _F.REDUCED: _reduced,
    _F.IN_STOCK: _in_stock,
    _F.CREATED: _created,
    _F.TITLE: _title,
    _F.STATUS: _status,
}
