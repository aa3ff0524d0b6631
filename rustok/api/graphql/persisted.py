"""Documents named by their hash: automatic persisted queries, and documents that the operator trusts.

The first client to send a document together with its SHA-256 leaves it for the others, who then send the hash alone:
small enough for a GET that a CDN keeps. Trusted documents come from a file of the installation instead, and may be made
the only ones that visitors can ask.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections import OrderedDict
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import structlog
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from graphql import GraphQLError
from redis.exceptions import RedisError

from rustok.conf import conf
from rustok.errors import Malformed
from rustok.tenancy.context import require_tenant_id

log = structlog.get_logger("rustok.api")

_HASH: Final = re.compile(r"^[0-9a-f]{64}$")
_VERSION: Final = 1
_SECONDS: Final = 86_400
_LONGEST: Final = 20_000
_MOST_PER_DAY: Final = 2_000
"""Documents that one tenant's clients may leave in a day: anybody can send any text."""
_MOST_HERE: Final = 1_000


class _Here:
    """The most recently used ones of all tenants, in this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._texts: OrderedDict[tuple[UUID, str], str] = OrderedDict()

    def get(self, key: tuple[UUID, str]) -> str | None:
        with self._lock:
            text = self._texts.get(key)
            if text is not None:
                self._texts.move_to_end(key)
            return text

    def put(self, key: tuple[UUID, str], text: str) -> None:
        with self._lock:
            self._texts[key] = text
            self._texts.move_to_end(key)
            while len(self._texts) > _MOST_HERE:
                self._texts.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._texts.clear()


here: Final = _Here()


def hash_of(text: str) -> str:
    """Return a document's SHA-256 in hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def wanted_hash(extensions: Any, document_id: Any) -> str | None:
    """Read which document is meant: ``extensions.persistedQuery.sha256Hash``, or ``documentId``.

    :raises Malformed: neither has the form that it must have.
    """
    if document_id is not None:
        if not isinstance(document_id, str) or not 0 < len(document_id) <= 128:
            raise Malformed(reason="documentId is text of at most 128 characters")
        return document_id.removeprefix("sha256:")
    if extensions is None:
        return None
    if not isinstance(extensions, dict):
        raise Malformed(reason="extensions is an object")
    asked = extensions.get("persistedQuery")
    if asked is None:
        return None
    if (
        not isinstance(asked, dict)
        or asked.get("version") != _VERSION
        or not isinstance(digest := asked.get("sha256Hash"), str)
        or not _HASH.match(digest)
    ):
        raise Malformed(reason="persistedQuery has version 1 and sha256Hash, 64 hexadecimal digits")
    return digest


def find(digest: str) -> str:
    """Return the document of a hash.

    :raises GraphQLError: it is not known; a client then sends it once more together with its text.
    """
    text = trusted().get(digest)
    if text is None and _HASH.match(digest):
        key = (require_tenant_id(), digest)
        text = here.get(key)
        if text is None:
            text = _shared(digest)
            if text is not None:
                here.put(key, text)
    if text is None:
        # Names and words are the protocol's: clients compare them.
        raise GraphQLError("PersistedQueryNotFound", extensions={"code": "PERSISTED_QUERY_NOT_FOUND"})
    return text


def check(digest: str, text: str) -> None:
    """Refuse a text that is not the one of its hash.

    :raises Malformed: it is another one.
    """
    if hash_of(text) != digest:
        raise Malformed(reason="sha256Hash is not the hash of query")


def remember(digest: str, text: str) -> None:
    """Keep a document that was found to be valid, for a day."""
    if len(text) > _LONGEST or not _HASH.match(digest):
        return
    key = (require_tenant_id(), digest)
    if here.get(key) is not None:
        return
    try:
        cache.add("graphql.persisted.count", 0, timeout=_SECONDS)
        if cache.incr("graphql.persisted.count") > _MOST_PER_DAY:
            return
        cache.set(f"graphql.persisted.{digest}", text, timeout=_SECONDS)
    except (RedisError, OSError, ValueError) as exc:
        log.warning("graphql.persisted_not_kept", error=str(exc))
        return
    here.put(key, text)


def require_trusted(text: str) -> None:
    """Refuse what the operator does not know of, where visitors may ask nothing else.

    :raises GraphQLError: the document is not among the trusted ones.
    """
    if conf().graphql.only_trusted and hash_of(text) not in _trusted_hashes(conf().graphql.trusted_documents):
        raise GraphQLError("Only known documents are answered.", extensions={"code": "graphql.document.not_trusted"})


def trusted() -> Mapping[str, str]:
    """Return the operator's documents by their names, which are hashes or anything else."""
    return _read(conf().graphql.trusted_documents)


@lru_cache(maxsize=4)
def _read(path: Path | None) -> Mapping[str, str]:
    if path is None:
        return {}
    try:
        found = json.loads(path.read_text())
    except (OSError, ValueError) as exc:
        raise ImproperlyConfigured(f"RUSTOK['graphql']['trusted_documents']: {exc}") from exc
    if not isinstance(found, dict) or not all(isinstance(text, str) for text in found.values()):
        raise ImproperlyConfigured("RUSTOK['graphql']['trusted_documents'] is a JSON object of texts by name")
    return {name.removeprefix("sha256:"): text for name, text in found.items()}


@lru_cache(maxsize=4)
def _trusted_hashes(path: Path | None) -> frozenset[str]:
    return frozenset(map(hash_of, _read(path).values()))


def _shared(digest: str) -> str | None:
    try:
        found = cache.get(f"graphql.persisted.{digest}")
    except (RedisError, OSError) as exc:
        log.warning("graphql.persisted_not_read", error=str(exc))
        return None
    return found if isinstance(found, str) else None
