"""What can go wrong with imports."""

from __future__ import annotations

from rustok.errors import Conflict, Invalid, NotFound


class ImportNotFound(NotFound):
    """No such import for this tenant."""

    code = "content.import.not_found"
    message = "There is no import {id}."


class UnreadableImport(Invalid):
    """The file is not what it should be."""

    code = "content.import.unreadable"
    message = "The file cannot be read: {reason}."


class ImportTooLarge(Invalid):
    """More than is taken in this way."""

    code = "content.import.too_large"
    message = "The file is too large: at most {limit}."


class ImportOver(Conflict):
    """It has ended, and cannot be stopped."""

    code = "content.import.over"
    message = "The import has ended already."


class ImportNotResumable(Conflict):
    """Only what was stopped on its way goes on."""

    code = "content.import.not_resumable"
    message = "The import is {state}: only one that failed or was cancelled goes on."


class ImportFileGone(Conflict):
    """The file of an import is there no more."""

    code = "content.import.file_gone"
    message = "The file of the import is there no more: upload it anew."
