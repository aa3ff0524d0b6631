"""What every engine does alike."""

from __future__ import annotations

import pytest

from rustok_index.backends.meilisearch import MeilisearchBackend
from rustok_index.backends.protocol import ListsEntities
from rustok_index.dto.search import FACETS, Dictionary, SearchSort
from rustok_index.errors import IndexMissing
from tests.rustok_index.backends.conftest import Engine, entry, synonyms


@pytest.mark.parametrize(
    ("locale", "title", "question"),
    [
        ("en", "Running shoes", "run shoe"),
        ("en", "Café table", "cafe"),
        ("en", "Oak chair", "OAK CHA"),
        ("en-GB", "Running shoes", "shoe"),
        ("ru", "Красивые машины", "красивая машина"),
        ("ru", "Ёлочные игрушки", "елочная игрушка"),
        ("ru", "Деревянный стол", "деревянные столы"),
        ("de", "Schöne Stühle", "schoner stuhl"),
        ("de", "Schöne Stühle", "schoene stuehle"),
        ("de", "Schoene Stuehle", "schöner stuhl"),
        ("de", "Große Tische", "grosser tisch"),
        ("fr", "Chaise élégante", "chaises elegantes"),
        ("es", "Mesas de madera", "mesa madera"),
        ("it", "Sedie di legno", "sedia legno"),
        ("pt", "Cadeiras confortáveis", "cadeira confortavel"),
        ("nl", "Houten stoelen", "houten stoel"),
        ("sv", "Röda stolar", "röd stol"),
        ("pl", "Krzesło dębowe", "krzeslo"),
        ("uk", "Дубовий стілець", "дубовий"),
        ("ja", "東京都の地図", "東京"),
        ("ja", "東京都の地図", "地図"),
        ("zh", "红色连衣裙 XL", "连衣裙 xl"),
        ("ko", "빨간 드레스", "드레스"),
        ("th", "เก้าอี้ไม้", "ไม้"),
        ("hi", "हिन्दी किताब", "हिन्दी"),
    ],
)
def test_words_are_found_in_their_forms(engine: Engine, locale: str, title: str, question: str) -> None:
    wanted = entry(title, locale=locale)
    engine.write(wanted, entry("Zzz", locale=locale))

    assert engine.find(question, locale) == [wanted.entity_id]


@pytest.mark.parametrize(
    ("locale", "title", "question", "meant"),
    [
        ("en", "Wardrobe", "wadrobe", "wardrobe"),
        ("en", "Bookshelf", "bokshelf", "bookshelf"),
        ("en", "Oak chair", "oak chiar", "oak chair"),
        ("ru", "Холодильник", "халадильник", "холодильник"),
        ("ru", "Красивые машины", "красивая мошина", "красивая машины"),
        ("de", "Bücherregale", "bucheregal", "bücherregale"),
        ("de", "Schöne Stühle", "schöne sthüle", "schöne stühle"),
        ("fr", "Fauteuil", "fauteil", "fauteuil"),
    ],
)
def test_a_typing_error_is_forgiven_and_corrected(
    engine: Engine, locale: str, title: str, question: str, meant: str | None
) -> None:
    wanted = entry(title, locale=locale)
    engine.write(wanted, entry("Zzz", locale=locale))

    hits = engine.ask(question, locale)

    assert hits.ids == (wanted.entity_id,)
    assert meant is None or hits.did_you_mean == meant


@pytest.mark.parametrize(("locale", "title", "question"), [("ru", "Стол", "столоми"), ("de", "Stuhl", "stuhlems")])
def test_a_mistyped_ending_is_forgiven(engine: Engine, locale: str, title: str, question: str) -> None:
    if isinstance(engine.backend, MeilisearchBackend):
        pytest.skip("the server forgives letters and knows no endings")
    wanted = entry(title, locale=locale)
    engine.write(wanted, entry("Zzz", locale=locale))

    assert engine.find(question, locale) == [wanted.entity_id]


def test_what_is_found_is_not_corrected_and_numbers_never_are(engine: Engine) -> None:
    engine.write(entry("Model 20451"), *(entry(f"Oak chair {n}") for n in range(4)))

    assert engine.ask("oak chair").did_you_mean is None
    assert engine.find("20452") == []
    assert engine.ask("20452").did_you_mean is None


