"""What the embedded engine is asked: a question put in its queries, and its answer."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final
from uuid import UUID

from tantivy import FieldType, Occur, Order, Query

from rustok_index.backends import analysis
from rustok_index.backends.analysis import Word
from rustok_index.backends.facets import PRICE_BOUNDS, availability, price_facets
from rustok_index.dto.search import Hits, SearchQuery, SearchSort

EVERYWHERE: Final = "*"
"""Stands for all channels."""

MOST_MARKETS: Final = 256
"""How many markets (channel and currency) have prices in one folder."""

# Above what words can add up to: who types an article number wants that article.
_SKU_SCORE: Final = 1000.0
_SKU_BEGINNING_SCORE: Final = 20.0
_SKU_BEGINNING_FROM: Final = 3
_PIN_SCORE: Final = 100_000.0
_SYNONYM_WEIGHT: Final = 0.7
# A guess is worth less than any match, whichever index it is in.
_GUESS_WEIGHT: Final = 0.05
_FEW: Final = 2
_TITLES_TO_LEARN_FROM: Final = 20
_MOST_VALUES: Final = {"kinds": 100, "categories": 200, "collections": 200, "tags": 200, "options": 1000}


def price_column(place: int) -> str:
    """Return the name of a market's column."""
    return f"price_{place}"


