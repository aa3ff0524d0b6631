"""What is refused about delivery."""

from __future__ import annotations

from rustok.errors import Conflict, Invalid, NotFound


class ShippingNotAvailable(Conflict):
    """The method does not come to this place, does not carry these goods, or does not sell in this channel."""

    code = "commerce.shipping.not_available"
    message = "The delivery {method!r} is not available for this basket."


class ShippingZoneNotFound(NotFound):
    """No such shipping zone for this tenant."""

    code = "commerce.shipping_zone.not_found"
    message = "There is no shipping zone {shipping_zone!r}."


class DuplicateShippingZone(Conflict):
    """Another shipping zone has this code."""

    code = "commerce.shipping_zone.duplicate_code"
    message = "Shipping zone code {shipping_zone!r} is already taken."


class ShippingMethodNotFound(NotFound):
    """No such delivery for this tenant."""

    code = "commerce.shipping_method.not_found"
    message = "There is no delivery {shipping_method!r}."


class DuplicateShippingMethod(Conflict):
    """Another delivery has this code."""

    code = "commerce.shipping_method.duplicate_code"
    message = "Delivery code {shipping_method!r} is already taken."


class ShippingMethodUnfit(Invalid):
    """A delivery is in a zone and of no location, a pickup the other way round; days and bounds go upwards."""

    code = "commerce.shipping_method.unfit"
    message = "This cannot be a delivery: {reason}"


class DuplicateShippingRate(Invalid):
    """Two rates of a delivery begin at the same value and weight."""

    code = "commerce.shipping_rate.duplicate"
    message = "Two rates in {currency} begin at the same subtotal and weight."


class ShippingProviderUnknown(Invalid):
    """The installation has no such provider of deliveries."""

    code = "commerce.shipping_provider.unknown"
    message = "There is no shipping provider {provider!r}."