def test_a_correction_is_of_the_same_language(engine: Engine) -> None:
    engine.write(entry("Wardrobe"), entry("Garderobe", locale="de"))

    assert engine.ask("wardrobr", "de").did_you_mean is None
    assert engine.ask("wardrobr", "en").did_you_mean == "wardrobe"


def test_a_fallback_is_found_in_its_own_language(engine: Engine) -> None:
    wanted = entry("Oak chairs", locale="ru", language="en")
    engine.write(wanted)

    assert engine.find("chair", "ru", languages=("ru", "en")) == [wanted.entity_id]
    assert engine.find("chair", "en") == []


@pytest.mark.parametrize(
    ("locale", "title", "question"),
    [
        ("en", "Lamp", "the lamp for a"),
        ("en", "The Who", "the who"),
        ("de", "Tisch", "der tisch"),
        ("ru", "Стол", "и стол"),
    ],
)
def test_stop_words_of_the_language_do_not_narrow(engine: Engine, locale: str, title: str, question: str) -> None:
    wanted = entry(title, locale=locale)
    engine.write(wanted)

    assert engine.find(question, locale) == [wanted.entity_id]


def test_a_tenants_stop_words_do_not_narrow_unless_alone(engine: Engine) -> None:
    wanted = entry("Lamp")
    named = entry("Cheap trick")
    engine.write(wanted, named)
    dictionary = Dictionary(stop_words=frozenset({"cheap"}))

    assert engine.find("cheap lamp", dictionary=dictionary) == [wanted.entity_id]
    assert engine.find("cheap", dictionary=dictionary) == [named.entity_id]


def test_synonyms_find_what_is_called_otherwise(engine: Engine) -> None:
    sofa, couch, chair = entry("Sofa bed"), entry("Couch"), entry("Chair")
    engine.write(sofa, couch, chair)
    dictionary = synonyms(couch=("sofa",), place_to_sit=("chair",))

    assert engine.find("couch", dictionary=dictionary) == [couch.entity_id, sofa.entity_id]
    assert engine.find("sofa", dictionary=dictionary) == [sofa.entity_id]
    assert engine.find("couch bed", dictionary=dictionary) == [sofa.entity_id]
    assert set(engine.find("couches", dictionary=dictionary)) == {couch.entity_id, sofa.entity_id}
    assert engine.find("nothing else", dictionary=dictionary) == []


def test_pins_come_first_in_their_order_whatever_they_are_called(engine: Engine) -> None:
    lamps = [entry(f"Lamp {n}") for n in range(3)]
    other = entry("Candle", tags=("sale",))
    engine.write(*lamps, other)
    dictionary = Dictionary(pins={("lamp",): (other.entity_id, lamps[2].entity_id)})

    hits = engine.ask("Lamp", dictionary=dictionary)

    assert hits.ids[:2] == (other.entity_id, lamps[2].entity_id)
    assert (set(hits.ids), hits.total) == ({e.entity_id for e in (*lamps, other)}, 4)
    first = engine.ask("Lamp", dictionary=dictionary, limit=3)
    second = engine.ask("Lamp", dictionary=dictionary, limit=3, offset=3)
    assert first.ids + second.ids == hits.ids
    assert engine.find("Lamp", dictionary=dictionary, tags=("sale",)) == [other.entity_id]
    assert other.entity_id not in engine.find("lamps", dictionary=dictionary)


def test_a_title_counts_more_than_a_text_and_a_sku_most(engine: Engine) -> None:
    in_text = entry("Lamp", text="stands beside an oak")
    in_title = entry("Oak chair")
    sku = entry("Table", skus=("OAK",))
    engine.write(in_text, in_title, sku)

    assert engine.find("oak") == [sku.entity_id, in_title.entity_id, in_text.entity_id]


def test_the_beginning_of_an_article_number_is_enough(engine: Engine) -> None:
    wanted = entry("Table", skus=("AB-1234-X",))
    engine.write(wanted, entry("Chair", skus=("CD-1",)))

    assert engine.find("ab-1234-x") == [wanted.entity_id]
    assert engine.find("AB-123") == [wanted.entity_id]


