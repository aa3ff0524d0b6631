import re
from collections import Counter

import pytest

from rustok_content.demo.library import ACME, FERNHOLT, LIBRARIES
from rustok_content.demo.records import Library, prose

BOTH = pytest.mark.parametrize("library", [FERNHOLT, ACME], ids=lambda library: library.tenant)
TEXTS = [text for library in LIBRARIES.values() for node in library.nodes for text in node.texts.values()]


def untranslated(kind: str, locale: str) -> list[str]:
    return sorted(node.slug for node in FERNHOLT.nodes if node.kind == kind and locale not in node.texts)


def test_counts() -> None:
    assert Counter(node.kind for node in FERNHOLT.nodes) == {"post": 12, "page": 8}
    assert Counter(node.kind for node in ACME.nodes) == {"post": 3, "page": 2}
    assert Counter(node.category for node in FERNHOLT.nodes if node.kind == "post") == {
        "guides": 4,
        "stories": 4,
        "care": 4,
    }


def test_the_eight_pages_of_a_shop_are_there() -> None:
    pages = {node.slug for node in FERNHOLT.nodes if node.kind == "page"}

    assert pages == {
        "about", "shipping", "returns", "contact", "privacy", "terms", "size-guide", "sustainability",
    }  # fmt: skip


@BOTH
def test_references_lead_somewhere_and_keys_are_unique(library: Library) -> None:
    authors = {author.key for author in library.authors}
    categories = {category.slug for category in library.categories}
    keys = [(node.kind, node.slug) for node in library.nodes]

    assert len(set(keys)) == len(keys)
    assert {node.author for node in library.nodes} == authors
    assert {node.category for node in library.nodes if node.kind == "post"} == categories
    assert all(node.category is None for node in library.nodes if node.kind == "page")
    assert all(set(category.names) == set(library.locales) for category in library.categories)


@BOTH
def test_english_is_the_original_and_comes_first(library: Library) -> None:
    for node in library.nodes:
        assert next(iter(node.texts)) == library.locales[0] == "en"
        assert set(node.texts) <= set(library.locales)


def test_bodies_are_of_readable_length_with_headings_and_lists() -> None:
    for text in TEXTS:
        assert 110 <= len(re.findall(r"\w+", text.body)) <= 400, text.title
        assert re.search(r"^## \S", text.body, re.M), text.title
        assert re.search(r"^(- |\d+\. )\S", text.body, re.M), text.title
        assert 0 < len(text.title) <= 255
        assert 0 < len(text.excerpt) <= 200
    for node in (*FERNHOLT.nodes, *ACME.nodes):
        assert len(re.findall(r"\w+", node.texts["en"].body)) >= 150, node.slug


def test_some_texts_are_untranslated_so_that_fallback_shows() -> None:
    assert untranslated("page", "ru") == ["terms"]
    assert untranslated("page", "de") == ["sustainability", "terms"]
    assert len(untranslated("post", "ru")) == 5
    assert len(untranslated("post", "de")) == 6


def test_russian_is_cyrillic() -> None:
    for node in FERNHOLT.nodes:
        if "ru" in node.texts:
            letters = [c for c in node.texts["ru"].body if c.isalpha()]
            assert sum("а" <= c.lower() <= "я" or c in "ёЁ" for c in letters) > 0.85 * len(letters), node.slug


def test_published_at_is_aware_and_differs_between_posts() -> None:
    posts = [node for library in LIBRARIES.values() for node in library.nodes if node.kind == "post"]

    assert all(node.published_at.utcoffset() is not None for node in posts)
    assert len({node.published_at for node in posts}) == len(posts)


def test_prose_joins_paragraphs_and_keeps_structure() -> None:
    assert (
        prose("""
        ## Head

        One line
        and its rest.

        1. first
           continued
        2. second

        | a | b |
        | --- | --- |
        | 1 | 2 |
    """)
        == "## Head\n\nOne line and its rest.\n\n1. first continued\n2. second\n\n| a | b |\n| --- | --- |\n| 1 | 2 |"
    )
