"""Notes searches that found nothing: counted in Valkey, so that a read writes no row; a task brings them to the table.

Nothing is kept of who looked, and nothing that could be an address or a telephone number.
"""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

import redis
from django.conf import settings
from redis.exceptions import RedisError

from rustok.conf import conf
from rustok.context import RequestContext
from rustok_index import metrics
from rustok_index.backends import analysis
from rustok_index.models.dictionary import PHRASE_LENGTH

logger = logging.getLogger(__name__)

# Searches that differ, counted until the task comes; further ones are not looked at.
_MOST_AT_ONCE: Final = 1000
_DIGITS_OF_A_PERSON: Final = 7
_SEPARATOR: Final = "\n"
_TENANTS: Final = "rustok:index:misses"
_KEEP_SECONDS: Final = 24 * 3600

# One round trip: counts what is known already, and what is new as long as there is room.
_COUNT: Final = """
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 1 or redis.call('HLEN', KEYS[1]) < tonumber(ARGV[2]) then
  redis.call('HINCRBY', KEYS[1], ARGV[1], 1)
  redis.call('EXPIRE', KEYS[1], ARGV[4])
  redis.call('SADD', KEYS[2], ARGV[3])
end
"""
# Takes everything away at once: what comes meanwhile is counted from the beginning.
_TAKE: Final = """
local found = redis.call('HGETALL', KEYS[1])
redis.call('DEL', KEYS[1])
redis.call('SREM', KEYS[2], ARGV[1])
return found
"""


def note_miss(ctx: RequestContext, text: str) -> None:
    """Count a search that found nothing; never an error, and nothing at all without Valkey."""
    words = analysis.folded_words(text)
    query = " ".join(words)
    if not conf().search.log_misses or not 1 < len(query) <= PHRASE_LENGTH or _is_personal(text):
        return
    try:
        _client(settings.REDIS_URL).eval(
            _COUNT,
            2,
            _key(ctx.tenant_id),
            _TENANTS,
            f"{ctx.locale}{_SEPARATOR}{query}",
            _MOST_AT_ONCE,
            ctx.tenant_id.hex,
            _KEEP_SECONDS,
        )
    except (RedisError, OSError) as exc:
        logger.warning("index.misses.not_counted", extra={"error": str(exc)})
        return
    metrics.search_misses.inc()


def tenants_with_misses() -> list[UUID]:
    """Name the tenants of which something was counted."""
    found: Any = _client(settings.REDIS_URL).smembers(_TENANTS)
    return sorted(UUID(hex=value.decode()) for value in found)


def take_misses(tenant_id: UUID) -> dict[tuple[str, str], int]:
    """Return the counts by locale and query, and begin anew."""
    found: Any = _client(settings.REDIS_URL).eval(_TAKE, 2, _key(tenant_id), _TENANTS, tenant_id.hex)
    counts = {}
    for name, count in zip(found[::2], found[1::2], strict=True):
        locale, _, query = name.decode().partition(_SEPARATOR)
        counts[locale, query] = int(count)
    return counts


def _is_personal(text: str) -> bool:
    return "@" in text or sum(char.isdigit() for char in text) >= _DIGITS_OF_A_PERSON


def _key(tenant_id: UUID) -> str:
    return f"{_TENANTS}:{tenant_id.hex}"


@lru_cache(maxsize=1)
def _client(url: str) -> redis.Redis:
    # Short limits: a slow Valkey must not slow down searches.
    return redis.Redis.from_url(url, socket_timeout=0.5, socket_connect_timeout=0.5)
