"""What PostgreSQL is asked: a question as one statement over the view, and its answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from rustok_index.backends import analysis
from rustok_index.backends.analysis import Word
from rustok_index.backends.facets import PRICE_BOUNDS, availability, price_facets
from rustok_index.dto.search import Hits, SearchQuery, SearchSort

KIND, CHANNEL, CATEGORY, COLLECTION, TAG, OPTION = "k:", "h:", "c:", "l:", "t:", "o:"
EVERYWHERE: Final = "*"

_PREFIXES: Final = {"kinds": KIND, "categories": CATEGORY, "collections": COLLECTION, "tags": TAG, "options": OPTION}
_GUESS_WEIGHT: Final = 0.05
_SKU_SCORE: Final = 100.0
_PIN_SCORE: Final = 1000.0
_FEW: Final = 2
_LIKE_IT: Final = 200
_MOST_GUESSES: Final = 12
_SKU_BEGINNING_FROM: Final = 3

_SORTS: Final = {
    SearchSort.NEWEST: "created DESC",
    SearchSort.PRICE: "price ASC NULLS LAST",
    SearchSort.PRICE_DESCENDING: "price DESC NULLS LAST",
    SearchSort.TITLE: "title_order",
}
_WORDS_LIKE: Final = (
    "SELECT word, written FROM index_search_words WHERE tenant_id = %s AND index_name = %s AND locale = %s"
    " AND letters BETWEEN %s AND %s ORDER BY similarity(word, %s) DESC, word LIMIT %s"
)


def quoted(lexeme: str) -> str:
    """Write a lexeme as vectors and their queries take it."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


