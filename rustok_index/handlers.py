"""Reactions to events: build the touched documents anew."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence
from itertools import islice
from typing import Final
from uuid import UUID

from rustok.conf import conf
from rustok.events.catalog.index import ReindexRequested
from rustok.events.catalog.tenant import LocaleDisabled, LocaleEnabled, TenantUpdated
from rustok.events.envelope import EventEnvelope
from rustok.events.subscribers import Subscriber
from rustok.events.types import DomainEvent
from rustok.modules.registry import registry
from rustok_index import metrics
from rustok_index.indexers import INDEXERS, Indexer, pages

logger = logging.getLogger(__name__)

_SEARCH_BATCH: Final = 1000
_OWN_EVENTS = (LocaleEnabled.type, LocaleDisabled.type, TenantUpdated.type, ReindexRequested.type)


def subscribers() -> list[Subscriber]:
    """Make one consumer per index, and one for what search holds of it; they listen to what the sources name."""
    found = []
    for indexer in INDEXERS.values():
        if not (named := _source_events(indexer.name)):
            continue
        events = tuple(sorted({*_OWN_EVENTS, *named}))
        found.append(
            Subscriber(
                name=indexer.subscriber, events=events, handle=_Handler(indexer), batch_size=conf().index.batch_size
            )
        )
        if indexer.entry is not None:
            found.append(
                Subscriber(
                    name=indexer.search_subscriber,
                    events=events,
                    handle=_SearchHandler(indexer),
                    batch_size=_SEARCH_BATCH,
                    after=indexer.subscriber,
                    gather_seconds=conf().index.search_gather_ms / 1000,
                )
            )
    return found


def _source_events(index: str) -> set[str]:
    return {event for source in registry.search_sources() if source.index == index for event in source.events}


def _concerns_everything(indexer: Indexer, event: DomainEvent) -> bool:
    """Tell whether an event of the platform touches all of an index, whatever the sources say."""
    match event:
        case LocaleDisabled() | LocaleEnabled():
            return True
        case TenantUpdated(fields=fields):
            # Currencies decide which listings there are, the default locale where texts fall back to.
            return bool({"settings", "currencies", "default_locale"} & set(fields))
        case ReindexRequested(target_type=target_type, target_id=target_id):
            return target_type == "all" or (target_type == indexer.name and target_id is None)
    return False


class _SearchHandler:
    """Brings search to the state of an index's rows, for many events in one write: each has to reach the disk."""

    def __init__(self, indexer: Indexer) -> None:
        self._indexer = indexer

    def __call__(self, envelopes: Sequence[EventEnvelope]) -> None:
        if not conf().features.search_indexing or not self._indexer.is_searched:
            return
        events = [envelope.event for envelope in envelopes]
        if any(_concerns_everything(self._indexer, event) for event in events):
            self._indexer.rebuild_search()
            return
        targets = self._indexer.touched_by(envelopes)
        for event in events:
            if isinstance(event, ReindexRequested) and event.target_type == self._indexer.name and event.target_id:
                targets.add(event.target_id)
        self._indexer.store_entries(sorted(targets))


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
                case ReindexRequested(target_type=self._indexer.name, target_id=UUID() as target_id):
                    targets.add(target_id)
                case event:
                    everything |= _concerns_everything(self._indexer, event)
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
            self._indexer.rebuild(batch, locales=locales, with_search=False)

    def _rebuild_all(self, locales: Sequence[str] | None) -> set[UUID]:
        """Build everything that the sources have; return what that was."""
        built: set[UUID] = set()
        logger.info("index.rebuild_all", extra={"index": self._indexer.name, "locales": locales})
        for batch in pages(self._indexer.sources(), conf().index.batch_size):
            self._indexer.rebuild(batch, locales=locales, with_search=False)
            built.update(batch)
        return built
