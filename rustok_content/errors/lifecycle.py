"""What can go wrong on a text's way to its readers, and back."""

from __future__ import annotations

from rustok.errors import Conflict, Invalid, NotFound


class DraftNotFound(NotFound):
    """Nothing waits to be published in that language."""

    code = "content.draft.not_found"
    message = "Nothing waits to be published in {locale!r}."


class RevisionNotFound(NotFound):
    """The node was never saved at that version, or it is no longer kept."""

    code = "content.revision.not_found"
    message = "The node has no revision {version}."


class ScheduleInPast(Invalid):
    """A schedule is of what is to come."""

    code = "content.schedule.in_past"
    message = "{field} is not to come."


class ScheduleOrder(Invalid):
    """A text cannot be taken back before it is shown."""

    code = "content.schedule.order"
    message = "The text would be taken from readers before they see it."


class NothingToPublish(Conflict):
    """Readers see the text already, as it is."""

    code = "content.schedule.nothing_to_publish"
    message = "The text in {locale!r} is published, and nothing waits to be."


class NothingToUnpublish(Conflict):
    """Readers neither see the text nor are they going to."""

    code = "content.schedule.nothing_to_unpublish"
    message = "The text in {locale!r} is neither published nor about to be."


class NotInTrash(Conflict):
    """Only what is in the trash can be restored or done away with."""

    code = "content.trash.not_there"
    message = "The node {id} is not in the trash."


class TakenAlong(Conflict):
    """The node went to the trash with one above it, and comes back with it."""

    code = "content.trash.taken_along"
    message = "The node was deleted along with {id}: restore that one."


class ParentInTrash(Conflict):
    """A node cannot come back to a place that is not there."""

    code = "content.trash.parent_in_trash"
    message = "The node above, {id}, is in the trash: restore that one first."


class NodeReferenced(Conflict):
    """Other texts show the node or link to it."""

    code = "content.node.referenced"
    message = "{count} other nodes refer to what would be gone."


class NotBeside(Invalid):
    """The nodes are not all those below one parent."""

    code = "content.node.not_beside"
    message = "The node {id} is not below this parent."


class TooManyCopies(Invalid):
    """A copy is made at once, so that it has an end."""

    code = "content.node.too_many_copies"
    message = "There are {count} nodes to copy, and at most {limit} are copied at once."


class PreviewNotFound(NotFound):
    """No such permission to look, or it is over."""

    code = "content.preview.not_found"
    message = "There is no such preview, or it is over."


class SubmissionNotFound(NotFound):
    """No such text was handed in."""

    code = "content.submission.not_found"
    message = "There is no submission {id}."


class AlreadySubmitted(Conflict):
    """The text waits for its review already."""

    code = "content.submission.open"
    message = "The text was handed in already and waits."


class SubmissionDecided(Conflict):
    """What was decided is not decided again."""

    code = "content.submission.decided"
    message = "The submission is {state}."
