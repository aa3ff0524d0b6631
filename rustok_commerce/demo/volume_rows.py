"""The statements that write a batch of the made-up catalogue: one per table, whatever the size of the batch.

Parameters: ``first`` and ``last`` number of the batch, ``tenant``, and what :mod:`rustok_commerce.demo.volume` names.
Nothing is drawn by chance: what differs between products follows from their numbers.
"""

from __future__ import annotations

from typing import Final


def made_id(kind: str, *parts: str, number: str = "n") -> str:
    """Return SQL for a UUIDv7 that follows from its parts; its time is a millisecond per product."""
    digest = f"md5(concat_ws(':', 'volume', '{kind}', {', '.join(parts)}))"
    time = f"lpad(to_hex(%(began)s::bigint + {number}), 12, '0')"
    return f"({time} || '7' || left({digest}, 3) || '8' || substr({digest}, 4, 15))::uuid"


def _drawn(key: str, below: int) -> str:
    """Return SQL for a number below another that looks random and follows from the product's."""
    return f"(('x' || left(md5(concat_ws(':', '{key}', n)), 7))::bit(28)::int %% {below})"


def _pick(array: str, place: str, kind: str = "uuid") -> str:
    given = f"(%({array})s::{kind}[])"
    return f"{given}[1 + ({place}) %% cardinality({given})]"


_NUMBERS: Final = "generate_series(%(first)s::int, %(last)s::int) AS n"
_PRODUCT: Final = made_id("product", "n")
_OPTION: Final = made_id("option", "n")
_VARIANTS: Final = f"{_NUMBERS}, generate_series(1, %(variants)s) AS v"
_VARIANT: Final = made_id("variant", "n", "v")
_VALUE: Final = made_id("value", "n", "v")
_TIME: Final = "to_timestamp((%(began)s::bigint + n) / 1000.0)"
_LOCALES: Final = "unnest(%(locales)s::text[]) AS locale"
_PRICED: Final = f"{_VARIANTS}, unnest(%(currencies)s::text[]) WITH ORDINALITY AS priced(currency, place)"
# Nine tenths of the second and of every later currency: never the same figure twice.
_AMOUNT: Final = f"((900 + {_drawn('price', 40000)} + 100 * v) * (11 - least(place, 2)) / 10)::bigint"
_COMPARE: Final = f"CASE WHEN {_drawn('sale', 5)} = 0 THEN {_AMOUNT} * 5 / 4 END"
_STOCK: Final = f"CASE WHEN {_drawn('stock', 7)} = 0 THEN 0 ELSE (n * 7 + v * 13) %% 60 END"
_HANDLE: Final = "concat('volume-', n)"


def _word(kind: str, place: str) -> str:
    words = f"(%(words)s::jsonb -> locale -> '{kind}')"
    return f"({words} ->> (({place}) %% jsonb_array_length({words})))"


PRODUCTS: Final = f"""
INSERT INTO commerce_products (id, tenant_id, handle, status, product_type_id, discountable, source_locale,
  text_version, metadata, version, source_version, published_at, created_at, updated_at)
SELECT {_PRODUCT}, %(tenant)s, {_HANDLE}, CASE WHEN n %% 50 = 0 THEN 'draft' ELSE 'active' END, %(type)s, true,
  %(source)s, 1, '{{}}', 1, 1, CASE WHEN n %% 50 <> 0 THEN {_TIME} END, {_TIME}, {_TIME}
  FROM {_NUMBERS}
"""