def test_beginnings_of_titles_alone_are_suggested(engine: Engine) -> None:
    chair = entry("Oak chair")
    engine.write(chair, entry("Lamp", text="goes with a chair"))

    assert engine.find("cha", prefix_only=True) == [chair.entity_id]
    assert engine.find("chiar", prefix_only=True) == [chair.entity_id]


@pytest.mark.parametrize(
    "question", ['"', "title:x", "a AND (", "+-!", "\\", "*", "'", "ё" * 500, "x " * 300, "\u202e", " ", "%", "_", "😀"]
)
def test_no_question_is_an_error(engine: Engine, question: str) -> None:
    engine.write(entry("Oak chair"))

    engine.ask(question)


def test_filters_must_all_hold_and_values_of_one_are_alternatives(engine: Engine) -> None:
    red = entry("Red", options=("colour=red", "size=s"), tags=("sale",), categories=("A",), collections=("C",))
    blue = entry("Blue", options=("colour=blue", "size=s"), tags=("new",), categories=("A", "B"), has_stock=True)
    green = entry("Green", options=("colour=green", "size=m"), categories=("B",), kind="bundle")
    engine.write(red, blue, green)

    def found(**filters: object) -> set[str]:
        names = {red.entity_id: "red", blue.entity_id: "blue", green.entity_id: "green"}
        return {names[i] for i in engine.find(**filters)}  # type: ignore[arg-type]

    assert found(options=("colour=red",)) == {"red"}
    assert found(options=("colour=red", "colour=blue")) == {"red", "blue"}
    assert found(options=("colour=red", "colour=green", "size=m")) == {"green"}
    assert found(tags=("sale", "new")) == {"red", "blue"}
    assert found(categories=("A",), has_stock=True) == {"blue"}
    assert found(collections=("C",)) == {"red"}
    assert found(categories=("B",), collections=("C",)) == set()
    assert found(has_stock=False) == {"red", "green"}
    assert found(kinds=("bundle",)) == {"green"}


def test_an_entry_is_found_only_where_it_can_be_bought(engine: Engine) -> None:
    everywhere, web, nowhere = entry("Oak 1"), entry("Oak 2", channels=("web",)), entry("Oak 3", channels=())
    engine.write(everywhere, web, nowhere)

    assert set(engine.find("oak", channel="web")) == {everywhere.entity_id, web.entity_id}
    assert engine.find("oak", channel="shop") == [everywhere.entity_id]
    assert engine.ask("oak").total == 3


def test_prices_are_of_a_market_in_filters_and_orders(engine: Engine) -> None:
    cheap = entry("Cheap", prices={"web:EUR": 100, "web:USD": 900})
    dear = entry("Dear", prices={"web:EUR": 500, "web:USD": 200})
    unpriced = entry("Unpriced")
    engine.write(cheap, dear, unpriced)

    assert engine.find(market="web:EUR", sort=SearchSort.PRICE) == [cheap.entity_id, dear.entity_id, unpriced.entity_id]
    assert engine.find(market="web:USD", sort=SearchSort.PRICE)[:2] == [dear.entity_id, cheap.entity_id]
    assert engine.find(market="web:EUR", sort=SearchSort.PRICE_DESCENDING) == [
        dear.entity_id,
        cheap.entity_id,
        unpriced.entity_id,
    ]
    assert engine.find(market="web:EUR", price_min=101) == [dear.entity_id]
    assert engine.find(market="web:EUR", price_max=100) == [cheap.entity_id]
    assert engine.find(market="web:USD", price_min=200, price_max=900, limit=1, sort=SearchSort.PRICE) == [
        dear.entity_id
    ]
    assert engine.find(market="shop:EUR", price_min=1) == []


def test_new_ones_and_titles_give_orders_with_and_without_a_text(engine: Engine) -> None:
    b, a, c = entry("b oak", created=30), entry("Äpfel oak", created=20), entry("Ceder oak", created=10)
    engine.write(b, c, a)

    assert engine.find() == engine.find(sort=SearchSort.NEWEST) == [b.entity_id, a.entity_id, c.entity_id]
    assert engine.find("oak", sort=SearchSort.NEWEST, offset=1) == [a.entity_id, c.entity_id]
    assert engine.find("oak", sort=SearchSort.TITLE) == [a.entity_id, b.entity_id, c.entity_id]


