"""Token buckets: one Lua call on Valkey, timed by the server's clock."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from rustok.auth.valkey import Script

_TAKE = Script("""
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local rate, burst, cost = tonumber(ARGV[1]) / 60000, tonumber(ARGV[2]), tonumber(ARGV[3])
local state = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = math.min(burst, (tonumber(state[1]) or burst) + math.max(0, now - (tonumber(state[2]) or now)) * rate)
local allowed, wait = 0, 0
if tokens >= cost then
  allowed = math.min(math.floor(tokens / cost), tonumber(ARGV[4]))
  tokens = tokens - cost * allowed
else
  wait = math.ceil((math.min(cost, burst) - tokens) / rate)
end
local full = math.ceil((burst - tokens) / rate)
redis.call('HSET', KEYS[1], 'tokens', string.format('%.6f', tokens), 'at', string.format('%d', now))
redis.call('PEXPIRE', KEYS[1], full + 1000)
return {allowed, math.floor(tokens), wait, full}
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What the bucket said. ``retry_after`` and ``reset`` (until it is full) are in whole seconds.

    ``allowed`` is how many times the cost was taken: 0 is a refusal.
    """

    allowed: int
    limit: int
    remaining: int
    retry_after: int
    reset: int


def take(key: str, *, per_minute: float, burst: int, cost: int = 1, times: int = 1) -> Taken:
    """Take ``cost`` tokens out of a bucket that holds ``burst`` and gains ``per_minute``; up to so many ``times``.

    :raises Unavailable: Valkey does not answer.
    """
    allowed, remaining, wait, full = _TAKE([key], [per_minute, burst, cost, times])
    return Taken(
        allowed=int(allowed),
        limit=burst,
        remaining=int(remaining),
        retry_after=max(1, ceil(int(wait) / 1000)) if wait else 0,
        reset=ceil(int(full) / 1000),
    )
