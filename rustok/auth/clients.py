"""Where a request comes from, as far as it can be believed."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from functools import lru_cache

from django.http import HttpRequest

from rustok.conf import conf

_USER_AGENT_LENGTH = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """The other side of a request. ``ip`` is None where there is none, as on a Unix socket."""

    ip: str | None = None
    user_agent: str = ""

    @property
    def network(self) -> str:
        """What limits count by: the IPv4 address, or the /64 that one IPv6 customer has."""
        return "unknown" if self.ip is None else _network(self.ip)


def client_of(request: HttpRequest) -> Client:
    """Read the client's address and program from a request.

    ``X-Forwarded-For`` is believed only for as many entries, from the right, as there are proxies of ours
    (``RUSTOK["rate_limit"]["trusted_proxies"]``): everything further left was written by the client.
    """
    text = str(request.META.get("REMOTE_ADDR") or "")
    proxies = conf().rate_limit.trusted_proxies
    if proxies:
        forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
        if forwarded:
            text = forwarded[-min(proxies, len(forwarded))]
    user_agent = str(request.META.get("HTTP_USER_AGENT", ""))[:_USER_AGENT_LENGTH]
    return Client(ip=_address(text), user_agent=user_agent.replace("\x00", ""))


@lru_cache(maxsize=4096)
def _network(ip: str) -> str:
    address = ipaddress.ip_address(ip)
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


@lru_cache(maxsize=4096)
def _address(text: str) -> str | None:
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return str(mapped or address)