class Question:
    """One question of one folder."""

    def __init__(self, index: Any, markets: Sequence[str], query: SearchQuery) -> None:
        self._schema = index.schema
        self._searcher = index.searcher()
        self._query = query
        self._languages = query.languages or (query.locale,)
        self._price = price_column(markets.index(query.market)) if query.market in markets else None
        typed = analysis.words(query.text, self._languages)
        self._pins = query.dictionary.pins.get(tuple(word.text for word in typed), ())
        if query.prefix_only and len(typed) > 1:
            # What is being typed may only look like a stop word so far.
            typed = [*analysis.important(typed[:-1], self._languages, query.dictionary.stop_words), typed[-1]]
        else:
            typed = analysis.important(typed, self._languages, query.dictionary.stop_words)
        self._words = typed
        self._filters = dict(self._make_filters())

    def answer(self) -> Hits:
        """Search, with typing errors forgiven where nothing is found without."""
        query = self._query
        if query.text.strip() and not self._words:
            return Hits(ids=(), total=0)
        guessed = False
        asked = self._asked(fuzzy=False)
        found = self._search(asked)
        if self._words and not query.exact and not found.count:
            guessed, asked = True, self._asked(fuzzy=True)
            found = self._search(asked)
        addresses = [address for _, address in found.hits]
        ids = tuple(UUID(hex=self._searcher.doc(address)["entity"][0]) for address in addresses)
        scores: tuple[float, ...] = ()
        if self._words and query.sort is SearchSort.RELEVANCE:
            weight = (_GUESS_WEIGHT if guessed else 1.0) / self._rarity()
            scores = tuple(
                # A pin's place is the same in every index.
                score if score >= _PIN_SCORE / 2 else min(score * weight, _PIN_SCORE / 4)
                for score, _ in found.hits
            )
        facets = self._facets(guessed, found.count) if query.facets else {}
        meant = None
        if self._words and not query.prefix_only and not query.offset and (guessed or found.count <= _FEW):
            meant = self._meant()
        return Hits(ids=ids, total=found.count, scores=scores, facets=facets, did_you_mean=meant)

    def _search(self, asked: Any) -> Any:
        query = self._query
        column, order = "", Order.Desc
        match query.sort:
            case SearchSort.RELEVANCE:
                column = "" if self._words or self._pins else "created"
            case SearchSort.NEWEST:
                column = "created"
            case SearchSort.PRICE:
                column, order = self._price or "created", Order.Asc if self._price else Order.Desc
            case SearchSort.PRICE_DESCENDING:
                column = self._price or "created"
            case SearchSort.TITLE:
                column, order = "title_order", Order.Asc
        if not column:
            return self._searcher.search(asked, limit=query.limit, offset=query.offset)
        return self._searcher.search(asked, limit=query.limit, offset=query.offset, order_by_field=column, order=order)

    def _asked(self, *, fuzzy: bool, scored: bool = True, without: str | None = None) -> Any:
        """Put all conditions together, except the filter of one facet."""
        parts = [condition for name, condition in self._filters.items() if name != without]
        must = [(Occur.Must, Query.const_score_query(part, 0.0)) for part in parts]
        if self._words:
            must.append((Occur.Must, self._text(fuzzy=fuzzy, scored=scored)))
        return Query.boolean_query(must)

    def _make_filters(self) -> Iterator[tuple[str, Any]]:
        query, schema = self._query, self._schema
        yield "locale", Query.term_query(schema, "locale", query.locale)
        if query.kinds:
            yield "kinds", self._any_of("kind", query.kinds)
        if query.channel is not None:
            # A set of terms costs more than the rest of the question: it walks the dictionary.
            yield (
                "channel",
                _either([Query.term_query(schema, "channels", name) for name in (query.channel, EVERYWHERE)]),
            )
        for name, values in (
            ("categories", query.categories),
            ("collections", query.collections),
            ("tags", query.tags),
        ):
            if values:
                yield name, self._any_of(name, values)
        for name, values in query.options_by_name.items():
            yield f"options.{name}", self._any_of("options", values)
        if query.has_stock is not None:
            yield "availability", Query.term_query(schema, "has_stock", query.has_stock)
        if query.price_min is not None or query.price_max is not None:
            if self._price is None:
                yield "price", Query.empty_query()
            else:
                yield (
                    "price",
                    Query.range_query(schema, self._price, FieldType.Integer, query.price_min, query.price_max),
                )

    def _any_of(self, field: str, values: Sequence[str]) -> Any:
        return _either([Query.term_query(self._schema, field, value) for value in values])

    def _text(self, *, fuzzy: bool, scored: bool) -> Any:
        """Require every word. Only where it is scored, a word in the title counts more."""
        parts = []
        segments = analysis.with_synonyms(self._words, self._query.dictionary.synonyms, self._languages)
        for place, segment in enumerate(segments):
            unfinished = place == len(segments) - 1
            occurs = Occur.Should if self._query.any_word else Occur.Must
            parts.append((occurs, self._segment(segment, unfinished=unfinished, fuzzy=fuzzy)))
            if scored and not self._query.prefix_only:
                parts += [(Occur.Should, part) for part in self._in_title(segment, unfinished=unfinished, fuzzy=fuzzy)]
        either = [Query.boolean_query(parts)]
        for place, entity_id in enumerate(self._pins):
            pinned = Query.term_query(self._schema, "entity", entity_id.hex)
            # Steps that single precision can tell apart.
            either.append(Query.const_score_query(pinned, _PIN_SCORE * (1 + len(self._pins) - place)))
        if not self._query.prefix_only:
            sku = self._query.text.strip().lower()
            either.append(Query.const_score_query(Query.term_query(self._schema, "skus", sku), _SKU_SCORE))
            if len(sku) >= _SKU_BEGINNING_FROM and any(char.isdigit() for char in sku):
                begins = Query.fuzzy_term_query(self._schema, "skus", sku, distance=0, prefix=True)
                either.append(Query.const_score_query(begins, _SKU_BEGINNING_SCORE))
        return _either(either)

    def _segment(self, alternatives: list[list[Word]], *, unfinished: bool, fuzzy: bool) -> Any:
        either = []
        for number, words in enumerate(alternatives):
            typed = number == 0
            parts = [
                self._word(word, prefix=typed and unfinished and place == len(words) - 1, fuzzy=typed and fuzzy)
                for place, word in enumerate(words)
            ]
            whole = parts[0] if len(parts) == 1 else Query.boolean_query([(Occur.Must, part) for part in parts])
            either.append(whole if typed else Query.boost_query(whole, _SYNONYM_WEIGHT))
        return _either(either)

    def _word(self, word: Word, *, prefix: bool, fuzzy: bool) -> Any:
        """Find one word: by its stem, which every text has of every word, or by how it begins."""
        schema = self._schema
        field, stems = ("title", "title_stems") if self._query.prefix_only else ("text", "text_stems")
        if word.grams:
            either = [self._neighbours(field, word.grams)]
            if fuzzy and len(word.grams) > 1:
                some = [(Occur.Should, Query.term_query(schema, field, gram)) for gram in word.grams]
                most = Query.boolean_query(some, minimum_number_should_match=(len(some) + 1) // 2)
                either.append(Query.boost_query(most, 0.1))
            return _either(either)
        either = [Query.term_query(schema, stems, term) for term in dict.fromkeys((*word.stems, *word.spellings))]
        if prefix:
            for spelling in word.spellings:
                starts = Query.fuzzy_term_query(schema, field, spelling, distance=0, prefix=True)
                either.append(Query.boost_query(starts, 0.35))
        if fuzzy and word.typos:
            either += self._mistyped(word, field, 0.25, prefix=prefix)
        return _either(either)

    def _in_title(self, alternatives: list[list[Word]], *, unfinished: bool, fuzzy: bool) -> Iterator[Any]:
        """What a title adds to the score: most for the word as it is written, least for a beginning."""
        schema = self._schema
        for number, words in enumerate(alternatives):
            weight = 3.0 if number == 0 else 3.0 * _SYNONYM_WEIGHT
            for place, word in enumerate(words):
                if word.grams:
                    yield Query.boost_query(self._neighbours("title", word.grams), weight)
                    continue
                for spelling in word.spellings:
                    yield Query.boost_query(Query.term_query(schema, "title", spelling), weight)
                for stem in word.stems:
                    yield Query.boost_query(Query.term_query(schema, "title_stems", stem), weight * 0.8)
                if number == 0 and unfinished and place == len(words) - 1 and not self._is_whole(word):
                    for spelling in word.spellings:
                        starts = Query.fuzzy_term_query(schema, "title", spelling, distance=0, prefix=True)
                        yield Query.boost_query(starts, weight * 0.35)
                if number == 0 and fuzzy and word.typos:
                    yield from self._mistyped(word, "title", weight / 4, prefix=False)

    def _is_whole(self, word: Word) -> bool:
        """Tell whether texts have the very word: then its beginnings are not worth a walk through all titles."""
        return any(self._searcher.doc_freq("text_stems", term) for term in (*word.stems, *word.spellings))

    def _neighbours(self, field: str, grams: Sequence[str]) -> Any:
        if len(grams) > 1:
            return Query.phrase_query(self._schema, field, list(grams))
        if len(grams[0]) > 1:
            return Query.term_query(self._schema, field, grams[0])
        return Query.fuzzy_term_query(self._schema, field, grams[0], distance=0, prefix=True)

    def _mistyped(self, word: Word, field: str, weight: float, *, prefix: bool) -> Iterator[Any]:
        """Find a word with typing errors: as it is written, by its stem, or with another ending."""
        schema = self._schema
        for spelling in word.spellings:
            similar = Query.fuzzy_term_query(schema, field, spelling, distance=word.typos, prefix=prefix)
            yield Query.boost_query(similar, weight)
        for stem in word.stems:
            if typos := analysis.typos_of(stem):
                similar = Query.fuzzy_term_query(schema, f"{field}_stems", stem, distance=typos)
                yield Query.boost_query(similar, weight * 0.8)
        if word.stems:
            for beginning in word.beginnings:
                yield Query.boost_query(Query.term_query(schema, f"{field}_stems", beginning), weight * 0.1)

    def _rarity(self) -> float:
        """Return what the words weigh in this index, so that scores compare with those of another one."""
        documents = self._searcher.num_docs
        weights = 0.0
        for word in self._words:
            term = word.grams[0] if word.grams else word.text
            having = max(self._searcher.doc_freq(field, term) for field in ("title", "text"))
            weights += math.log1p((documents - having + 0.5) / (having + 0.5)) if having <= documents else 0.0
        return max(weights, 0.1)

    def _facets(self, guessed: bool, total: int) -> Mapping[str, Mapping[str, int]]:
        """Count values; a facet whose values are filtered by is counted without that filter, in a pass of its own."""
        query = self._query
        passes: dict[str | None, dict[str, Any]] = {}
        selected = query.options_by_name
        for name in query.facets:
            if name == "options":
                passes.setdefault(None, {})["options"] = _terms("options")
                for option in selected:
                    passes.setdefault(f"options.{option}", {})[f"options.{option}"] = _terms("options")
            elif name == "availability":
                own = name if name in self._filters else None
                passes.setdefault(own, {})[name] = {"terms": {"field": "has_stock"}}
            elif name == "price":
                if self._price is not None:
                    own = name if name in self._filters else None
                    passes.setdefault(own, {}).update(_price_aggregations(self._price))
            else:
                own = name if name in self._filters else None
                passes.setdefault(own, {})[name] = _terms(name)
        counted: dict[str, Any] = {}
        for without, aggregations in passes.items():
            if without is None and not total:
                counted |= {name: {"buckets": []} for name in aggregations}
                continue
            counted |= self._searcher.aggregate(self._asked(fuzzy=guessed, scored=False, without=without), aggregations)
        return _read_facets(query, counted, selected)

    def _meant(self) -> str | None:
        """Return the question with the words that the index has in place of those it does not."""
        strange = [word for word in self._words if word.typos and not self._is_known(word)]
        if not strange:
            return None
        found: dict[str, str] = {}
        for word in strange:
            meant = analysis.correction(word, self._titles_like(word), self._languages)
            if meant is not None:
                found[word.text] = meant
        if not found:
            return None
        typed = analysis.words(self._query.text, self._languages)
        return " ".join(found.get(word.text, word.written or word.text) for word in typed)

    def _is_known(self, word: Word) -> bool:
        either = [
            Query.term_query(self._schema, field, spelling)
            for spelling in word.spellings
            for field in ("title", "text")
        ]
        either += [
            Query.term_query(self._schema, field, stem)
            for stem in word.stems
            for field in ("title_stems", "text_stems")
        ]
        asked = Query.boolean_query([(Occur.Must, self._filters["locale"]), (Occur.Must, _either(either))])
        return bool(self._searcher.search(asked, limit=1).count)

    def _titles_like(self, word: Word) -> list[str]:
        """Return titles in the locale that have a word like this one, or the one it begins like."""
        like = _either(list(self._mistyped(word, "title", 1.0, prefix=False)))
        asked = Query.boolean_query(
            [(Occur.Must, Query.const_score_query(self._filters["locale"], 0.0)), (Occur.Must, like)]
        )
        hits = self._searcher.search(asked, limit=_TITLES_TO_LEARN_FROM, count=False).hits
        return [self._searcher.doc(address)["title"][0] for _, address in hits]


def _either(parts: Sequence[Any]) -> Any:
    return parts[0] if len(parts) == 1 else Query.boolean_query([(Occur.Should, part) for part in parts])


def _terms(field: str) -> dict[str, Any]:
    return {"terms": {"field": "kind" if field == "kinds" else field, "size": _MOST_VALUES[field]}}


def _price_aggregations(column: str) -> dict[str, Any]:
    ranges = [{"from": low, "to": high} for low, high in pairwise(PRICE_BOUNDS)]
    return {"price": {"stats": {"field": column}}, "price_ranges": {"range": {"field": column, "ranges": ranges}}}


def _read_facets(
    query: SearchQuery, counted: Mapping[str, Any], selected: Mapping[str, Sequence[str]]
) -> Mapping[str, Mapping[str, int]]:
    facets: dict[str, Mapping[str, int]] = {}
    for name in query.facets:
        if name == "price":
            stats = counted.get("price", {})
            ranges = counted.get("price_ranges", {"buckets": []})["buckets"]
            facets |= price_facets(
                stats.get("min"),
                stats.get("max"),
                {int(b["from"]): b["doc_count"] for b in ranges if b.get("from") is not None},
            )
        elif name == "availability":
            counts = {bool(b["key"]): int(b["doc_count"]) for b in counted[name]["buckets"]}
            facets[name] = availability(counts)
        elif name == "options":
            values = {str(b["key"]): int(b["doc_count"]) for b in counted["options"]["buckets"]}
            kept = {value: count for value, count in values.items() if value.partition("=")[0] not in selected}
            for option in selected:
                for bucket in counted[f"options.{option}"]["buckets"]:
                    if str(bucket["key"]).partition("=")[0] == option:
                        kept[str(bucket["key"])] = int(bucket["doc_count"])
            facets[name] = kept
        else:
            facets[name] = {str(b["key"]): int(b["doc_count"]) for b in counted[name]["buckets"]}
    return facets
