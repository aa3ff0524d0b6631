"""What moderators do with a topic: lock, close, pin, hide, slow down, move, split, merge, delete."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django import forms
from django.urls import reverse

from rustok.api.admin.dialogs import Deed, DeedForm, line, lines, moment, pick, picks, tick
from rustok.dto import parse
from rustok_content import models
from rustok_content.admin.choices import category_name, head_of
from rustok_content.dto.thread_changes import (
    BulkThreadAction,
    BulkThreadsRequest,
    ChangeThreadRequest,
    MergeThreadRequest,
    MoveThreadRequest,
    SplitThreadRequest,
)
from rustok_content.dto.threads import Moderation
from rustok_content.services import moving, thread_states

KIND: Final = "topic"
ANSWER: Final = "reply"
_MOST: Final = 200


class _OnTopic(Deed):
    right = "forum.topic:moderate"

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.leads_to: UUID | None = None

    @property
    def thread(self) -> Any:
        """The thread."""
        return self.desk.subject["thread"]

    @property
    def node(self) -> Any:
        """The topic."""
        return self.desk.subject["node"]

    def fields(self) -> dict[str, forms.Field]:
        """Ask why."""
        return {"reason": lines("Reason", most=1000, help_text="Moderators read it in the log.")}

    def goes_to(self) -> str:
        """Lead to the topic that it became, if it did."""
        found = models.Thread.objects.filter(node_id=self.leads_to).first() if self.leads_to else None
        return reverse("admin:rustok_content_thread_change", args=(found.pk,)) if found else self.desk.url

    def change(self, form: DeedForm, **changes: Any) -> None:
        """Set what holds for the topic."""
        asked = {**changes, "reason": form.cleaned_data["reason"], **form.given_version()}
        thread_states.change_thread(self.desk.ctx, self.node.pk, parse(ChangeThreadRequest, asked), kind=KIND)


class ChangeState(_OnTopic):
    """Lock, archive, hide, make a wiki of, slow down."""

    name, title, icon = "state", "State", "tune"
    button = "Save"

    def fields(self) -> dict[str, forms.Field]:
        """Show what holds now."""
        slow = forms.IntegerField(
            label="Seconds between two replies of a member",
            min_value=0,
            max_value=86_400,
            initial=self.thread.slow_mode_seconds,
            help_text="0: no slow mode.",
            widget=forms.NumberInput(attrs={"class": "rustok-input is-number"}),
        )
        return {
            "is_locked": tick("Locked: only moderators reply", initial=self.thread.is_locked),
            "is_archived": tick("Archived: nobody replies or reacts", initial=self.thread.archived_at is not None),
            "is_hidden": tick("Hidden from readers", initial=self.node.moderation != Moderation.APPROVED),
            "is_wiki": tick("A wiki: members change its text", initial=self.thread.is_wiki),
            "slow_mode_seconds": slow,
            **super().fields(),
        }

    def run(self, form: DeedForm) -> str:
        """Save what was changed."""
        changed = {name: form.cleaned_data[name] for name in form.changed_data if name not in ("reason", "once")}
        changed.pop("version", None)
        self.change(form, **changed)
        return "The topic was changed."


class Close(_OnTopic):
    """Close now or later."""

    name, title, icon = "close", "Close", "lock_clock"
    intro = "Nobody replies from then on; an empty field opens the topic."

    def fields(self) -> dict[str, forms.Field]:
        """Ask when."""
        return {"closed_at": moment("Closes", initial=self.thread.closed_at), **super().fields()}

    def run(self, form: DeedForm) -> str:
        """Close or open."""
        at = form.cleaned_data["closed_at"]
        self.change(form, closed_at=at.isoformat() if at else None)
        return "The topic closes then." if at else "The topic is open."


class Pin(_OnTopic):
    """Keep it at the head of the list."""

    name, title, icon = "pin", "Pin", "push_pin"
    intro = "It stands at the head of its category until then; an empty field takes the pin out."

    def fields(self) -> dict[str, forms.Field]:
        """Ask until when, and where."""
        return {
            "pinned_until": moment("Until", initial=self.thread.pinned_until),
            "everywhere": tick("In all categories", initial=self.thread.is_pinned_everywhere),
            **super().fields(),
        }

    def run(self, form: DeedForm) -> str:
        """Pin or not."""
        data = form.cleaned_data
        until = data["pinned_until"]
        self.change(
            form, pinned_until=until.isoformat() if until else None, is_pinned_everywhere=bool(data["everywhere"])
        )
        return "The topic is pinned." if until else "The topic is no longer pinned."


class Move(_OnTopic):
    """Put it into another category."""

    name, title, icon = "move", "Move", "drive_file_move"

    def fields(self) -> dict[str, forms.Field]:
        """Ask whereto."""
        rows = models.Category.objects.filter(module="forum").prefetch_related("translations")
        choices = [(str(row.pk), category_name(row)) for row in rows.order_by("position", "slug")]
        return {"category": pick("Category", choices, initial=str(self.node.category_id or "")), **super().fields()}

    def run(self, form: DeedForm) -> str:
        """Move."""
        data = form.cleaned_data
        asked = parse(MoveThreadRequest, {"category_id": data["category"], "reason": data["reason"]})
        thread_states.move_thread(self.desk.ctx, self.node.pk, asked, kind=KIND)
        return "The topic was moved."


class Split(_OnTopic):
    """Make a topic of some replies."""

    name, title, icon = "split", "Split", "call_split"
    intro = "The replies, with all below them, become a topic of their own; the earliest is its text."

    def obstacle(self) -> str:
        """Say that there are none."""
        return "" if self.desk.subject["answers"] else "There are no replies."

    def fields(self) -> dict[str, forms.Field]:
        """Ask which, and what the topic is called."""
        choices = [(str(each["id"]), f"#{each['number']} {each['text'][:60]}") for each in self.desk.subject["answers"]]
        return {
            "answers": picks("Replies", choices),
            "title": line("Title of the new topic", most=255, required=True),
            **super().fields(),
        }

    def run(self, form: DeedForm) -> str:
        """Split."""
        data = form.cleaned_data
        asked = {"answer_ids": data["answers"], "title": data["title"], "reason": data["reason"]}
        self.leads_to = moving.split_thread(
            self.desk.ctx, self.node.pk, parse(SplitThreadRequest, asked), kind=KIND, answer_kind=ANSWER
        )
        return "This is the new topic."


class Merge(_OnTopic):
    """Let another topic take it in."""

    name, title, icon = "merge", "Merge", "call_merge"
    danger = True
    intro = "Its text becomes a reply there, and all of its replies follow; its addresses lead there."

    def fields(self) -> dict[str, forms.Field]:
        """Ask which."""
        rows = models.Node.objects.filter(kind=KIND, deleted_at=None).exclude(pk=self.node.pk).order_by("-id")
        topics = rows.prefetch_related("translations")[:_MOST]
        choices = [(str(row.pk), head.title if (head := head_of(row)) else str(row.pk)) for row in topics]
        return {"into": pick("Into", choices), **super().fields()}

    def run(self, form: DeedForm) -> str:
        """Merge."""
        data = form.cleaned_data
        asked = parse(MergeThreadRequest, {"into_id": data["into"], "reason": data["reason"]})
        moving.merge_thread(self.desk.ctx, self.node.pk, asked, kind=KIND, answer_kind=ANSWER)
        self.leads_to = UUID(data["into"])
        return "This is the topic that took it in."


class Delete(_OnTopic):
    """Take it from readers."""

    name, title, icon = "delete", "Delete", "delete"
    right = "forum.topic:delete"
    danger = True
    intro = "Readers no longer see the topic. Its replies stay with it."

    def run(self, form: DeedForm) -> str:
        """Delete."""
        asked = {"ids": [str(self.node.pk)], "action": BulkThreadAction.DELETE, **_why(form)}
        thread_states.change_threads(self.desk.ctx, parse(BulkThreadsRequest, asked), kind=KIND)
        return "The topic was deleted."

    def goes_to(self) -> str:
        """Lead to the list: the topic is no longer in it."""
        return reverse("admin:rustok_content_thread_changelist")


def _why(form: DeedForm) -> dict[str, str]:
    return {"reason": form.cleaned_data["reason"]}


OF_TOPIC: Final[tuple[type[Deed], ...]] = (ChangeState, Pin, Close, Move, Split, Merge, Delete)
