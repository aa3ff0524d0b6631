"""Options in the index of attributes: what facets of options and their values are called.

Options belong to products, each with names of its own; a facet counts all options of one key. It is called what most of
the products call it that shoppers see.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID, uuid5

from django.db import connection

from rustok.events.catalog import commerce as events
from rustok.events.envelope import EventEnvelope
from rustok.search.documents import AttributeDocument
from rustok.search.sources import LocaleChain
from rustok.search.storefront import StoreFacetAttribute, as_json
from rustok.tenancy.context import require_tenant_id
from rustok.tenancy.info import current_tenant
from rustok_commerce import models
from rustok_commerce.dto.attributes import AttributeType
from rustok_commerce.dto.products import ProductStatus
from rustok_commerce.mappers import choose

_VERSION: Final = 1
"""Of all documents: they are made of many products, and the last to read them is the last to write."""

_TELLING: Final = frozenset({"options", "variants", "status"})

# From key to key along the index: there are few keys, however many products.
_KEYS: Final = (
    "WITH RECURSIVE found AS ("
    "(SELECT key FROM commerce_product_options WHERE tenant_id = %s ORDER BY key LIMIT 1)"
    " UNION ALL SELECT (SELECT o.key FROM commerce_product_options o WHERE o.tenant_id = %s AND o.key > found.key"
    " ORDER BY o.key LIMIT 1) FROM found WHERE found.key IS NOT NULL"
    ") SELECT key FROM found WHERE key IS NOT NULL"
)

# Grouped by all names at once: products share them, so what is left to read is little.
_NAMES: Final = (
    "WITH used AS (SELECT o.id, o.key, o.names, o.position FROM commerce_product_options o"
    " JOIN commerce_products p ON p.tenant_id = o.tenant_id AND p.id = o.product_id"
    " WHERE o.tenant_id = %s AND o.key = ANY(%s) AND p.status = %s)"
    " SELECT key, NULL, names::text, max(position), count(*) FROM used GROUP BY key, names"
    " UNION ALL SELECT u.key, v.key, v.names::text, max(v.position), count(*) FROM used u"
    " JOIN commerce_product_option_values v ON v.tenant_id = %s AND v.option_id = u.id GROUP BY u.key, v.key, v.names"
)


def option_id(key: str) -> UUID:
    """Return the id of the shop's option of this key."""
    return uuid5(require_tenant_id(), f"commerce.option:{key}")


@dataclass(slots=True)
class _Named:
    """What products call an option or a value of one: by locale, how many use which name."""

    position: int = 0
    names: dict[str, Counter[str]] = field(default_factory=dict)

    def count(self, names: Mapping[str, str], position: int, uses: int) -> None:
        """Add what some products say. The longest list of values has them in their order."""
        self.position = max(self.position, position)
        for locale, name in names.items():
            self.names.setdefault(locale, Counter())[name] += uses

    def common(self) -> dict[str, str]:
        """Return by locale the name that most use; of equals the first in order."""
        return {locale: min(counted, key=lambda name: (-counted[name], name)) for locale, counted in self.names.items()}


@dataclass(slots=True)
class _Option:
    own: _Named = field(default_factory=_Named)
    values: dict[str, _Named] = field(default_factory=dict)


class OptionSource:
    """Documents of options: one for each key that products shown to shoppers have."""

    index = "attributes"
    events = tuple(
        event.type
        for event in (
            events.ProductPublished,
            events.ProductUnpublished,
            events.ProductUpdated,
            events.ProductDeleted,
        )
    )

    def targets(self, envelopes: Sequence[EventEnvelope]) -> frozenset[UUID]:
        """Name the options of the products that came, went or changed theirs."""
        products: set[UUID] = set()
        keys: set[str] = set()
        for envelope in envelopes:
            match envelope.event:
                case events.ProductUpdated(product_id=product_id, fields=fields, option_keys=gone):
                    keys.update(gone)
                    # One that names no fields may have changed anything.
                    if not fields or not _TELLING.isdisjoint(fields):
                        products.add(product_id)
                case events.ProductDeleted(option_keys=gone):
                    keys.update(gone)
                case events.ProductPublished(product_id=product_id) | events.ProductUnpublished(product_id=product_id):
                    products.add(product_id)
        if products:
            rows = models.ProductOption.objects.filter(product_id__in=products)
            keys.update(rows.values_list("key", flat=True).distinct())
        return frozenset(option_id(key) for key in keys)

    def load(self, ids: Sequence[UUID], locales: Sequence[LocaleChain]) -> Sequence[AttributeDocument]:
        """Build the documents of these options in every locale, in two statements."""
        keys = _keys()
        wanted = {entity_id: keys[entity_id] for entity_id in ids if entity_id in keys}
        found = _load(list(wanted.values())) if wanted else {}
        return [
            _document(entity_id, key, found[key], chain)
            for entity_id, key in wanted.items()
            if key in found
            for chain in locales
        ]

    def page(self, after: UUID | None, limit: int) -> Sequence[UUID]:
        """Return the next options in id order."""
        return sorted(entity_id for entity_id in _keys() if after is None or entity_id > after)[:limit]

    def versions(self, ids: Sequence[UUID]) -> dict[UUID, int]:
        """Return the one version that documents of options have."""
        keys = _keys()
        return {entity_id: _VERSION for entity_id in ids if entity_id in keys}


def _keys() -> dict[UUID, str]:
    """Return the keys of all options of the shop by their ids."""
    tenant_id = require_tenant_id()
    return {option_id(key): key for (key,) in _rows(_KEYS, [tenant_id, tenant_id])}


def _load(keys: Sequence[str]) -> dict[str, _Option]:
    tenant_id = require_tenant_id()
    found: dict[str, _Option] = {}
    rows = _rows(_NAMES, [tenant_id, list(keys), ProductStatus.ACTIVE.value, tenant_id])
    for key, value, names, position, uses in rows:
        option = found.setdefault(key, _Option())
        named = option.own if value is None else option.values.setdefault(value, _Named())
        named.count(json.loads(names), position, uses)
    return found


def _rows(statement: str, params: Sequence[Any]) -> Iterator[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        yield from cursor.fetchall()


def _document(entity_id: UUID, key: str, option: _Option, chain: LocaleChain) -> AttributeDocument:
    locales, source = (chain.locale, *chain.fallbacks), current_tenant().default_locale
    source_locale, name = choose(option.own.common(), locales, source) or (source, key)
    values = sorted(option.values.items(), key=lambda entry: (entry[1].position, entry[0]))
    whole = StoreFacetAttribute(
        id=entity_id,
        kind="option",
        key=key,
        name=name,
        type=AttributeType.SELECT,
        unit=None,
        is_filterable=True,
        values=tuple(
            {
                "key": value,
                "label": (choose(named.common(), locales, source) or (source, value))[1],
                "swatch": None,
            }
            for value, named in values
        ),
    )
    return AttributeDocument(
        entity_id=entity_id,
        locale=chain.locale,
        source_locale=source_locale,
        is_fallback=source_locale != chain.locale,
        stale=False,
        source_version=_VERSION,
        status="published",
        title=name,
        slug=key,
        search_text="",
        is_filterable=True,
        position=option.own.position,
        card=as_json(whole),
        document=as_json(whole),
    )
