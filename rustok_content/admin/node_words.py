"""How the editors' pages say where a text is, and in which colour."""

from __future__ import annotations

from typing import Final

from django.utils.safestring import SafeString

from rustok.api.admin.chips import Chip, Tone, chip
from rustok_content.dto.board import TextState
from rustok_content.dto.lifecycle import SubmissionState
from rustok_content.dto.nodes import NodeStatus

_STATUS: Final = {
    NodeStatus.DRAFT: Tone.WARNING,
    NodeStatus.PUBLISHED: Tone.GOOD,
    NodeStatus.ARCHIVED: Tone.NEUTRAL,
}
_TEXTS: Final = {
    TextState.MISSING: ("missing", Tone.NEUTRAL),
    TextState.DRAFT: ("draft", Tone.WARNING),
    TextState.SUBMITTED: ("in review", Tone.INFO),
    TextState.SCHEDULED: ("scheduled", Tone.INFO),
    TextState.STALE: ("out of date", Tone.WARNING),
    TextState.PUBLISHED: ("published", Tone.GOOD),
    TextState.ARCHIVED: ("archived", Tone.NEUTRAL),
}
_SUBMISSIONS: Final = {
    SubmissionState.SUBMITTED: ("waits for review", Tone.INFO),
    SubmissionState.APPROVED: ("approved", Tone.GOOD),
    SubmissionState.REJECTED: ("rejected", Tone.BAD),
    SubmissionState.WITHDRAWN: ("withdrawn", Tone.NEUTRAL),
}


def status_chip(status: str) -> SafeString:
    """Show where a node, or its text in one language, is in its life."""
    found = NodeStatus(status)
    return chip(found.value, _STATUS[found])


def text_words(state: TextState) -> str:
    """Say where a text in one language is."""
    return _TEXTS[state][0]


def text_mark(state: TextState, prefix: str = "") -> Chip:
    """Return a chip that says where a text is."""
    words, tone = _TEXTS[state]
    return Chip(f"{prefix}{words}", tone)


def submission_chip(state: str) -> SafeString:
    """Show what became of a text that was handed in."""
    words, tone = _SUBMISSIONS[SubmissionState(state)]
    return chip(words, tone)
