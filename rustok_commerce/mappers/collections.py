"""Collections to DTOs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rustok.ids import parse_id
from rustok_commerce import models
from rustok_commerce.dto.collections import (
    CollectionField,
    CollectionKind,
    CollectionMatch,
    CollectionOperator,
    CollectionResponse,
    CollectionRule,
    CollectionTranslationResponse,
)
from rustok_commerce.mappers.aggregates import choose


@dataclass(slots=True, kw_only=True)
class CollectionAggregate:
    """A collection with its texts by locale."""

    collection: models.Collection
    translations: dict[str, models.CollectionTranslation] = field(default_factory=dict)


def collection_response(
    aggregate: CollectionAggregate,
    locales: Sequence[str],
    *,
    product_count: int | None,
    type_keys: Mapping[str, str],
) -> CollectionResponse:
    """Map a collection; its texts are in the first of the locales that there is."""
    collection = aggregate.collection
    chosen = choose(aggregate.translations, locales, collection.source_locale)
    locale, text = chosen if chosen is not None else (collection.source_locale, None)
    return CollectionResponse(
        id=collection.id,
        slug=collection.slug,
        kind=CollectionKind(collection.kind),
        match=CollectionMatch(collection.match),
        rules=tuple(_rule(rule, type_keys) for rule in collection.rules),
        is_active=collection.is_active,
        position=collection.position,
        asset_id=collection.asset_id,
        product_count=product_count,
        locale=locale,
        name=text.name if text is not None else collection.slug,
        description=text.description if text is not None else None,
        source_locale=collection.source_locale,
        translations=tuple(
            CollectionTranslationResponse(
                locale=row.locale,
                name=row.name,
                slug=row.slug,
                description=row.description,
                meta_title=row.meta_title,
                meta_description=row.meta_description,
            )
            for _, row in sorted(aggregate.translations.items())
        ),
        version=collection.version,
        created_at=collection.created_at,
        updated_at=collection.updated_at,
    )


def _rule(rule: Mapping[str, Any], type_keys: Mapping[str, str]) -> CollectionRule:
    """Map a stored rule; a type is shown by its key, as it was given, while it is there."""
    value = rule["value"]
    if rule["field"] == CollectionField.TYPE:
        value = type_keys.get(str(parse_id(value)), value)
    return CollectionRule(
        field=CollectionField(rule["field"]),
        operator=CollectionOperator(rule["operator"]),
        value=value,
        attribute=rule.get("attribute"),
        currency=rule.get("currency"),
        channel=rule.get("channel"),
    )
