"""Attributes in documents: what they say of a product or variant, in one language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rustok.ids import to_ulid
from rustok.search.storefront import StoreAttribute, StoreAttributeValue
from rustok_commerce import models
from rustok_commerce.mappers import choose


def store_attributes(
    assignments: Iterable[models.AttributeAssignment], locales: Sequence[str], source: str
) -> tuple[StoreAttribute, ...]:
    """Return what the assignments say, in the order of the attributes; they come with their attribute and value."""
    grouped: dict[models.Attribute, dict[str, list[models.AttributeAssignment]]] = {}
    for row in assignments:
        grouped.setdefault(row.attribute, {}).setdefault(row.locale, []).append(row)
    found = []
    for attribute in sorted(grouped, key=lambda attribute: (attribute.position, attribute.key)):
        chosen = choose(grouped[attribute], (*locales, ""), source)
        rows = chosen[1] if chosen is not None else []
        name = choose(attribute.names, locales, source)
        found.append(
            StoreAttribute(
                key=attribute.key,
                name=name[1] if name is not None else attribute.key,
                type=attribute.type,
                unit=attribute.unit,
                values=tuple(attribute_value(row, locales, source) for row in rows),
            )
        )
    return tuple(found)


def attribute_value(row: models.AttributeAssignment, locales: Sequence[str], source: str) -> StoreAttributeValue:
    """Return one value: its key as filters know it, and how to show it."""
    if row.value is not None:
        name = choose(row.value.names, locales, source)
        return StoreAttributeValue(key=row.value.key, label=name[1] if name is not None else row.value.key)
    text = _plain(row)
    return StoreAttributeValue(key=text, label=text)


def _plain(row: models.AttributeAssignment) -> str:
    if row.number is not None:
        return format(row.number.normalize(), "f")
    if row.flag is not None:
        return "true" if row.flag else "false"
    if row.date is not None:
        return row.date.isoformat()
    if row.reference_id is not None:
        return to_ulid(row.reference_id)
    return row.text or ""
