"""What a Meilisearch server is asked: a question as one multi-search, and its answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from meilisearch import Client

from rustok_index.backends import analysis
from rustok_index.backends.analysis import Word
from rustok_index.backends.facets import availability, price_facets
from rustok_index.dto.search import Hits, SearchQuery, SearchSort

EVERYWHERE: Final = "*"
_FEW: Final = 2
_PIN_SCORE: Final = 1000.0
_ATTRIBUTES: Final = {
    "kinds": "kind",
    "categories": "categories",
    "collections": "collections",
    "tags": "tags",
    "options": "options",
}


def market_key(market: str) -> str:
    """Return a market's name as attributes may be called."""
    return f"m{market.encode().hex()}"


def quoted(value: str) -> str:
    """Write a text as filters take it."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


class Question:
    """One question of one tenant's index in one locale."""

    def __init__(self, client: Client, uid: str, query: SearchQuery) -> None:
        self._client = client
        self._uid = uid
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
        self._filters = self._make_filters()

    def answer(self) -> Hits:
        """Ask everything at once: what is found, what is pinned, and a facet without its own filter each."""
        query = self._query
        if query.text.strip() and not self._words:
            return Hits(ids=(), total=0)
        pinned = len(self._pins)
        asked = [
            self._question(
                offset=max(0, query.offset - pinned),
                limit=query.limit + pinned,
                facets=sorted({attribute for name in query.facets for attribute in self._attributes(name)}),
                but=self._pins,
            )
        ]
        if pinned:
            ids = ", ".join(quoted(entity_id.hex) for entity_id in self._pins)
            asked.append(
                {**self._question(offset=0, limit=pinned, facets=asked[0]["facets"]), "q": ""}
                | {"filter": [*self._filters.values(), f"entity IN [{ids}]"]}
            )
        selected = [(name, own) for name in query.facets for own in self._own_filters(name)]
        for name, own in selected:
            asked.append(self._question(offset=0, limit=0, facets=sorted(self._attributes(name)), without=own))
        results = self._client.multi_search(asked)["results"]
        main, rest = results[0], results[1:]
        first = rest.pop(0) if pinned else {"hits": [], "facetDistribution": {}}
        hits = self._page(main, first)
        total = int(main["estimatedTotalHits"]) + len(first["hits"])
        meant = None
        if self._words and not query.prefix_only and not query.offset:
            meant = self._meant(main, total)
        return Hits(
            ids=tuple(UUID(hex=hit["entity"]) for hit, _ in hits),
            total=total,
            scores=tuple(score for _, score in hits) if self._words and query.sort is SearchSort.RELEVANCE else (),
            facets=self._facets([main, first], dict(zip(selected, rest, strict=True))) if query.facets else {},
            did_you_mean=meant,
        )

    def _page(self, main: Mapping[str, Any], first: Mapping[str, Any]) -> list[tuple[Any, float]]:
        query = self._query
        place = {entity_id.hex: number for number, entity_id in enumerate(self._pins)}
        head = [
            (hit, _PIN_SCORE + len(place) - place[hit["entity"]])
            for hit in sorted(first["hits"], key=lambda hit: place[hit["entity"]])
        ]
        found = [(hit, float(hit.get("_rankingScore", 0.0))) for hit in main["hits"]]
        # The others were asked for from as far before the page as pins may have pushed them back.
        begun = max(0, query.offset - len(self._pins))
        shift = max(0, query.offset - len(head)) - begun
        page = head[query.offset :]
        return (page + found[shift:])[: query.limit]

    def _question(
        self,
        *,
        offset: int,
        limit: int,
        facets: Sequence[str],
        without: str | None = None,
        but: Sequence[UUID] = (),
    ) -> dict[str, Any]:
        query = self._query
        filters = [condition for name, condition in self._filters.items() if name != without]
        if but:
            filters.append(f"entity NOT IN [{', '.join(quoted(entity_id.hex) for entity_id in but)}]")
        asked: dict[str, Any] = {
            "indexUid": self._uid,
            "q": " ".join(_stem(word) for word in self._words),
            "offset": offset,
            "limit": limit,
            "filter": filters,
            "facets": list(facets),
            "matchingStrategy": "frequency" if query.any_word else "all",
            "attributesToRetrieve": ["entity", "title"],
            "showRankingScore": True,
        }
        if query.prefix_only:
            asked["attributesToSearchOn"] = ["title_stems", "title"]
        if sort := self._sort():
            asked["sort"] = sort
        return asked

    def _sort(self) -> list[str]:
        query = self._query
        match query.sort:
            case SearchSort.RELEVANCE:
                return [] if self._words else ["created:desc"]
            case SearchSort.TITLE:
                return ["title_order:asc"]
            case SearchSort.PRICE | SearchSort.PRICE_DESCENDING if query.market is not None:
                way = "asc" if query.sort is SearchSort.PRICE else "desc"
                return [f"prices.{market_key(query.market)}:{way}"]
        return ["created:desc"]

    def _make_filters(self) -> dict[str, str]:
        query = self._query
        found: dict[str, str] = {}
        if query.channel is not None:
            found["channel"] = _any_of("channels", (query.channel, EVERYWHERE))
        for name, values in (
            ("kinds", query.kinds),
            ("categories", query.categories),
            ("collections", query.collections),
            ("tags", query.tags),
        ):
            if values:
                found[name] = _any_of(_ATTRIBUTES[name], values)
        for name, values in query.options_by_name.items():
            found[f"options.{name}"] = _any_of("options", values)
        if query.has_stock is not None:
            found["availability"] = f"has_stock = {str(query.has_stock).lower()}"
        if query.price_min is not None or query.price_max is not None:
            column = f"prices.{market_key(query.market or '')}"
            bounds = [f"{column} >= {query.price_min}"] if query.price_min is not None else []
            bounds += [f"{column} <= {query.price_max}"] if query.price_max is not None else []
            found["price"] = " AND ".join(bounds)
        return found

    def _attributes(self, facet: str) -> list[str]:
        if facet == "availability":
            return ["has_stock"]
        if facet == "price":
            return [] if self._query.market is None else [f"prices.{market_key(self._query.market)}", "price_bands"]
        return [_ATTRIBUTES[facet]]

    def _own_filters(self, facet: str) -> list[str]:
        return [name for name in self._filters if name == facet or name.startswith(f"{facet}.")]

    def _facets(
        self, whole: Sequence[Mapping[str, Any]], own: Mapping[tuple[str, str], Mapping[str, Any]]
    ) -> Mapping[str, Mapping[str, int]]:
        facets: dict[str, Mapping[str, int]] = {}
        for name in self._query.facets:
            others = {asked[1]: answer for asked, answer in own.items() if asked[0] == name}
            if name == "options":
                counts = _counts(whole, "options")
                kept = {
                    value: count
                    for value, count in counts.items()
                    if f"options.{value.partition('=')[0]}" not in others
                }
                for of, answer in others.items():
                    kept |= {
                        value: count
                        for value, count in _counts([answer], "options").items()
                        if f"options.{value.partition('=')[0]}" == of
                    }
                facets[name] = kept
                continue
            answers = list(others.values()) or list(whole)
            if name == "availability":
                counts = _counts(answers, "has_stock")
                facets[name] = availability({True: counts.get("true", 0), False: counts.get("false", 0)})
            elif name == "price":
                facets |= self._prices(answers)
            else:
                facets[name] = _counts(answers, _ATTRIBUTES[name])
        return facets

    def _prices(self, answers: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, int]]:
        key = market_key(self._query.market or "")
        stats = [answer.get("facetStats", {}).get(f"prices.{key}") for answer in answers]
        spans = [span for span in stats if span]
        bands = {
            int(band.rpartition(":")[2]): count
            for band, count in _counts(answers, "price_bands").items()
            if band.startswith(f"{key}:")
        }
        return price_facets(
            min((span["min"] for span in spans), default=None),
            max((span["max"] for span in spans), default=None),
            bands,
        )

    def _meant(self, main: Mapping[str, Any], total: int) -> str | None:
        """Return the question with words of the titles found in place of those that nothing has."""
        titles = [str(hit["title"]) for hit in main["hits"]]
        stems = {
            stem for title in titles for token in analysis.tokens(title, self._languages[0]) for stem in token.stems
        }
        strange = [word for word in self._words if word.typos and not stems & {word.text, *word.stems}]
        if not strange or not titles:
            return None
        # A phrase is not forgiven anything.
        asked = [{"indexUid": self._uid, "q": quoted(_stem(word)), "limit": 1} for word in strange]
        found: dict[str, str] = {}
        for word, answer in zip(strange, self._client.multi_search(asked)["results"], strict=True):
            if answer["estimatedTotalHits"]:
                continue
            if (meant := analysis.correction(word, titles, self._languages)) is not None:
                found[word.text] = meant
        return " ".join(found.get(word.text, word.written or word.text) for word in self._typed) if found else None


def _stem(word: Word) -> str:
    # Texts of several languages: the shortest stem begins the others.
    return min(word.stems, key=len, default=word.spellings[-1])


def _any_of(attribute: str, values: Sequence[str]) -> str:
    return f"{attribute} IN [{', '.join(map(quoted, values))}]"


def _counts(answers: Sequence[Mapping[str, Any]], attribute: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    for answer in answers:
        for value, count in (answer.get("facetDistribution") or {}).get(attribute, {}).items():
            counts[value] = counts.get(value, 0) + count
    return counts
