"""Who may see something, as a set of roles in one number.

A document says who sees it, a request who asks: one ``&`` tells whether the two meet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from rustok.context import EVERYBODY
from rustok.rbac.roles import Role

__all__ = ["ALWAYS", "BITS", "EVERYBODY", "audience_of", "reader", "readers_in"]

BITS: Final[Mapping[Role, int]] = MappingProxyType(
    {
        Role.ANONYMOUS: 1,
        Role.CUSTOMER: 2,
        Role.MODERATOR: 4,
        Role.EDITOR: 8,
        Role.MANAGER: 16,
        Role.ADMIN: 32,
        Role.SUPER_ADMIN: 32,
        Role.AUTHOR: 64,
    }
)
ALWAYS: Final = BITS[Role.ADMIN]
"""Who sees everything, whatever is said."""


def audience_of(roles: Iterable[Role | str]) -> int:
    """Return the audience that these roles are, and those who see everything."""
    found = ALWAYS
    for role in roles:
        found |= BITS[Role(role)]
    return found


def readers_in(audience: int) -> tuple[str, ...]:
    """Name the bits of an audience one by one, for engines that compare texts."""
    return tuple(reader(bit) for bit in sorted(set(BITS.values())) if audience & bit)


def reader(bit: int) -> str:
    """Name a bit."""
    return f"reader-{bit}"
