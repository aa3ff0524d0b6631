"""Guessing passwords gets slower with every wrong guess: per address, per network, and per both together.

A delay and not a lock-out, which would let anybody lock anybody out: the delay of an address alone stays short, the
long ones fall on one network guessing at one address. Unknown addresses are counted like known ones. Names of keys
hold a digest, no e-mail address.
"""

from __future__ import annotations

import hmac
import logging
from dataclasses import dataclass
from math import ceil
from typing import Final

from django.conf import settings

from rustok.auth import buckets, metrics
from rustok.auth.clients import Client
from rustok.auth.valkey import Script
from rustok.conf import conf
from rustok.errors import RateLimited, Unavailable
from rustok.tenancy.context import require_tenant_id

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ladder:
    """Free attempts, then a delay that doubles from ``base`` to ``cap``; forgotten after ``forget``. Seconds."""

    name: str
    free: int
    base: float
    cap: float
    forget: float


ACCOUNT: Final = Ladder("account", free=20, base=1, cap=15, forget=900)
NETWORK: Final = Ladder("network", free=50, base=1, cap=60, forget=900)
BOTH: Final = Ladder("both", free=5, base=1, cap=300, forget=3600)

MAILS_PER_HOUR: Final = 6
"""Mails that strangers can cause to one address."""

# Each key is checked before any is counted: a refused attempt costs the guesser nothing more, and a waiting owner
# is not pushed further away by it.
_ATTEMPT = Script("""
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local wait = 0
for i, key in ipairs(KEYS) do
  local due = tonumber(redis.call('HGET', key, 'due') or '0')
  if due - now > wait then wait = due - now end
end
if wait > 0 then return wait end
for i, key in ipairs(KEYS) do
  local a = (i - 1) * 4
  local failures = redis.call('HINCRBY', key, 'failures', 1)
  local over = failures - tonumber(ARGV[a + 1])
  if over >= 0 then
    local delay = math.min(tonumber(ARGV[a + 3]), tonumber(ARGV[a + 2]) * 2 ^ math.min(over, 30))
    redis.call('HSET', key, 'due', string.format('%d', now + delay))
  end
  redis.call('PEXPIRE', key, ARGV[a + 4])
end
return 0
""")

_FORGIVE = Script("""
redis.call('DEL', KEYS[1], KEYS[2])
if tonumber(redis.call('HGET', KEYS[3], 'failures') or '0') > 0 then
  redis.call('HINCRBY', KEYS[3], 'failures', -1)
  redis.call('HDEL', KEYS[3], 'due')
end
return 0
""")


def attempt(email: str, client: Client) -> None:
    """Count an attempt before the password is looked at; attempts in parallel cannot slip through together.

    :raises RateLimited: the delay of an earlier attempt is not over.
    :raises Unavailable: attempts cannot be counted. Sign-in fails closed.
    """
    if not conf().rate_limit.enabled:
        return
    arguments = [
        value
        for ladder in (BOTH, ACCOUNT, NETWORK)
        for value in (ladder.free, ladder.base * 1000, ladder.cap * 1000, int(ladder.forget * 1000))
    ]
    wait = _ATTEMPT(_keys(email, client), arguments)
    if wait:
        metrics.rate_limited.labels(route_class="login").inc()
        raise RateLimited(retry_after=ceil(int(wait) / 1000))


def forgive(email: str, client: Client) -> None:
    """Forget the attempts at an address after the right password; the network loses this one attempt only.

    Without Valkey nothing is forgotten: the sign-in itself has succeeded.
    """
    if not conf().rate_limit.enabled:
        return
    try:
        _FORGIVE(_keys(email, client), [])
    except Unavailable:
        logger.warning("auth.throttle_unavailable")


def may_mail(email: str) -> bool:
    """Count a mail that a stranger asked for; False where the address has had enough of them.

    :raises Unavailable: Valkey does not answer.
    """
    if not conf().rate_limit.enabled:
        return True
    key = f"{_prefix()}:mail:{_account(email)}"
    return buckets.take(key, per_minute=MAILS_PER_HOUR / 60, burst=MAILS_PER_HOUR).allowed > 0


def _account(email: str) -> str:
    return hmac.digest(settings.SECRET_KEY.encode(), email.encode(), "sha256").hex()[:32]


def _prefix() -> str:
    # A hash tag, so that a tenant's keys lie on one node of a cluster.
    return f"throttle:{{{require_tenant_id()}}}"


def _keys(email: str, client: Client) -> list[str]:
    account, prefix = _account(email), _prefix()
    return [
        f"{prefix}:{BOTH.name}:{account}:{client.network}",
        f"{prefix}:{ACCOUNT.name}:{account}",
        f"{prefix}:{NETWORK.name}:{client.network}",
    ]
