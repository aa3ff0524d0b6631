"""What is refused about imports, exports and bulk changes."""

from __future__ import annotations

from rustok.errors import Conflict, Invalid, NotFound, TooLarge


class JobNotFound(NotFound):
    """No such job for this tenant."""

    code = "commerce.job.not_found"
    message = "There is no job {job!r}."


class JobHasNoResult(NotFound):
    """The job has no file: it is not done, or has nothing to tell."""

    code = "commerce.job.no_result"
    message = "The job has no file to fetch."


class JobOver(Conflict):
    """A job that has ended cannot be cancelled."""

    code = "commerce.job.over"
    message = "The job has ended already."


class UnreadableTable(Invalid):
    """Not a table that we can read."""

    code = "commerce.table.unreadable"
    message = "The file cannot be read: {reason}."


class TableTooLarge(TooLarge):
    """More than is taken in at once."""

    code = "commerce.table.too_large"
    message = "The file has more than {limit}."


class UnknownColumns(Invalid):
    """Columns that mean nothing, or the same twice; ``errors`` names each."""

    code = "commerce.import.columns"
    message = "The first row does not name columns as it has to. {reasons}"
