"""A Meilisearch server, through its official client.

One index per tenant, index and locale, so that a question cannot reach another tenant's entries and synonyms are those
of the language; one more index lists the locales and says that there is an index at all. Storefronts never talk to the
server, so its key stays here. Meilisearch knows no stems: they are written beside the words, and questions are asked
in stems.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Iterable, Sequence
from itertools import islice, pairwise
from typing import Any, Final, ParamSpec, TypeVar
from uuid import UUID

import orjson
from meilisearch import Client
from meilisearch.errors import MeilisearchApiError, MeilisearchError

from rustok_index import errors, metrics
from rustok_index.backends import analysis
from rustok_index.backends.facets import PRICE_BOUNDS
from rustok_index.backends.meilisearch_question import EVERYWHERE, Question, market_key
from rustok_index.dto.search import Dictionary, Hits, SearchEntry, SearchQuery

P = ParamSpec("P")
R = TypeVar("R")

_BATCH: Final = 500
_REPLACE_SECONDS: Final = 900
# No locale is called so.
_FRESH: Final = "-new"
_SETTINGS: Final[dict[str, Any]] = {
    "searchableAttributes": ["skus", "title_stems", "title", "text_stems", "text"],
    "filterableAttributes": [
        "entity",
        "kind",
        "channels",
        "categories",
        "collections",
        "tags",
        "options",
        "has_stock",
        "prices",
        "price_bands",
    ],
    "sortableAttributes": ["created", "title_order", "prices"],
    # An order that was asked for goes before relevance.
    "rankingRules": ["sort", "words", "typo", "attribute", "proximity", "exactness"],
    "typoTolerance": {
        "minWordSizeForTypos": {"oneTypo": 4, "twoTypos": 8},
        "disableOnAttributes": ["skus"],
        "disableOnNumbers": True,
    },
    "faceting": {"maxValuesPerFacet": 1000},
    "pagination": {"maxTotalHits": 20_000},
}


def _typed(function: Callable[P, R]) -> Callable[P, R]:
    """Tell the client's errors as ours: without addresses and keys."""

    @functools.wraps(function)
    def inner(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except MeilisearchApiError as exc:
            raise errors.SearchUnavailable(reason=f"the search server refuses ({exc.code or exc.status_code})") from exc
        except MeilisearchError as exc:
            raise errors.SearchUnavailable(reason="the search server does not answer") from exc

    return inner


class MeilisearchBackend:
    """Keeps indexes called ``<prefix>_<tenant>_<index>_<locale>``."""

    def __init__(self, url: str, api_key: str | None, prefix: str, timeout_seconds: int) -> None:
        self._client = Client(url, api_key, timeout=timeout_seconds)
        self._prefix = prefix
        self._timeout = timeout_seconds
        self._told: dict[str, str] = {}

    @_typed
    def write(self, tenant_id: UUID, index: str, *, remove: Sequence[UUID], entries: Iterable[SearchEntry]) -> None:
        """Replace everything known of the ``remove`` entities by the entries, and wait until it is so.

        :raises SearchUnavailable: the server does not answer or refuses, or takes too long.
        """
        with metrics.search_write_seconds.time():
            name = self._name(tenant_id, index)
            tasks: list[int] = []
            locales = self._locales(name) or set()
            if remove:
                gone = ", ".join(f'"{entity_id.hex}"' for entity_id in remove)
                for locale in sorted(locales):
                    found = self._client.index(_of(name, locale)).delete_documents(filter=f"entity IN [{gone}]")
                    tasks.append(found.task_uid)
            tasks += self._add(name, locales, entries)[1]
            self._wait(tasks, self._timeout)

    @_typed
    def remove_locale(self, tenant_id: UUID, index: str, locale: str) -> None:
        """Forget everything in a locale."""
        name = self._name(tenant_id, index)
        if locale in (self._locales(name) or ()):
            tasks = [self._client.delete_index(_of(name, locale)).task_uid]
            tasks.append(self._client.index(name).delete_document(_key(locale)).task_uid)
            self._wait(tasks, self._timeout)

    @_typed
    def replace(self, tenant_id: UUID, index: str, entries: Iterable[SearchEntry]) -> int:
        """Build the index anew beside the old one, and swap them at one moment."""
        name = self._name(tenant_id, index)
        fresh = f"{name}_{_FRESH}"
        self._drop(fresh)
        tasks = [self._client.create_index(fresh, {"primaryKey": "id"}).task_uid]
        written, more = self._add(fresh, set(), entries)
        self._wait([*tasks, *more], _REPLACE_SECONDS)
        before, after = self._locales(name), self._locales(fresh) or set()
        missing = [name] if before is None else []
        missing += [_of(name, locale) for locale in sorted(after - (before or set()))]
        self._wait([self._client.create_index(uid, {"primaryKey": "id"}).task_uid for uid in missing], self._timeout)
        pairs = [(name, fresh), *((_of(name, locale), _of(fresh, locale)) for locale in sorted(after))]
        self._wait([self._client.swap_indexes([{"indexes": list(pair)} for pair in pairs]).task_uid], _REPLACE_SECONDS)
        # What is called fresh now is the old one; locales that the new one does not have are left over.
        gone = [fresh, *(_of(fresh, locale) for locale in sorted(after))]
        gone += [_of(name, locale) for locale in sorted((before or set()) - after)]
        self._wait([self._client.delete_index(uid).task_uid for uid in gone], self._timeout)
        self._told.clear()
        return written

    @_typed
    def search(self, tenant_id: UUID, index: str, query: SearchQuery) -> Hits:
        """Answer a question; the server forgives typing errors itself.

        :raises IndexMissing: nothing was ever written for this tenant and index, or it is lost.
        :raises SearchUnavailable: the server does not answer or refuses.
        """
        with metrics.search_seconds.labels(index).time():
            name = self._name(tenant_id, index)
            uid = _of(name, query.locale)
            try:
                self._tell(uid, query.dictionary)
                return Question(self._client, uid, query).answer()
            except MeilisearchApiError as exc:
                if exc.code != "index_not_found":
                    raise
                if self._locales(name) is None:
                    raise errors.IndexMissing(index=index) from exc
                return Hits(ids=(), total=0)

    @_typed
    def count(self, tenant_id: UUID, index: str) -> int:
        """Return the number of entries; 0 where the index is missing."""
        name = self._name(tenant_id, index)
        return sum(
            self._client.index(_of(name, locale)).get_stats().number_of_documents
            for locale in self._locales(name) or ()
        )

    @_typed
    def exists(self, tenant_id: UUID, index: str) -> bool:
        """Tell whether there is an index to search."""
        return self._locales(self._name(tenant_id, index)) is not None

    @_typed
    def drop(self, tenant_id: UUID, index: str) -> None:
        """Remove the index."""
        self._drop(self._name(tenant_id, index))

    def _name(self, tenant_id: UUID, index: str) -> str:
        return f"{self._prefix}_{tenant_id.hex}_{index}"

    def _locales(self, name: str) -> set[str] | None:
        """Return the locales that have an index; None where there is none at all."""
        try:
            found = self._client.index(name).get_documents({"limit": 1000}).results
        except MeilisearchApiError as exc:
            if exc.code == "index_not_found":
                return None
            raise
        return {str(document.locale) for document in found}

    def _add(self, name: str, known: set[str], entries: Iterable[SearchEntry]) -> tuple[int, list[int]]:
        tasks: list[int] = []
        written = 0
        known = set(known)
        rest = iter(entries)
        while batch := list(islice(rest, _BATCH)):
            written += len(batch)
            by_locale: dict[str, list[dict[str, Any]]] = {}
            for entry in batch:
                by_locale.setdefault(entry.locale, []).append(_document(entry))
            for locale, documents in by_locale.items():
                index = self._client.index(_of(name, locale))
                if locale not in known:
                    known.add(locale)
                    tasks.append(self._client.create_index(index.uid, {"primaryKey": "id"}).task_uid)
                    tasks.append(index.update_settings(_SETTINGS).task_uid)
                    marker = {"id": _key(locale), "locale": locale}
                    tasks.append(self._client.index(name).add_documents([marker], "id").task_uid)
                tasks.append(index.add_documents(documents, "id").task_uid)
        return written, tasks

    def _tell(self, uid: str, words: Dictionary) -> None:
        """Bring the tenant's synonyms to the server where it does not have them yet."""
        if not words.phrases and uid not in self._told:
            # Nothing to say, and nothing was said: the usual case costs nothing.
            return
        synonyms = {phrase: list(others) for phrase, others in words.phrases.items()}
        state = hashlib.blake2b(orjson.dumps(synonyms, option=orjson.OPT_SORT_KEYS), digest_size=8).hexdigest()
        if self._told.get(uid) != state:
            self._wait([self._client.index(uid).update_synonyms(synonyms).task_uid], self._timeout)
            self._told[uid] = state

    def _drop(self, name: str) -> None:
        tasks = [self._client.delete_index(_of(name, locale)).task_uid for locale in self._locales(name) or ()]
        tasks.append(self._client.delete_index(name).task_uid)
        self._wait(tasks, self._timeout, missing_is_fine=True)
        self._told.clear()

    def _wait(self, tasks: Sequence[int], seconds: int, *, missing_is_fine: bool = False) -> None:
        """Wait for the last task, as the server does them in order, and look whether one has failed.

        :raises SearchUnavailable: one has.
        """
        if not tasks:
            return
        self._client.wait_for_task(tasks[-1], timeout_in_ms=seconds * 1000, interval_in_ms=10)
        for uid in tasks:
            task = self._client.get_task(uid)
            if task.status == "failed":
                code = (task.error or {}).get("code")
                if code == "index_already_exists" or (missing_is_fine and code == "index_not_found"):
                    continue
                raise errors.SearchUnavailable(reason=f"the search server failed ({code})")


def _of(name: str, locale: str) -> str:
    return f"{name}_{_key(locale)}"


def _key(locale: str) -> str:
    return locale.replace("_", "-")


def _document(entry: SearchEntry) -> dict[str, Any]:
    language = analysis.language_of(entry.language) or entry.language
    return {
        "id": entry.entity_id.hex,
        "entity": entry.entity_id.hex,
        "kind": entry.kind,
        "title": entry.title,
        "text": entry.text,
        "title_stems": analysis.stemmed_text(entry.title, language),
        "text_stems": analysis.stemmed_text(entry.text, language),
        "title_order": analysis.sort_key(entry.title),
        "skus": [sku.lower() for sku in entry.skus],
        "channels": [EVERYWHERE] if entry.channels is None else list(entry.channels),
        "categories": list(entry.categories),
        "collections": list(entry.collections),
        "tags": list(entry.tags),
        "options": list(entry.options),
        "prices": {market_key(market): price for market, price in entry.prices.items()},
        "price_bands": [
            f"{market_key(market)}:{low}"
            for market, price in entry.prices.items()
            for low, high in pairwise(PRICE_BOUNDS)
            if low <= price < high
        ],
        "has_stock": entry.has_stock,
        "created": entry.created,
    }