PARTS: Final = (
    f"""
    INSERT INTO commerce_product_translations (id, tenant_id, product_id, locale, title, subtitle, description,
      source_version, created_at, updated_at)
    SELECT {made_id("text", "n", "locale")}, %(tenant)s, {_PRODUCT}, locale,
      concat_ws(' ', initcap({_word("stuffs", "n / 12")}), {_word("nouns", "n")}, n),
      {_word("sentences", "n")}, concat_ws(E'\\n\\n', {_word("sentences", "n + 1")},
      concat_ws(' ', {_word("sentences", "n + 2")}, {_word("sentences", "n + 3")}), {_word("sentences", "n + 4")}),
      1, {_TIME}, {_TIME}
      FROM {_NUMBERS}, {_LOCALES}
    """,
    f"""
    INSERT INTO commerce_slugs (id, tenant_id, kind, slug, entity_id, is_current, created_at)
    SELECT {made_id("slug", "n")}, %(tenant)s, 'product', {_HANDLE}, {_PRODUCT}, true, {_TIME} FROM {_NUMBERS}
    """,
    f"""
    INSERT INTO commerce_product_tags (id, tenant_id, product_id, tag)
    SELECT {made_id("tag", "n", "t")}, %(tenant)s, {_PRODUCT}, {_pick("tags", "n * 3 + t * 7", "text")}
      FROM {_NUMBERS}, generate_series(1, 2) AS t
    """,
    f"""
    INSERT INTO commerce_product_categories (id, tenant_id, product_id, category_id, is_primary)
    SELECT {made_id("place", "n", "c")}, %(tenant)s, {_PRODUCT}, {_pick("leaves", "n + c * 17")}, c = 0
      FROM {_NUMBERS}, generate_series(0, CASE WHEN n %% 5 = 0 THEN 1 ELSE 0 END) AS c
    """,
    f"""
    INSERT INTO commerce_collection_products (id, tenant_id, collection_id, product_id, position)
    SELECT {made_id("collected", "n")}, %(tenant)s, {_pick("collections", "n / 10")}, {_PRODUCT}, n
      FROM {_NUMBERS} WHERE n %% 10 = 0
    """,
    f"""
    INSERT INTO commerce_attribute_assignments (id, tenant_id, product_id, attribute_id, locale, value_id, position)
    SELECT {made_id("material", "n")}, %(tenant)s, {_PRODUCT}, %(material)s, '', {_pick("materials", "n / 12")}, 0
      FROM {_NUMBERS}
    """,
    f"""
    INSERT INTO commerce_attribute_assignments (id, tenant_id, product_id, attribute_id, locale, number, position)
    SELECT {made_id("year", "n")}, %(tenant)s, {_PRODUCT}, %(year)s, '', 2016 + n %% 10, 0 FROM {_NUMBERS}
    """,
    f"""
    INSERT INTO commerce_product_options (id, tenant_id, product_id, key, names, position)
    SELECT {_OPTION}, %(tenant)s, {_PRODUCT}, 'size', '{{"en": "Size", "ru": "Размер", "de": "Größe"}}', 0
      FROM {_NUMBERS}
    """,
    f"""
    INSERT INTO commerce_product_option_values (id, tenant_id, option_id, key, names, position)
    SELECT {_VALUE}, %(tenant)s, {_OPTION}, concat('s', v), jsonb_build_object('en', concat('Size ', v)), v
      FROM {_VARIANTS}
    """,
    f"""
    INSERT INTO commerce_variants (id, tenant_id, product_id, sku, combination, manage_inventory, allow_backorder,
      low_stock_threshold, weight, position, metadata, version, created_at, updated_at)
    SELECT {_VARIANT}, %(tenant)s, {_PRODUCT}, concat('VOL-', n, '-', v), concat('size=s', v), true, false, 0,
      200 + n %% 800, v - 1, '{{}}', 1, {_TIME}, {_TIME}
      FROM {_VARIANTS}
    """,
    f"""
    INSERT INTO commerce_variant_option_values (id, tenant_id, variant_id, option_id, value_id)
    SELECT {made_id("choice", "n", "v")}, %(tenant)s, {_VARIANT}, {_OPTION}, {_VALUE} FROM {_VARIANTS}
    """,
    f"""
    INSERT INTO commerce_prices (id, tenant_id, variant_id, currency, amount, compare_at, min_quantity, created_at,
      updated_at)
    SELECT {made_id("price", "n", "v", "currency")}, %(tenant)s, {_VARIANT}, currency, {_AMOUNT}, {_COMPARE}, 1,
      {_TIME}, {_TIME}
      FROM {_PRICED}
    """,
    f"""
    INSERT INTO commerce_price_changes (id, tenant_id, product_id, variant_id, currency, min_quantity, amount,
      compare_at, created_at)
    SELECT {made_id("change", "n", "v", "currency")}, %(tenant)s, {_PRODUCT}, {_VARIANT}, currency, 1, {_AMOUNT},
      {_COMPARE}, {_TIME}
      FROM {_PRICED}
    """,
    f"""
    INSERT INTO commerce_stock_levels (id, tenant_id, variant_id, location_id, on_hand, reserved, backorder, updated_at)
    SELECT {made_id("level", "n", "v")}, %(tenant)s, {_VARIANT}, %(location)s, {_STOCK}, 0, false, {_TIME}
      FROM {_VARIANTS}
    """,
    f"""
    INSERT INTO commerce_stock_movements (id, tenant_id, product_id, variant_id, location_id, sku, delta,
      on_hand_after, reason, created_at)
    SELECT {made_id("movement", "n", "v")}, %(tenant)s, {_PRODUCT}, {_VARIANT}, %(location)s, concat('VOL-', n, '-', v),
      {_STOCK}, {_STOCK}, 'initial', {_TIME}
      FROM {_VARIANTS}
    """,
)
"""Everything that belongs to products, in the order in which the tables refer to each other."""

TABLES: Final = tuple(statement.split("INSERT INTO ")[1].split()[0] for statement in (PRODUCTS, *PARTS))
"""The tables that are filled."""
