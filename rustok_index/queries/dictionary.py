"""Synonyms, stop words and pins as searches use them, kept in the process so that a search costs no statement.

The copy is dropped at once in the process that changes something, and within a second in the others: they look at a
version in the cache. Without the cache (Valkey down) a change is seen when the copy's seconds are over.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID, uuid4

from django.core.cache import caches
from django.db import connection, connections, transaction
from django.db.models.signals import post_delete, post_save
from redis.exceptions import RedisError

from rustok.conf import conf
from rustok.tenancy.backend.reads import Reader
from rustok.tenancy.context import no_scope
from rustok_index import models
from rustok_index.backends import analysis
from rustok_index.dto.search import Dictionary

logger = logging.getLogger(__name__)

VERSION_KEY: Final = "index.dictionary.version"
_LOOK_EVERY: Final = 1.0
_LOOK_AGAIN_AFTER_FAILURE: Final = 5.0
_MOST_TENANTS: Final = 1024

_ROWS: Final = (
    "SELECT 'synonym', locale, phrases, replacements, NULL::uuid[] FROM search_synonyms WHERE tenant_id = %s"
    " UNION ALL SELECT 'stop_word', locale, ARRAY[word], NULL, NULL FROM search_stop_words WHERE tenant_id = %s"
    " UNION ALL SELECT 'pin', locale, ARRAY[phrase], NULL, entity_ids FROM search_pins WHERE tenant_id = %s"
)


@dataclass(slots=True)
class _Copy:
    until: float
    rows: list[Any]
    by_locale: dict[str, Dictionary] = field(default_factory=dict)


_lock = threading.Lock()
_copies: OrderedDict[UUID, _Copy] = OrderedDict()
_state: dict[str, Any] = {"version": None, "look_at": 0.0}


def dictionary(tenant_id: UUID, locale: str) -> Dictionary:
    """Return what the tenant in scope has said about words in a locale; a statement only where nothing is kept."""
    _follow_others()
    now = time.monotonic()
    with _lock:
        kept = _copies.get(tenant_id)
        version = _state["version"]
    if kept is None or kept.until <= now:
        # From the primary: what a replica does not know yet would be kept for as long as the copy is.
        primary: Reader = connections["default"].reader  # type: ignore[attr-defined]
        rows = primary.rows(_ROWS, [tenant_id] * 3)
        kept = _Copy(now + conf().search.dictionary_seconds, rows)
        # What this very transaction changed is known to it alone, and not to be kept.
        if not any(entry[1] is _announce for entry in connection.run_on_commit):
            with _lock:
                # Another thread may have heard of a change while we were reading.
                if version == _state["version"]:
                    _copies[tenant_id] = kept
                    while len(_copies) > _MOST_TENANTS:
                        _copies.popitem(last=False)
    found = kept.by_locale.get(locale)
    if found is None:
        found = kept.by_locale[locale] = _made(kept.rows, locale)
    return found


def forget() -> None:
    """Let every process read anew: at once here, and once more when the change is committed."""
    with _lock:
        _copies.clear()
    transaction.on_commit(_announce)


def _made(rows: list[Any], locale: str) -> Dictionary:
    stop_words: set[str] = set()
    synonyms: dict[tuple[str, ...], list[str]] = {}
    written: dict[str, list[str]] = {}
    pins: dict[tuple[str, ...], tuple[UUID, ...]] = {}
    # What is said of the very language goes before what is said of all.
    for kind, of, phrases, replacements, entity_ids in sorted(rows, key=lambda row: row[1] != ""):
        if of not in ("", locale):
            continue
        if kind == "stop_word":
            stop_words.update(phrases)
        elif kind == "pin":
            pins[tuple(word.text for word in analysis.words(phrases[0], (locale,)))] = tuple(entity_ids)
        else:
            for phrase in phrases:
                others = replacements or [other for other in phrases if other != phrase]
                key = analysis.phrase_key(analysis.words(phrase, (locale,)), (locale,))
                for known in (synonyms.setdefault(key, []), written.setdefault(" ".join(key), [])):
                    known += [other for other in others if other not in known]
    return Dictionary(
        stop_words=frozenset(stop_words),
        synonyms={phrase: tuple(others) for phrase, others in synonyms.items()},
        pins=pins,
        phrases={
            phrase: tuple(analysis.stemmed_text(other, locale) for other in others)
            for phrase, others in written.items()
        },
    )


def _announce() -> None:
    version = uuid4().hex
    with _lock:
        _copies.clear()
        _state["version"] = version
    try:
        with no_scope():
            caches["default"].set(VERSION_KEY, version, timeout=None)
    except (RedisError, OSError) as exc:
        logger.warning("index.dictionary.version_not_announced", extra={"error": str(exc)})


def _follow_others() -> None:
    now = time.monotonic()
    if now < _state["look_at"]:
        return
    _state["look_at"] = now + _LOOK_EVERY
    try:
        with no_scope():
            version = caches["default"].get(VERSION_KEY)
    except (RedisError, OSError) as exc:
        _state["look_at"] = now + _LOOK_AGAIN_AFTER_FAILURE
        logger.warning("index.dictionary.version_unknown", extra={"error": str(exc)})
        return
    with _lock:
        if version != _state["version"]:
            _state["version"] = version
            _copies.clear()


def _changed(**_: Any) -> None:
    forget()


for _model in (models.SearchSynonym, models.SearchStopWord, models.SearchPin):
    post_save.connect(_changed, sender=_model, dispatch_uid=f"index.dictionary.{_model.__name__}")
    post_delete.connect(_changed, sender=_model, dispatch_uid=f"index.dictionary.{_model.__name__}")
