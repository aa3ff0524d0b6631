"""What is refused about delivery."""

from __future__ import annotations

from rustok.errors import Conflict


class ShippingNotAvailable(Conflict):
    """The method does not come to this place, does not carry these goods, or does not sell in this channel."""

    code = "commerce.shipping.not_available"
    message = "The delivery {method!r} is not available for this basket."
