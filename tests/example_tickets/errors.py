"""What can go wrong with tickets."""

from __future__ import annotations

from rustok.errors import Conflict, NotFound


class TicketNotFound(NotFound):
    """No such ticket for this tenant, or it is somebody else's and the actor sees only their own."""

    code = "tickets.ticket.not_found"
    message = "There is no ticket {id}."


class TicketClosed(Conflict):
    """Nothing is added to a closed ticket."""

    code = "tickets.ticket.closed"
    message = "The ticket is closed."
