"""What may be called: an address that is written plainly, and leads out of our own network.

What a name leads to is looked up once per try and called at that very address (:mod:`.calling`): a name that leads
elsewhere a moment later changes nothing (DNS rebinding).
"""

from __future__ import annotations

import ipaddress
import queue
import re
import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from rustok.outbound.errors import AddressNotAllowed
from rustok.outbound.rules import Rules

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Sequence[str]]
"""Returns the addresses of a name; raises OSError where there are none."""

_LABEL: Final = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME: Final = re.compile(rf"(?:{_LABEL}\.)*{_LABEL}")
# What the C library takes for an IPv4 address in another spelling: 127.1, 0x7f.1, 017700000001, 2130706433.
_NUMBER: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")
_PLAIN: Final = re.compile(r"[!-~]+")

# Beside what is not global: globally routed numbers that lead into a cloud's own network, and IPv6 addresses that
# carry an IPv4 one (6to4, Teredo, NAT64) or are given to nobody. Of IPv6 only 2000::/3 is in use.
_REFUSED: Final = tuple(
    ipaddress.ip_network(each)
    for each in (
        "0.0.0.0/8",
        "100.64.0.0/10",
        "168.63.129.16/32",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "198.18.0.0/15",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "3fff::/20",
    )
)
_IPV6_IN_USE: Final = ipaddress.ip_network("2000::/3")
_LOOKUPS: Final = threading.BoundedSemaphore(64)
"""Names that are being looked up, also those that nobody waits for any more: the system's resolver gives up later."""
_DEFAULT_PORTS: Final = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An address that may be called, taken apart. ``host`` is a name or an IP address without brackets."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """The value of the header ``Host``."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"


def target_of(url: str, rules: Rules) -> Target:
    """Take an address apart.

    :raises AddressNotAllowed: it is not written plainly, or is one that is never called.
    """
    if not _PLAIN.fullmatch(url) or "\\" in url:
        raise _refused("it may have printable ASCII characters only, other names are written in punycode")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as exc:
        raise _refused("it cannot be read") from exc
    if parts.scheme != "https" and not (parts.scheme == "http" and rules.allow_http):
        raise _refused("it has to begin with https://")
    if "@" in parts.netloc:
        raise _refused("it may not hold a user name or a password")
    if "#" in url:
        raise _refused("it may not have a fragment")
    port = _DEFAULT_PORTS[parts.scheme] if port is None else port
    if rules.ports and port not in rules.ports and not (rules.allow_http and port == 80):
        raise _refused(f"port {port} is not one of {', '.join(map(str, rules.ports))}")
    host = _host_of(parts.hostname or "", rules, bracketed=parts.netloc.startswith("["))
    target = parts.path or "/"
    return Target(scheme=parts.scheme, host=host, port=port, path=f"{target}?{parts.query}" if parts.query else target)


def addresses_of(target: Target, rules: Rules, resolve: Resolve | None = None) -> tuple[str, ...]:
    """Look up where a target is.

    :raises AddressNotAllowed: one of the addresses is not to be called.
    :raises OSError: the name leads nowhere.
    """
    literal = _literal(target.host)
    if literal is not None:
        found = [target.host]
    elif resolve is not None:
        found = list(resolve(target.host, target.port))
    else:
        found = resolved(target.host, target.port, seconds=rules.connect_seconds)
    if not found:
        raise OSError("the name has no address")
    for each in found:
        check_address(each, rules)
    return tuple(dict.fromkeys(found))


def resolved(host: str, port: int, *, seconds: float) -> list[str]:
    """Ask the system's resolver, which has no time limit of its own.

    :raises OSError: the name leads nowhere, or nobody says in time where.
    """
    lookups = _LOOKUPS
    if not lookups.acquire(blocking=False):
        raise OSError("too many names are being looked up that nobody answers for")
    answers: queue.SimpleQueue[list[str] | OSError] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.put([str(entry[4][0]) for entry in found])
        except UnicodeError:
            answers.put(OSError("the name is none"))
        except OSError as exc:
            answers.put(exc)
        finally:
            lookups.release()

    threading.Thread(target=look_up, name="outbound-lookup", daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError("nobody said in time where the name leads") from None
    if isinstance(answer, OSError):
        raise answer
    return answer


def check_address(text: str, rules: Rules) -> None:
    """Refuse an address that is not of the open internet.

    :raises AddressNotAllowed: it is private, of this machine, of a cloud's own services, or carries another one in it.
    """
    address = _literal(text)
    if address is None:
        raise _refused("what its name leads to is no address")
    if any(address in network for network in _allowed(rules.allowed_networks)):
        return
    is_fine = address.is_global and not address.is_multicast and not address.is_reserved
    if isinstance(address, ipaddress.IPv6Address) and address not in _IPV6_IN_USE:
        is_fine = False
    if not is_fine or any(address in network for network in _REFUSED):
        raise _refused("it is not of the open internet")


def _host_of(host: str, rules: Rules, *, bracketed: bool) -> str:
    if bracketed:
        try:
            if "%" in host:
                raise ValueError
            host = str(ipaddress.IPv6Address(host))
        except ValueError as exc:
            raise _refused("the IPv6 address cannot be read") from exc
        check_address(host, rules)
        return host
    if _literal(host) is not None:
        check_address(host, rules)
        return host
    name = host.removesuffix(".")
    if len(name) > 253 or not _NAME.fullmatch(name) or _NUMBER.fullmatch(name.rpartition(".")[2]):
        raise _refused("the name of the host cannot be read")
    return name


def _literal(text: str) -> Address | None:
    """Read an IP address in its usual spelling."""
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


@lru_cache(maxsize=8)
def _allowed(networks: tuple[str, ...]) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    return tuple(ipaddress.ip_network(each) for each in networks)


def _refused(reason: str) -> AddressNotAllowed:
    return AddressNotAllowed(reason=reason)
