"""What things in a cart are called, in one language: for the buyer's eyes, and for the snapshot of an order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import orjson

from rustok.tenancy.context import require_tenant_id
from rustok.tenancy.info import current_tenant
from rustok.tenancy.prepared import rows
from rustok_commerce import models
from rustok_commerce.mappers import choose

# A few texts of each variant, from tables that have several rows of it each: as JSON they are one row.
_WORDS: Final = """
SELECT v.id,
    (SELECT json_object_agg(t.locale, t.title) FROM commerce_product_translations t
      WHERE t.tenant_id = v.tenant_id AND t.product_id = v.product_id)::text,
    (SELECT json_object_agg(t.locale, t.title) FROM commerce_variant_translations t
      WHERE t.tenant_id = v.tenant_id AND t.variant_id = v.id)::text,
    (SELECT json_agg(json_build_array(o.key, o.names, w.key, w.names) ORDER BY o.position, c.id)
       FROM commerce_variant_option_values c
       JOIN commerce_product_options o ON o.tenant_id = c.tenant_id AND o.id = c.option_id
       JOIN commerce_product_option_values w ON w.tenant_id = c.tenant_id AND w.id = c.value_id
      WHERE c.tenant_id = v.tenant_id AND c.variant_id = v.id)::text,
    (SELECT m.asset_id FROM commerce_product_media m
      WHERE m.tenant_id = v.tenant_id AND m.product_id = v.product_id ORDER BY m.position, m.id LIMIT 1)
  FROM commerce_variants v
 WHERE v.tenant_id = %s AND v.id = ANY(%s)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A variant in words; ``asset_id`` is its picture, or its product's first."""

    title: str
    variant_title: str
    options: tuple[tuple[str, str], ...]
    asset_id: UUID | None


def load_wordings(variants: Iterable[models.Variant], locale: str) -> dict[UUID, Wording]:
    """Return the words for variants, in one statement."""
    wanted = {row.id: row for row in variants}
    if not wanted:
        return {}
    tenant = current_tenant()
    locales, source = tenant.fallback_chain(locale), tenant.default_locale
    said = {variant_id: texts for variant_id, *texts in rows(_WORDS, require_tenant_id(), list(wanted))}
    found: dict[UUID, Wording] = {}
    for row in wanted.values():
        # One that was deleted since it was read has no words any more.
        titles, own, options, picture = said.get(row.id, (None, None, None, None))
        found[row.id] = Wording(
            title=_name(_read(titles), locales, source, row.sku or ""),
            variant_title=_name(_read(own), locales, source, row.title or ""),
            options=tuple(
                (_name(option_names, locales, source, option_key), _name(value_names, locales, source, value_key))
                for option_key, option_names, value_key, value_names in _read(options) or ()
            ),
            asset_id=row.asset_id or picture,
        )
    return found


def _read(text: str | None) -> Any:
    return orjson.loads(text) if text is not None else {}


def _name(by_locale: Mapping[str, str], locales: Iterable[str], source: str, otherwise: str) -> str:
    chosen = choose(by_locale, locales, source)
    return chosen[1] if chosen is not None else otherwise
