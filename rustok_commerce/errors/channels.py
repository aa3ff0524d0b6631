"""What is refused about channels."""

from __future__ import annotations

from rustok.errors import Conflict, Invalid, NotFound


class CurrencyNotInChannel(Invalid):
    """A price of a channel in a currency that the channel does not sell in would never hold."""

    code = "commerce.channel.currency_not_sold"
    message = "The channel {channel!r} does not sell in {currency!r}."


class ChannelNotFound(NotFound):
    """No such channel for this tenant."""

    code = "commerce.channel.not_found"
    message = "There is no channel {channel!r}."


class DuplicateChannelCode(Conflict):
    """Another channel has this code."""

    code = "commerce.channel.duplicate_code"
    message = "Channel code {channel!r} is already taken."


class ChannelIsDefault(Conflict):
    """A shop with channels always has a default one that sells."""

    code = "commerce.channel.is_default"
    message = "The default channel can be neither switched off nor deleted while there are others."


class ChannelInactive(Conflict):
    """Requests that name no channel would get one that does not sell."""

    code = "commerce.channel.inactive"
    message = "A channel that is switched off cannot be the default one."


class CountryUnknown(Invalid):
    """Not a country of ISO 3166-1."""

    code = "commerce.country.unknown"
    message = "There is no country {country!r}."


class DuplicateChannel(Invalid):
    """One request names a channel twice."""

    code = "commerce.channel.duplicate"
    message = "The channel {channel!r} is given twice."


class WindowEmpty(Invalid):
    """Something would end before it begins."""

    code = "commerce.window.empty"
    message = "It would end before it begins."
