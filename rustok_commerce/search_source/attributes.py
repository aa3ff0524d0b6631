"""Attributes in documents: what they say of a product or variant in one language, and what they are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from uuid import UUID

from rustok.events.catalog import commerce as events
from rustok.events.envelope import EventEnvelope
from rustok.ids import to_ulid
from rustok.search.documents import AttributeDocument
from rustok.search.sources import LocaleChain
from rustok.search.storefront import StoreAttribute, StoreAttributeValue, StoreFacetAttribute, as_json
from rustok.tenancy.info import current_tenant
from rustok_commerce import models
from rustok_commerce.dto.attributes import AttributeType
from rustok_commerce.mappers import ProductAggregate, choose, name_of, number_text
from rustok_commerce.mappers.labels import date_label, flag_label, number_label

Titles = Mapping[UUID, Mapping[str, str]]
"""Titles by locale of the products that attributes refer to; one that shoppers do not see is missing."""

ATTRIBUTE_EVENTS: Final = (events.AttributeCreated, events.AttributeUpdated, events.AttributeDeleted)


class AttributeSource:
    """Documents of attributes: their names and those of their values."""

    index = "attributes"
    events = tuple(event.type for event in ATTRIBUTE_EVENTS)

    def targets(self, envelopes: Sequence[EventEnvelope]) -> frozenset[UUID]:
        """Name the attributes that the events touch."""
        return frozenset(envelope.event.aggregate_id for envelope in envelopes)

    def load(self, ids: Sequence[UUID], locales: Sequence[LocaleChain]) -> Sequence[AttributeDocument]:
        """Build the documents of these attributes in every locale, in two statements."""
        found = {row.id: row for row in models.Attribute.objects.filter(id__in=list(ids))}
        values: dict[UUID, list[models.AttributeValue]] = {}
        rows = models.AttributeValue.objects.filter(attribute_id__in=list(found)).order_by("position", "key")
        for value in rows:
            values.setdefault(value.attribute_id, []).append(value)
        source = current_tenant().default_locale
        return [
            _attribute_document(found[attribute_id], values.get(attribute_id, ()), chain, source)
            for attribute_id in ids
            if attribute_id in found
            for chain in locales
        ]

    def page(self, after: UUID | None, limit: int) -> Sequence[UUID]:
        """Return the next attributes in id order."""
        rows = models.Attribute.objects.order_by("id")
        if after is not None:
            rows = rows.filter(id__gt=after)
        return list(rows.values_list("id", flat=True)[:limit])

    def versions(self, ids: Sequence[UUID]) -> dict[UUID, int]:
        """Return the current versions of these attributes."""
        return dict(models.Attribute.objects.filter(id__in=list(ids)).values_list("id", "version"))


def products_showing(envelopes: Iterable[EventEnvelope]) -> set[UUID]:
    """Name the products whose documents say something by the attributes, types and products that events tell of."""
    attributes: set[UUID] = set()
    values: set[UUID] = set()
    types: set[UUID] = set()
    referred: set[UUID] = set()
    for envelope in envelopes:
        match envelope.event:
            case events.AttributeUpdated(fields=("values",), value_ids=value_ids):
                values.update(value_ids)
            case events.AttributeUpdated(attribute_id=attribute_id):
                attributes.add(attribute_id)
            case events.ProductTypeUpdated(product_type_id=product_type_id, dropped=dropped) if dropped:
                types.add(product_type_id)
            case events.ProductUpdated(product_id=product_id, fields=fields) if _shows_title(fields):
                referred.add(product_id)
            case (
                events.ProductPublished(product_id=product_id)
                | events.ProductUnpublished(product_id=product_id)
                | events.ProductDeleted(product_id=product_id)
            ):
                referred.add(product_id)
    found: set[UUID] = set()
    for column, wanted in (("attribute_id", attributes), ("value_id", values), ("reference_id", referred)):
        if wanted:
            rows = models.AttributeAssignment.objects.filter(**{f"{column}__in": wanted})
            found.update(rows.values_list("product_id", flat=True).distinct())
    if types:
        found.update(models.Product.objects.filter(product_type_id__in=types).values_list("id", flat=True))
    return found


def store_attributes(
    assignments: Iterable[models.AttributeAssignment], locales: Sequence[str], source: str, titles: Titles
) -> tuple[StoreAttribute, ...]:
    """Return what the assignments say, in the order of the attributes; they come with their attribute and value."""
    grouped: dict[UUID, tuple[models.Attribute, dict[str, list[models.AttributeAssignment]]]] = {}
    for row in assignments:
        grouped.setdefault(row.attribute_id, (row.attribute, {}))[1].setdefault(row.locale, []).append(row)
    found = []
    for attribute, by_locale in sorted(grouped.values(), key=lambda group: (group[0].position, group[0].key)):
        chosen = choose(by_locale, (*locales, ""), source)
        rows = chosen[1] if chosen is not None else []
        values = tuple(value for row in rows if (value := attribute_value(row, locales, source, titles)) is not None)
        if values:
            found.append(
                StoreAttribute(
                    key=attribute.key,
                    name=name_of(attribute, locales, source),
                    type=attribute.type,
                    unit=attribute.unit,
                    values=values,
                )
            )
    return tuple(found)


def attribute_value(
    row: models.AttributeAssignment, locales: Sequence[str], source: str, titles: Titles
) -> StoreAttributeValue | None:
    """Return one value: its key as filters know it, and how to show it; None where shoppers do not see it."""
    if row.value is not None:
        return StoreAttributeValue(key=row.value.key, label=name_of(row.value, locales, source))
    if row.reference_id is not None:
        title = choose(titles.get(row.reference_id, {}), locales, source)
        return None if title is None else StoreAttributeValue(key=to_ulid(row.reference_id), label=title[1])
    key = _plain(row)
    return StoreAttributeValue(key=key, label=_label(row, locales[0]) if locales else key)


def facets_of(aggregate: ProductAggregate, titles: Titles) -> dict[str, tuple[str, ...]]:
    """Return by filterable attribute the values of a product and its variants: they are the same in every language."""
    found: dict[str, dict[str, None]] = {}
    rows = [*aggregate.attributes, *(row for variant in aggregate.variants for row in variant.attributes)]
    for row in sorted(rows, key=lambda row: (row.attribute.position, row.attribute.key)):
        if row.attribute.is_filterable and (value := attribute_value(row, (), "", titles)) is not None:
            found.setdefault(row.attribute.key, {})[value.key] = None
    return {key: tuple(values) for key, values in found.items()}


def searchable_words(aggregate: ProductAggregate, locales: Sequence[str], source: str, titles: Titles) -> list[str]:
    """Return the labels in one language of what searchable attributes say of a product and its variants."""
    groups = [
        found
        for rows in (aggregate.attributes, *(variant.attributes for variant in aggregate.variants))
        if (found := [row for row in rows if row.attribute.is_searchable])
    ]
    return list(
        dict.fromkeys(
            value.label
            for group in groups
            for attribute in store_attributes(group, locales, source, titles)
            for value in attribute.values
        )
    )


def _attribute_document(
    attribute: models.Attribute, values: Iterable[models.AttributeValue], chain: LocaleChain, source: str
) -> AttributeDocument:
    locales = (chain.locale, *chain.fallbacks)
    chosen = choose(attribute.names, locales, source)
    source_locale, name = chosen if chosen is not None else (source, attribute.key)
    labels = [(value.key, name_of(value, locales, source), value.swatch) for value in values]
    if attribute.type == AttributeType.BOOLEAN:
        labels = [(key, flag_label(flag, chain.locale), None) for key, flag in (("true", True), ("false", False))]
    whole = StoreFacetAttribute(
        id=attribute.id,
        kind="attribute",
        key=attribute.key,
        name=name,
        type=attribute.type,
        unit=attribute.unit,
        is_filterable=attribute.is_filterable,
        values=tuple({"key": key, "label": label, "swatch": swatch} for key, label, swatch in labels),
    )
    return AttributeDocument(
        entity_id=attribute.id,
        locale=chain.locale,
        source_locale=source_locale,
        is_fallback=source_locale != chain.locale,
        stale=False,
        source_version=attribute.version,
        status="published",
        title=name,
        slug=attribute.key,
        search_text="",
        is_filterable=attribute.is_filterable,
        position=attribute.position,
        card=as_json(whole),
        document=as_json(whole),
    )


def _shows_title(fields: tuple[str, ...]) -> bool:
    """Tell whether an update may have changed a title; one that names no fields may have changed anything."""
    return not fields or any(name in ("title", "status") or name.startswith("translations.") for name in fields)


def _label(row: models.AttributeAssignment, locale: str) -> str:
    """Write a plain value for people of a locale."""
    if row.number is not None:
        return number_label(row.number, locale)
    if row.flag is not None:
        return flag_label(row.flag, locale)
    if row.date is not None:
        return date_label(row.date, locale)
    return row.text or ""


def _plain(row: models.AttributeAssignment) -> str:
    if row.number is not None:
        return number_text(row.number)
    if row.flag is not None:
        return "true" if row.flag else "false"
    if row.date is not None:
        return row.date.isoformat()
    return row.text or ""
