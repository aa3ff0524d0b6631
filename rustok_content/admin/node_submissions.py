"""Texts that are handed in from the page of a node, and what is decided of them."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django import forms

from rustok.api.admin.dialogs import Deed, DeedForm, lines, pick, tick
from rustok.api.admin.forms import language_name
from rustok.dto import parse
from rustok_content.admin.node_deed import NodeDeed
from rustok_content.dto.lifecycle import (
    ApproveSubmissionRequest,
    RejectSubmissionRequest,
    SubmissionState,
    SubmitNodeRequest,
)
from rustok_content.services import submissions


class Submit(NodeDeed):
    """Hand it in for review."""

    name, title, icon = "submit", "Hand in for review", "rate_review"
    by_language = True
    intro = "Whoever may publish reads it, and says yes or no."

    def obstacle(self) -> str:
        """Say that all of it was handed in."""
        return "It was handed in." if any(row.locale == "" for row in open_submissions(self.node)) else ""

    def fields(self) -> dict[str, forms.Field]:
        """Ask what is handed in, and for a note."""
        whole = [("", "All languages")] if self.may_in(None) else []
        choices = [*whole, *((row.locale, language_name(row.locale)) for row in self.own_texts)]
        return {"locale": pick("Language", choices), "note": lines("Note", most=2000)}

    def run(self, form: DeedForm) -> str:
        """Hand it in."""
        data = form.cleaned_data
        asked = {"locale": data["locale"] or None, "note": data["note"], **form.given_version()}
        submissions.submit_node(self.desk.ctx, self.node_id, parse(SubmitNodeRequest, asked))
        return "It was handed in for review."


class _OnSubmission(NodeDeed):
    """Something about a text that was handed in: ``part`` is the submission's id as hex."""

    @property
    def submission(self) -> Any:
        """The submission."""
        return next((row for row in open_submissions(self.node) if row.pk.hex == self.part), None)

    @property
    def is_allowed(self) -> bool:
        """Whether the operator works in the language of what was handed in."""
        found = self.submission
        return self.may_in((found.locale,) if found is not None and found.locale else None)

    @property
    def submission_id(self) -> UUID:
        """Its id."""
        return UUID(hex=self.part)

    @property
    def label(self) -> str:
        """Name the language as well."""
        found = self.submission
        return f"{self.title} ({found.locale})" if found is not None and found.locale else self.title

    def obstacle(self) -> str:
        """Say that it was decided."""
        return "" if self.submission is not None else "It was decided already."

    def told(self) -> str:
        """Say what was handed in, and the note."""
        found = self.submission
        note = f" “{found.note}”" if found is not None and found.note else ""
        what = language_name(found.locale) if found is not None and found.locale else "All languages"
        return f"{what}, as it was handed in.{note}"


class Approve(_OnSubmission):
    """Say yes."""

    name, title, icon = "approve", "Approve", "task_alt"
    right = "content.node:publish"

    def is_next(self) -> bool:
        """What was handed in waits for an answer."""
        return True

    def fields(self) -> dict[str, forms.Field]:
        """Ask for a note, and whether readers see it at once."""
        return {"publish": tick("Publish it at once"), "note": lines("Note", most=2000)}

    def run(self, form: DeedForm) -> str:
        """Approve."""
        data = form.cleaned_data
        asked = {"note": data["note"], "publish": data["publish"], **form.given_version()}
        submissions.approve_submission(self.desk.ctx, self.submission_id, parse(ApproveSubmissionRequest, asked))
        return "It was approved, and readers see it." if data["publish"] else "It was approved."


class Reject(_OnSubmission):
    """Say no."""

    name, title, icon = "reject", "Send back", "assignment_return"
    right = "content.node:publish"

    def is_next(self) -> bool:
        """What was handed in waits for an answer."""
        return True

    def fields(self) -> dict[str, forms.Field]:
        """Ask why."""
        return {"note": lines("What is to be changed", most=2000, required=True)}

    def run(self, form: DeedForm) -> str:
        """Reject."""
        asked = parse(RejectSubmissionRequest, {"note": form.cleaned_data["note"]})
        submissions.reject_submission(self.desk.ctx, self.submission_id, asked)
        return "It was sent back."


class Withdraw(_OnSubmission):
    """Take it back."""

    name, title, icon = "withdraw", "Withdraw", "undo"

    def run(self, form: DeedForm) -> str:
        """Withdraw."""
        submissions.withdraw_submission(self.desk.ctx, self.submission_id)
        return "It was withdrawn."


OF_SUBMISSION: Final[tuple[type[Deed], ...]] = (Approve, Reject, Withdraw)


def open_submissions(node: Any) -> list[Any]:
    """Return what of a node was handed in and waits."""
    return [row for row in node.submissions.all() if row.state == SubmissionState.SUBMITTED]
