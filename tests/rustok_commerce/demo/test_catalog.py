import itertools
from collections import Counter

import pytest

from rustok_commerce.demo.catalog import ACME, CATALOGS, FERNHOLT, find_product
from rustok_commerce.demo.records import Catalog, Price, ean13, prose, variant_title

BOTH = pytest.mark.parametrize("catalog", [FERNHOLT, ACME], ids=lambda catalog: catalog.tenant)
PRODUCTS = [product for catalog in CATALOGS.values() for product in catalog.products]
VARIANTS = [variant for product in PRODUCTS for variant in product.variants]


def missing(locale: str) -> int:
    return sum(locale not in product.texts for product in FERNHOLT.products)


def test_fernholt_has_sixty_products_in_twelve_categories_of_three_departments() -> None:
    departments = [c.handle for c in FERNHOLT.categories if c.parent is None]
    leaves = [c.handle for c in FERNHOLT.categories if c.parent is not None]

    assert len(departments) == 3
    assert len(leaves) == 12
    assert Counter(p.category for p in FERNHOLT.products) == dict.fromkeys(leaves, 5)


def test_acme_has_twelve_products_in_four_categories() -> None:
    assert Counter(p.category for p in ACME.products) == {c.handle: 3 for c in ACME.categories}
    assert len(ACME.categories) == 4


@BOTH
def test_categories_are_named_in_every_locale_and_come_after_their_parents(catalog: Catalog) -> None:
    seen: set[str] = set()
    for category in catalog.categories:
        assert category.parent is None or category.parent in seen
        assert set(category.names) == set(catalog.locales)
        seen.add(category.handle)
    assert len(seen) == len(catalog.categories)


def test_handles_skus_and_barcodes_are_unique_across_both_catalogues() -> None:
    handles = [product.handle for product in PRODUCTS]

    assert len(set(handles)) == len(handles)
    assert len({variant.sku for variant in VARIANTS}) == len(VARIANTS)
    assert len({variant.barcode for variant in VARIANTS}) == len(VARIANTS)


def test_barcodes_carry_a_right_check_digit() -> None:
    for variant in VARIANTS:
        digits = [int(digit) for digit in variant.barcode]
        assert len(digits) == 13
        assert (sum(digits[0::2]) + 3 * sum(digits[1::2])) % 10 == 0


def test_ean13_completes_a_known_number_and_refuses_other_input() -> None:
    assert ean13("400638133393") == "4006381333931"
    for wrong in ("40063813339", "4006381333931", "40063813339x", "٤٠٠٦٣٨١٣٣٣٩٣"):
        with pytest.raises(ValueError, match="twelve digits"):
            ean13(wrong)


def test_variants_are_exactly_the_combinations_of_the_option_values() -> None:
    for product in PRODUCTS:
        assert 1 <= len(product.options) <= 3
        assert 1 <= len(product.variants) <= 12
        keys = [[value.key for value in option.values] for option in product.options]
        found = [tuple(variant.options.values()) for variant in product.variants]
        assert found == list(itertools.product(*keys))
        assert [variant.position for variant in product.variants] == list(range(len(found)))


@BOTH
def test_every_variant_has_a_sane_price_in_every_currency(catalog: Catalog) -> None:
    for variant in (v for product in catalog.products for v in product.variants):
        assert tuple(price.currency for price in variant.prices) == catalog.currencies
        for price in variant.prices:
            assert price.amount > 0
            assert price.compare_at is None or price.compare_at > price.amount
        assert variant.weight > 0
        assert variant.stock >= 0
        assert len(variant.sku) <= 64


def test_a_surcharge_raises_price_and_weight_of_its_variant_only() -> None:
    pack = find_product("ridge-trekking-pack")

    assert pack is not None
    small, large = pack.variants[:2]
    assert small.sku == "FH-RIDGE-MOSS-45L"
    assert small.prices == (Price(currency="USD", amount=18900), Price(currency="EUR", amount=17900))
    assert large.prices == (Price(currency="USD", amount=20900), Price(currency="EUR", amount=19900))
    assert large.weight - small.weight == 180


def test_some_translations_are_missing_so_that_fallback_shows() -> None:
    assert missing("en") == 0
    assert missing("de") == 6
    assert missing("ru") == 4
    assert [product.handle for product in ACME.products if "de" not in product.texts] == ["cable-drum"]


@BOTH
def test_texts_are_real_and_fit_their_columns(catalog: Catalog) -> None:
    for product in catalog.products:
        assert "en" in product.texts
        assert set(product.texts) <= set(catalog.locales)
        for text in product.texts.values():
            assert 0 < len(text.title) <= 255
            assert 0 < len(text.subtitle) <= 255
            assert 60 < len(text.description) < 600
            assert len(text.seo_title or "") <= 255
            assert len(text.seo_description or "") <= 500
        descriptions = [text.description for text in product.texts.values()]
        assert len(set(descriptions)) == len(descriptions)


def test_russian_is_cyrillic_and_every_description_is_its_own() -> None:
    descriptions = [text.description for product in PRODUCTS for text in product.texts.values()]

    assert len(set(descriptions)) == len(descriptions)
    for product in PRODUCTS:
        if "ru" in product.texts:
            letters = [c for c in product.texts["ru"].description if c.isalpha()]
            assert sum("а" <= c.lower() <= "я" or c in "ёЁ" for c in letters) > 0.9 * len(letters)


def test_stock_and_status_show_every_case() -> None:
    statuses = Counter(product.status for product in FERNHOLT.products)
    variants = [v for product in FERNHOLT.products for v in product.variants]

    assert statuses == {"active": 56, "draft": 3, "archived": 1}
    assert any(v.stock == 0 and not v.backorder for v in variants)
    assert any(v.stock == 0 and v.backorder for v in variants)
    assert any(0 < v.stock <= 3 for v in variants)
    assert sum(price.compare_at is not None for v in variants for price in v.prices) > 20


def test_variant_title_follows_the_locale() -> None:
    pack = find_product("ridge-trekking-pack")

    assert pack is not None
    assert variant_title(pack, pack.variants[0], "en") == "Moss / 45 L"
    assert variant_title(pack, pack.variants[0], "ru") == "Мох / 45 л"
    assert variant_title(pack, pack.variants[0], "fr") == "Moss / 45 L"


def test_prose_joins_wrapped_lines_and_keeps_lists() -> None:
    assert (
        prose("""
        One line
        and its rest.

        - first
        - second
          continued
    """)
        == "One line and its rest.\n\n- first\n- second continued"
    )