def test_all_facets_are_counted(engine: Engine) -> None:
    engine.write(
        entry(
            "Oak 1",
            tags=("sale",),
            categories=("A", "B"),
            collections=("C",),
            options=("colour=red", "size=s"),
            prices={"web:EUR": 150},
            has_stock=True,
        ),
        entry("Oak 2", tags=("sale", "new"), categories=("A",), options=("colour=blue",), prices={"web:EUR": 1900}),
        entry("Elm", tags=("old",)),
        entry("Eiche", locale="de", tags=("alt",)),
    )

    facets = engine.ask("oak", market="web:EUR", facets=FACETS).facets

    assert facets == {
        "kinds": {"product": 2},
        "categories": {"A": 2, "B": 1},
        "collections": {"C": 1},
        "tags": {"sale": 2, "new": 1},
        "options": {"colour=red": 1, "colour=blue": 1, "size=s": 1},
        "availability": {"in_stock": 1, "sold_out": 1},
        "price": {"min": 150, "max": 1900},
        "price_ranges": {"100-200": 1, "1000-2000": 1},
    }
    nothing = engine.ask("nothing at all", market="web:EUR", facets=FACETS).facets
    assert nothing["tags"] == nothing["options"] == nothing["price"] == nothing["price_ranges"] == {}
    assert nothing["availability"] == {"in_stock": 0, "sold_out": 0}


def test_a_facets_own_filter_does_not_narrow_its_counts(engine: Engine) -> None:
    engine.write(
        entry("1", options=("colour=red", "size=s"), tags=("sale",), prices={"EUR": 150}, has_stock=True),
        entry("2", options=("colour=red", "size=m"), prices={"EUR": 250}),
        entry("3", options=("colour=blue", "size=s"), tags=("new",), prices={"EUR": 350}, has_stock=True),
    )

    red = engine.ask(options=("colour=red",), facets=("options", "tags")).facets
    assert red["options"] == {"colour=red": 2, "colour=blue": 1, "size=s": 1, "size=m": 1}
    assert red["tags"] == {"sale": 1}
    small_red = engine.ask(options=("colour=red", "size=s"), facets=("options",)).facets
    assert small_red["options"] == {"colour=red": 1, "colour=blue": 1, "size=s": 1, "size=m": 1}
    on_sale = engine.ask(tags=("sale",), facets=("tags", "options")).facets
    assert on_sale["tags"] == {"sale": 1, "new": 1}
    assert on_sale["options"] == {"colour=red": 1, "size=s": 1}
    cheap = engine.ask(market="EUR", price_max=200, facets=("price", "availability")).facets
    assert cheap["price"] == {"min": 150, "max": 350}
    assert cheap["availability"] == {"in_stock": 1, "sold_out": 0}
    stocked = engine.ask(market="EUR", has_stock=True, facets=("price", "availability")).facets
    assert stocked["price_ranges"] == {"100-200": 1, "200-500": 1}
    assert stocked["availability"] == {"in_stock": 2, "sold_out": 1}


def test_pages_follow_one_another(engine: Engine) -> None:
    entries = [entry(f"Oak {n:02}", created=n) for n in range(25)]
    engine.write(*entries)

    pages = [engine.ask("oak", limit=10, offset=offset) for offset in (0, 10, 20, 30)]

    assert [page.total for page in pages] == [25] * 4
    assert [len(page.ids) for page in pages] == [10, 10, 5, 0]
    assert len({entity_id for page in pages for entity_id in page.ids}) == 25


def test_writing_twice_changes_nothing_and_a_rewrite_replaces(engine: Engine) -> None:
    wanted = entry("Oak chair")
    engine.write(wanted, entry("Eichenstuhl", locale="de", entity_id=wanted.entity_id))
    engine.write(wanted, entry("Eichenstuhl", locale="de", entity_id=wanted.entity_id))
    assert engine.backend.count(engine.tenant_id, engine.index) == 2
    if isinstance(engine.backend, ListsEntities):
        assert engine.backend.entities(engine.tenant_id, engine.index) == {wanted.entity_id: 2}

    engine.write(entry("Ash chair", entity_id=wanted.entity_id))

    assert engine.find("oak") == engine.find("eichenstuhl", "de") == []
    assert engine.find("ash") == [wanted.entity_id]
    engine.write(remove=[wanted.entity_id])
    assert engine.backend.count(engine.tenant_id, engine.index) == 0


