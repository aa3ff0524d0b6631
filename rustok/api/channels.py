"""The channel of a request: which of the tenant's channels a client asks in.

The core knows no shop: a module that does registers how a tenant's channels are found.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from rustok.api import errors
from rustok.tenancy.info import TenantInfo

DEFAULT: Final = "default"
"""What a request is in that names no channel: the tenant's default one, whatever its code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelInfo:
    """A channel as requests see it. ``currencies`` begins with the one shown first; no ``locales``: all are spoken."""

    code: str
    currencies: tuple[str, ...]
    locales: tuple[str, ...] = ()
    is_default: bool = False

    def speaks(self, locale: str) -> bool:
        """Tell whether the channel is shown in a locale."""
        return not self.locales or locale in self.locales


Channels = Callable[[TenantInfo], tuple[ChannelInfo, ...]]

_sources: list[Channels] = []


def register(channels: Channels) -> None:
    """Give the function that returns a tenant's channels, the default one first; it is asked on every request."""
    if channels not in _sources:
        _sources.append(channels)


def implicit_channel(tenant: TenantInfo) -> ChannelInfo:
    """Return the one channel of a tenant that has set up none."""
    return ChannelInfo(code=DEFAULT, currencies=tenant.currencies, is_default=True)


def channels_of(tenant: TenantInfo) -> tuple[ChannelInfo, ...]:
    """Return a tenant's channels, the default one first; there always is one."""
    found = tuple(channel for channels in _sources for channel in channels(tenant))
    return found or (implicit_channel(tenant),)


def find_channel(tenant: TenantInfo, code: str) -> ChannelInfo:
    """Return the channel of a code; ``default`` is the default one, unless another is called so.

    :raises UnknownChannel: the tenant does not sell in such a channel.
    """
    channels = channels_of(tenant)
    for channel in channels:
        if channel.code == code:
            return channel
    if code == DEFAULT:
        return channels[0]
    raise errors.UnknownChannel(channel=code)