class Question:
    """One question of one index."""

    def __init__(self, cursor: Any, tenant_id: UUID, index: str, query: SearchQuery) -> None:
        self._cursor = cursor
        self._tenant_id = tenant_id
        self._index = index
        self._query = query
        self._languages = query.languages or (query.locale,)
        self._typed = analysis.words(query.text, self._languages)
        self._pins = query.dictionary.pins.get(tuple(word.text for word in self._typed), ())
        stop_words = query.dictionary.stop_words
        if query.prefix_only and len(self._typed) > 1:
            first = analysis.important(self._typed[:-1], self._languages, stop_words)
            self._words = [*first, self._typed[-1]]
        else:
            self._words = analysis.important(self._typed, self._languages, stop_words)
        self._guesses: dict[str, list[tuple[str, str]]] = {}

    def answer(self) -> Hits:
        """Search, with typing errors forgiven where nothing is found without."""
        query = self._query
        if query.text.strip() and not self._words:
            return Hits(ids=(), total=0)
        row, guessed = self._ask(), False
        if self._words and not query.exact and not row[0]:
            for word in self._words:
                self._guesses[word.text] = self._like(word)
            guessed = True
            row = self._ask()
        total, found, keys, own, in_stock, prices = row
        hits = found or []
        scores: tuple[float, ...] = ()
        if self._words and query.sort is SearchSort.RELEVANCE:
            scores = tuple(score * (_GUESS_WEIGHT if guessed and score < _SKU_SCORE else 1.0) for _, score in hits)
        meant = None
        if self._words and not query.prefix_only and not query.offset and (guessed or total <= _FEW):
            meant = self._meant()
        return Hits(
            ids=tuple(UUID(entity_id) for entity_id, _ in hits),
            total=total,
            scores=scores,
            facets=self._facets(keys or {}, own or {}, in_stock, prices),
            did_you_mean=meant,
        )

    def _ask(self) -> Any:
        """Run the one statement: what fulfils the text and the fixed filters once, the rest counted from there."""
        query = self._query
        where, params = (
            ["tenant_id = %s", "index_name = %s", "locale = %s"],
            [self._tenant_id, self._index, query.locale],
        )
        if query.channel is not None:
            where.append("keys && %s")
            params.append([CHANNEL + query.channel, CHANNEL + EVERYWHERE])
        score = "0.0::float8"
        score_params: list[Any] = []
        if self._words:
            text, rank = self._text()
            where.append("(vector @@ %s::tsquery OR entity_id = ANY(%s))" if self._pins else "vector @@ %s::tsquery")
            params.append(text)
            if self._pins:
                params.append(list(self._pins))
            score, score_params = self._score(rank)
        narrowing = self._narrowing()
        flags, flag_params = [], []
        for place, (condition, values) in enumerate(narrowing.values()):
            if query.facets:
                flags.append(f"({condition}) IS TRUE AS f{place}")
                flag_params += values
            else:
                where.append(condition)
                params += values
        columns = ", ".join(
            [
                "entity_id",
                "keys",
                "has_stock",
                "created",
                "title_order",
                "(prices ->> %s)::bigint AS price",
                f"{score} AS score",
                *flags,
            ]
        )
        names = list(narrowing) if query.facets else []

        def passed(*, without: str | None = None) -> str:
            return " AND ".join(f"f{place}" for place, name in enumerate(names) if name != without) or "TRUE"

        order = _SORTS.get(query.sort) or ("score DESC, created DESC" if self._words else "created DESC")
        parts = [
            f"(SELECT count(*) FROM base WHERE {passed()})",
            "(SELECT json_agg(json_build_array(entity_id, score)) FROM (SELECT entity_id, score FROM base"
            f" WHERE {passed()} ORDER BY {order}, entity_id DESC LIMIT %s OFFSET %s) found)",
        ]
        tail: list[Any] = [query.limit, query.offset]
        if query.facets:
            counted = "SELECT key, count(*) AS n FROM base, unnest(keys) AS key WHERE"
            parts.append(f"(SELECT json_object_agg(key, n) FROM ({counted} {passed()} GROUP BY key) counted)")
            own = []
            for name in names:
                if name in ("availability", "price"):
                    continue
                prefix = OPTION + name.partition(".")[2] + "=" if name.startswith("options.") else _PREFIXES[name]
                own.append(
                    f"%s::text, (SELECT json_object_agg(key, n) FROM ({counted} {passed(without=name)}"
                    " AND starts_with(key, %s) GROUP BY key) counted)"
                )
                tail += [name, prefix]
            parts.append(f"json_build_object({', '.join(own)})")
            parts.append(
                "(SELECT json_build_array(count(*) FILTER (WHERE has_stock), count(*) FILTER (WHERE NOT has_stock))"
                f" FROM base WHERE {passed(without='availability')})"
            )
            parts.append(
                "(SELECT json_build_array(min(price), max(price), (SELECT json_object_agg(bucket, n) FROM (SELECT"
                " width_bucket(price, %s::bigint[]) AS bucket, count(*) AS n FROM base WHERE price IS NOT NULL AND"
                f" {passed(without='price')} GROUP BY 1) buckets)) FROM base WHERE {passed(without='price')})"
            )
            tail.append(list(PRICE_BOUNDS))
        else:
            parts += ["NULL::json"] * 4
        self._cursor.execute(
            f"WITH base AS MATERIALIZED (SELECT {columns} FROM index_search_read WHERE {' AND '.join(where)})"
            f" SELECT {', '.join(parts)}",
            [query.market, *score_params, *flag_params, *params, *tail],
        )
        return self._cursor.fetchone()

    def _narrowing(self) -> dict[str, tuple[str, list[Any]]]:
        """Return what the facets are filtered by; each is left out where its own values are counted."""
        query = self._query
        found: dict[str, tuple[str, list[Any]]] = {}
        for name, values in (
            ("kinds", query.kinds),
            ("categories", query.categories),
            ("collections", query.collections),
            ("tags", query.tags),
        ):
            if values:
                found[name] = ("keys && %s", [[_PREFIXES[name] + value for value in values]])
        for name, values in query.options_by_name.items():
            found[f"options.{name}"] = ("keys && %s", [[OPTION + value for value in values]])
        if query.has_stock is not None:
            found["availability"] = ("has_stock = %s", [query.has_stock])
        if query.price_min is not None or query.price_max is not None:
            low, high = query.price_min, query.price_max
            found["price"] = (
                "(prices ->> %s)::bigint BETWEEN %s AND %s",
                [query.market, -(2**63) if low is None else low, 2**63 - 1 if high is None else high],
            )
        return found

    def _score(self, rank: str) -> tuple[str, list[Any]]:
        """Weigh titles most, then stems in titles; article numbers and pins go before all."""
        score = "ts_rank('{0.05, 0.1, 0.6, 1.0}', vector, %s::tsquery, 1)::float8"
        params: list[Any] = [rank]
        if not self._query.prefix_only:
            score += f" + CASE WHEN vector @@ %s::tsquery THEN {_SKU_SCORE} ELSE 0 END"
            params.append(quoted(f"#{self._query.text.strip().lower()}"))
        if self._pins:
            score += (
                f" + CASE WHEN entity_id = ANY(%s) THEN {_PIN_SCORE} + %s - array_position(%s::uuid[], entity_id)"
                " ELSE 0 END"
            )
            params += [list(self._pins), len(self._pins), list(self._pins)]
        return score, params

    def _text(self) -> tuple[str, str]:
        """Return what must be found, and what is ranked by."""
        segments = self._segments()
        must = (" | " if self._query.any_word else " & ").join(
            self._segment(segment, unfinished=place == len(segments) - 1) for place, segment in enumerate(segments)
        )
        if self._query.prefix_only:
            return must, must
        sku = self._query.text.strip().lower()
        whole = quoted(f"#{sku}")
        if len(sku) >= _SKU_BEGINNING_FROM and any(char.isdigit() for char in sku):
            whole += ":*"
        return f"({must}) | {whole}", must

    def _segments(self) -> list[list[list[Word]]]:
        return analysis.with_synonyms(self._words, self._query.dictionary.synonyms, self._languages)

    def _segment(self, alternatives: list[list[Word]], *, unfinished: bool) -> str:
        either = []
        for number, words in enumerate(alternatives):
            parts = [
                self._word(word, prefix=number == 0 and unfinished and place == len(words) - 1, guess=number == 0)
                for place, word in enumerate(words)
            ]
            if parts:
                either.append(f"({' & '.join(parts)})")
        return f"({' | '.join(either)})"

    def _word(self, word: Word, *, prefix: bool, guess: bool) -> str:
        in_title = "AB" if self._query.prefix_only else ""

        def term(lexeme: str, *, begins: bool = False) -> str:
            marks = ("*" if begins else "") + in_title
            return f"{quoted(lexeme)}:{marks}" if marks else quoted(lexeme)

        if word.grams:
            if len(word.grams) > 1:
                return "(" + " <-> ".join(term(gram) for gram in word.grams) + ")"
            return term(word.grams[0], begins=len(word.grams[0]) == 1)
        either = [term(spelling, begins=prefix) for spelling in word.spellings]
        either += [term(f"~{stem}") for stem in dict.fromkeys((*word.stems, *word.spellings))]
        if guess:
            either += [term(like) for like, _ in self._guesses.get(word.text, ())]
            if word.text in self._guesses and word.stems and word.typos:
                either += [term(f"~{beginning}") for beginning in word.beginnings]
        return f"({' | '.join(either)})"

    def _like(self, word: Word) -> list[tuple[str, str]]:
        """Return words of the index that this one may be a typing error of, or of a form of theirs."""
        if not word.typos:
            return []
        length = len(word.text)
        unfinished = self._words[-1] is word
        self._cursor.execute(
            _WORDS_LIKE,
            [
                self._tenant_id,
                self._index,
                self._query.locale,
                length - 3,
                # What is being typed may go on.
                length + (12 if unfinished else 3),
                word.text,
                _LIKE_IT,
            ],
        )
        found = []
        for other, written in self._cursor.fetchall():
            apart = analysis.apart(word, other, self._languages, unfinished=unfinished)
            if apart is not None:
                found.append((apart, other, written))
        return [(other, written) for _, other, written in sorted(found)[:_MOST_GUESSES]]

    def _meant(self) -> str | None:
        """Return the question with the words that the index has in place of those it does not."""
        found = {}
        for word in self._words:
            if not word.typos or self._is_known(word):
                continue
            likes = self._guesses[word.text] if word.text in self._guesses else self._like(word)
            if likes:
                found[word.text] = likes[0][1]
        if not found:
            return None
        return " ".join(found.get(word.text, word.written or word.text) for word in self._typed)

    def _is_known(self, word: Word) -> bool:
        lexemes = [*word.spellings, *(f"~{stem}" for stem in word.stems)]
        self._cursor.execute(
            "SELECT EXISTS (SELECT FROM index_search_read WHERE tenant_id = %s AND index_name = %s AND locale = %s"
            " AND vector @@ %s::tsquery)",
            [self._tenant_id, self._index, self._query.locale, " | ".join(map(quoted, lexemes))],
        )
        return bool(self._cursor.fetchone()[0])

    def _facets(
        self, keys: Mapping[str, int], own: Mapping[str, Mapping[str, int] | None], in_stock: Any, prices: Any
    ) -> Mapping[str, Mapping[str, int]]:
        facets: dict[str, Mapping[str, int]] = {}
        selected = self._query.options_by_name
        for name in self._query.facets:
            if name == "availability":
                facets[name] = availability({True: in_stock[0], False: in_stock[1]})
            elif name == "price":
                lowest, highest, buckets = prices
                starts = {PRICE_BOUNDS[int(place) - 1]: count for place, count in (buckets or {}).items() if int(place)}
                facets |= price_facets(lowest, highest, starts)
            else:
                facets[name] = self._values(name, keys, own, selected)
        return facets

    @staticmethod
    def _values(
        name: str,
        keys: Mapping[str, int],
        own: Mapping[str, Mapping[str, int] | None],
        selected: Mapping[str, Sequence[str]],
    ) -> Mapping[str, int]:
        prefix = _PREFIXES[name]
        if name in own:
            return _without(prefix, own[name] or {})
        found = _without(prefix, keys)
        if name == "options":
            found = {value: count for value, count in found.items() if value.partition("=")[0] not in selected}
            for option in selected:
                found |= _without(prefix, own[f"options.{option}"] or {})
        return found


def _without(prefix: str, counts: Mapping[str, int]) -> dict[str, int]:
    kept = {key.removeprefix(prefix): count for key, count in counts.items() if key.startswith(prefix)}
    return dict(sorted(kept.items(), key=lambda found: (-found[1], found[0])))