def test_a_locale_is_forgotten(engine: Engine) -> None:
    wanted = entry("Oak chair")
    engine.write(wanted, entry("Eichenstuhl", locale="de", entity_id=wanted.entity_id))

    engine.backend.remove_locale(engine.tenant_id, engine.index, "de")

    assert engine.find("eichenstuhl", "de") == []
    assert engine.find("oak") == [wanted.entity_id]


def test_a_replacement_holds_its_entries_alone(engine: Engine) -> None:
    engine.write(entry("Oak chair"))

    assert engine.backend.replace(engine.tenant_id, engine.index, [entry("Ash chair"), entry("Elm chair")]) == 2

    assert engine.backend.count(engine.tenant_id, engine.index) == 2
    assert engine.find("oak") == []


def test_a_replacement_by_nothing_is_an_empty_index(engine: Engine) -> None:
    assert engine.backend.replace(engine.tenant_id, engine.index, []) == 0

    assert engine.backend.exists(engine.tenant_id, engine.index)
    assert engine.find("oak") == []


def test_a_lost_index_says_so_and_is_built_anew(engine: Engine) -> None:
    wanted = entry("Oak chair")
    engine.write(wanted)

    engine.backend.drop(engine.tenant_id, engine.index)

    assert not engine.backend.exists(engine.tenant_id, engine.index)
    assert engine.backend.count(engine.tenant_id, engine.index) == 0
    with pytest.raises(IndexMissing):
        engine.ask("oak")
    engine.backend.replace(engine.tenant_id, engine.index, [wanted])
    assert engine.find("oak") == [wanted.entity_id]


def test_indexes_of_a_tenant_are_apart(engine: Engine) -> None:
    engine.write(entry("Oak chair"))
    content = Engine(engine.backend, engine.tenant_id, "content")

    content.write(post := entry("Oak and its care", kind="post"))

    assert content.find("oak") == [post.entity_id]
    assert engine.ask("oak").total == 1


def test_scores_of_two_indexes_compare(engine: Engine) -> None:
    content = Engine(engine.backend, engine.tenant_id, "content")
    engine.write(entry("Oak chair"), *(entry(f"Lamp {n}", text="oak") for n in range(20)))
    content.write(entry("Oak care", kind="post"), *(entry(f"Post {n}", kind="post") for n in range(50)))

    products, posts = engine.ask("oak").scores, content.ask("oak").scores

    assert len(products) == 21
    assert len(posts) == 1
    # A title in one index beats a mere mention in the other.
    assert posts[0] > products[1]
    assert products[0] > products[1]
    assert list(products) == sorted(products, reverse=True)


def test_another_tenant_sees_and_changes_nothing(engine: Engine, other_engine: Engine) -> None:
    wanted = entry("Oak chair", tags=("sale",))
    engine.write(wanted)

    with other_engine.scope():
        with pytest.raises(IndexMissing):
            other_engine.ask("oak")
        other_engine.write(own := entry("Oak table"))
        assert other_engine.find("oak") == [own.entity_id]
        assert other_engine.ask("oka", facets=("tags",)).facets == {"tags": {}}
        other_engine.backend.write(other_engine.tenant_id, "products", remove=[wanted.entity_id], entries=())
        other_engine.backend.drop(other_engine.tenant_id, "products")

    assert engine.find("oak") == [wanted.entity_id]


def test_one_of_the_words_is_enough_where_it_is_asked_so(engine: Engine) -> None:
    both, one, none = entry("Oak chair"), entry("Oak table"), entry("Lamp")
    engine.write(both, one, none)

    assert engine.find("oak chair") == [both.entity_id]
    assert engine.find("oak chair please", any_word=True) == [both.entity_id, one.entity_id]


def test_typing_errors_are_not_forgiven_where_it_is_asked_so(engine: Engine) -> None:
    if isinstance(engine.backend, MeilisearchBackend):
        pytest.skip("the server forgives by itself")
    wardrobe = entry("Wardrobe")
    engine.write(wardrobe)

    assert engine.find("wadrobe") == [wardrobe.entity_id]
    assert engine.find("wadrobe", exact=True) == []
