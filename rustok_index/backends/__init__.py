"""Search engines behind one protocol."""

from __future__ import annotations

from functools import lru_cache

from rustok.conf import BadSettings, SearchConf, conf
from rustok_index.backends.postgres import PostgresBackend
from rustok_index.backends.protocol import SearchBackend
from rustok_index.backends.tantivy import TantivyBackend

__all__ = ["SearchBackend", "search_backend"]


@lru_cache(maxsize=8)
def _made(settings: SearchConf) -> SearchBackend:
    if settings.driver == "postgres":
        return PostgresBackend()
    if settings.driver == "meilisearch":
        # Its client is an extra: nobody else needs it.
        from rustok_index.backends.meilisearch import MeilisearchBackend  # noqa: PLC0415

        if not settings.url:
            raise BadSettings('RUSTOK["search"]["url"] is needed for the driver "meilisearch"')
        return MeilisearchBackend(settings.url, settings.api_key, settings.index_prefix, settings.timeout_seconds)
    return TantivyBackend(settings.path / settings.index_prefix)


def search_backend() -> SearchBackend:
    """Return the engine that the settings name, one object per process."""
    return _made(conf().search)
