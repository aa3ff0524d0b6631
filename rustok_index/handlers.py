"""Reactions to events: build the touched documents anew."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence
from itertools import islice
from uuid import UUID

from rustok.conf import conf
from rustok.events.catalog.index import ReindexRequested
from rustok.events.catalog.tenant import LocaleDisabled, LocaleEnabled, TenantUpdated
from rustok.events.envelope import EventEnvelope
from rustok.events.subscribers import Subscriber
from rustok.modules.registry import registry
from rustok_index import metrics
from rustok_index.indexers import INDEXERS, Indexer, pages

logger = logging.getLogger(__name__)

_OWN_EVENTS = (LocaleEnabled.type, LocaleDisabled.type, TenantUpdated.type, ReindexRequested.type)


def subscribers() -> list[Subscriber]:
    """Make one consumer per index; they listen to what the installed sources name."""
    return [
        Subscriber(
            name=indexer.subscriber,
            events=tuple(sorted({*_OWN_EVENTS, *_source_events(indexer.name)})),
            handle=_Handler(indexer),
            batch_size=conf().index.batch_size,
        )
        for indexer in INDEXERS.values()
        if _source_events(indexer.name)
    ]


def _source_events(index: str) -> set[str]:
    return {event for source in registry.search_sources() if source.index == index for event in source.events}


class _Handler:
    """Handles a batch of one tenant's events for one index: an entity is built once however often it changed."""

    def __init__(self, indexer: Indexer) -> None:
        self._indexer = indexer

    def __call__(self, envelopes: Sequence[EventEnvelope]) -> None:
        if not conf().features.search_indexing:
            return
        targets = self._indexer.touched_by(envelopes)
        everything = False
        locales: set[str] = set()
        for envelope in envelopes:
            match envelope.event:
                case LocaleDisabled(locale=locale):
                    self._indexer.drop_locale(locale)
                    # What fell back to this language now reads another.
                    everything = True
                case LocaleEnabled(locale=locale):
                    locales.add(locale)
                case TenantUpdated(fields=fields):
                    # Currencies decide which listings there are, the default locale where texts fall back to.
                    everything |= bool({"settings", "currencies", "default_locale"} & set(fields))
                case ReindexRequested(target_type=target_type, target_id=target_id):
                    if target_type == self._indexer.name and target_id is not None:
                        targets.add(target_id)
                    elif target_type in (self._indexer.name, "all"):
                        everything = True
        if everything:
            # What is gone is on no source's pages.
            self._rebuild(sorted(targets - self._rebuild_all(None)), None)
        else:
            self._rebuild(sorted(targets), None)
            if locales:
                self._rebuild_all(sorted(locales))
        now = dt.datetime.now(dt.UTC)
        lag = metrics.lag_seconds.labels(self._indexer.name)
        for envelope in envelopes:
            lag.observe(max(0.0, (now - envelope.timestamp).total_seconds()))

    def _rebuild(self, ids: Sequence[UUID], locales: Sequence[str] | None) -> None:
        rest = iter(ids)
        while batch := list(islice(rest, conf().index.batch_size)):
            self._indexer.rebuild(batch, locales=locales)

    def _rebuild_all(self, locales: Sequence[str] | None) -> set[UUID]:
        """Build everything that the sources have; return what that was."""
        built: set[UUID] = set()
        logger.info("index.rebuild_all", extra={"index": self._indexer.name, "locales": locales})
        for batch in pages(self._indexer.sources(), conf().index.batch_size):
            self._indexer.rebuild(batch, locales=locales)
            built.update(batch)
        return built
