"""Attributes, types of products, and what attributes say, to DTOs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from rustok_commerce import models
from rustok_commerce.dto.attributes import (
    AssignedAttributeResponse,
    AttributeChoiceResponse,
    AttributeResponse,
    AttributeScope,
    AttributeTextResponse,
    AttributeType,
    AttributeValueResponse,
    ProductTypeAttributeResponse,
    ProductTypeResponse,
)
from rustok_commerce.dto.localized import LocalizedText
from rustok_commerce.mappers.aggregates import choose


def name_of(
    row: models.Attribute | models.AttributeValue | models.ProductType, locales: Sequence[str], source: str
) -> str:
    """Return a name in the first of the locales that there is, else the key."""
    chosen = choose(row.names, locales, source)
    return chosen[1] if chosen is not None else str(row.key)


def number_text(number: Decimal) -> str:
    """Write a number without an exponent and without zeros that say nothing."""
    return format(number.normalize(), "f")


def attribute_response(
    attribute: models.Attribute, values: Iterable[models.AttributeValue], locales: Sequence[str]
) -> AttributeResponse:
    """Map an attribute with the values that it offers, in their order."""
    return AttributeResponse(
        id=attribute.id,
        key=attribute.key,
        name=name_of(attribute, locales, ""),
        names=_localized(attribute.names),
        type=AttributeType(attribute.type),
        unit=attribute.unit,
        is_localized=attribute.is_localized,
        is_filterable=attribute.is_filterable,
        is_searchable=attribute.is_searchable,
        position=attribute.position,
        values=tuple(
            AttributeValueResponse(
                id=value.id,
                key=value.key,
                name=name_of(value, locales, ""),
                names=_localized(value.names),
                swatch=value.swatch,
            )
            for value in values
        ),
        version=attribute.version,
        created_at=attribute.created_at,
        updated_at=attribute.updated_at,
    )


def product_type_response(
    product_type: models.ProductType,
    links: Iterable[models.ProductTypeAttribute],
    locales: Sequence[str],
    *,
    product_count: int,
) -> ProductTypeResponse:
    """Map a type of products; the links come in their order, with their attributes."""
    return ProductTypeResponse(
        id=product_type.id,
        key=product_type.key,
        name=name_of(product_type, locales, ""),
        names=_localized(product_type.names),
        attributes=tuple(
            ProductTypeAttributeResponse(
                attribute=link.attribute.key,
                name=name_of(link.attribute, locales, ""),
                type=AttributeType(link.attribute.type),
                scope=AttributeScope(link.scope),
                is_required=link.is_required,
            )
            for link in links
        ),
        product_count=product_count,
        version=product_type.version,
        created_at=product_type.created_at,
        updated_at=product_type.updated_at,
    )


def assigned_attributes(
    assignments: Iterable[models.AttributeAssignment], locales: Sequence[str], source: str
) -> tuple[AssignedAttributeResponse, ...]:
    """Map what attributes say of a product or variant, in the order of the attributes."""
    grouped: dict[models.Attribute, list[models.AttributeAssignment]] = {}
    for row in assignments:
        grouped.setdefault(row.attribute, []).append(row)
    return tuple(
        _assigned(attribute, grouped[attribute], locales, source)
        for attribute in sorted(grouped, key=lambda attribute: (attribute.position, attribute.key))
    )


def _assigned(
    attribute: models.Attribute, rows: Sequence[models.AttributeAssignment], locales: Sequence[str], source: str
) -> AssignedAttributeResponse:
    first = rows[0]
    return AssignedAttributeResponse(
        attribute=attribute.key,
        name=name_of(attribute, locales, source),
        type=AttributeType(attribute.type),
        unit=attribute.unit,
        text=next((row.text for row in rows if row.text is not None and not row.locale), None),
        texts=tuple(
            AttributeTextResponse(locale=row.locale, text=row.text)
            for row in sorted(rows, key=lambda row: row.locale)
            if row.text is not None and row.locale
        ),
        number=None if first.number is None else number_text(first.number),
        boolean=first.flag,
        date=first.date,
        reference_id=first.reference_id,
        values=tuple(
            AttributeChoiceResponse(key=row.value.key, name=name_of(row.value, locales, source))
            for row in rows
            if row.value is not None
        ),
    )


def _localized(names: Mapping[str, str]) -> tuple[LocalizedText, ...]:
    return tuple(LocalizedText(locale=locale, value=value) for locale, value in sorted(names.items()))
