"""What can go wrong with assignments, and what they refuse."""

from __future__ import annotations

from rustok.errors import Conflict, Forbidden, Invalid, NotFound


class OutsideAssignment(Forbidden):
    """The role would do, and what the actor is assigned is elsewhere, or in other languages."""

    code = "content.assignment.outside"
    message = "You are assigned to {places}, and this is outside of it."


class AssignmentNotFound(NotFound):
    """No such assignment for this tenant."""

    code = "content.assignment.not_found"
    message = "There is no assignment {id}."


class DuplicateAssignment(Conflict):
    """The user works there already."""

    code = "content.assignment.duplicate"
    message = "The user has an assignment there already."


class AssigneeNotStaff(Invalid):
    """Only staff is assigned: others change no content."""

    code = "content.assignment.not_staff"
    message = "There is no user {id} of the staff."
