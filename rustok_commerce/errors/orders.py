"""What is refused about orders."""

from __future__ import annotations

from rustok.errors import Conflict, NotFound


class OrderNotFound(NotFound):
    """No such order for this tenant, or for whoever asks."""

    code = "commerce.order.not_found"
    message = "There is no order {order!r}."


class OrderStateRefused(Conflict):
    """The order's state does not allow it."""

    code = "commerce.order.state_refused"
    message = "The {machine} state of the order does not go from {before!r} to {after!r} now."
