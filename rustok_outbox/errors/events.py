"""What can go wrong with deliveries."""

from __future__ import annotations

from rustok.errors import NotFound


class DeadLetterNotFound(NotFound):
    """No such dead letter for this tenant."""

    code = "outbox.dead_letter.not_found"
    message = "There is no dead letter {id}."
