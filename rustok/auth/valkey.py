"""The connection that limits are counted over: short timeouts, since a request waits for it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

import redis
from django.conf import settings

from rustok.errors import Unavailable

_TIMEOUT: Final = 0.5


@lru_cache(maxsize=4)
def _client(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, socket_timeout=_TIMEOUT, socket_connect_timeout=_TIMEOUT, health_check_interval=30)


class Script:
    """A Lua script that runs in one call, on the server's own clock."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._scripts: dict[str, Any] = {}

    def __call__(self, keys: Sequence[str], arguments: Sequence[float | int | str]) -> Any:
        """Run the script.

        :raises Unavailable: Valkey does not answer.
        """
        url = settings.REDIS_URL
        script = self._scripts.get(url)
        if script is None:
            script = self._scripts.setdefault(url, _client(url).register_script(self._source))
        try:
            return script(keys=list(keys), args=list(arguments))
        except redis.RedisError as exc:
            raise Unavailable(service="The limiter") from exc
