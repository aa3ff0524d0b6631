"""What editors do with a node beside writing it: publish, schedule, hand in, approve, preview, copy, move."""

from __future__ import annotations

from typing import Any, ClassVar, Final
from uuid import UUID

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from rustok.api.admin.dialogs import Deed, DeedForm, lines, moment, pick, picks, tick
from rustok.api.admin.forms import language_name
from rustok.context import Scope
from rustok.dto import parse
from rustok.rbac.policies import scope_of
from rustok_content.admin.choices import parent_choices
from rustok_content.dto.lifecycle import (
    ApproveSubmissionRequest,
    CreatePreviewRequest,
    RejectSubmissionRequest,
    ScheduleNodeRequest,
    SubmissionState,
    SubmitNodeRequest,
)
from rustok_content.dto.nodes import NodeStatus
from rustok_content.dto.places import CopyNodeRequest, MoveNodeRequest
from rustok_content.services import copying, drafts, placing, previews, publishing, scheduling, submissions
from rustok_content.services.kinds import rules_of
from rustok_content.services.locking import may, may_make, may_place
from rustok_content.services.reach import Languages, Reach, reach_of

_REACH: Final = "_rustok_reach"


class NodeDeed(Deed):
    """Something that can be done with a node; ``subject`` is its row with its parts."""

    right = "content.node:update"
    by_language: ClassVar[bool] = False
    """Whether it is done to texts, in the languages that the operator works in, and not to the node as a whole."""

    @property
    def node(self) -> Any:
        """The node's row."""
        return self.desk.subject

    @property
    def is_allowed(self) -> bool:
        """Whether the operator may do it to this node."""
        return self.may_in(() if self.by_language else None)

    def may_in(self, languages: Languages) -> bool:
        """Whether the operator may do it to this node's texts in some languages."""
        return may(self.desk.ctx, self.node, self.right.rpartition(":")[2], languages=languages, reach=self.reach)

    @property
    def reach(self) -> Reach:
        """How far the operator's assignments reach: read once for all that can be done with the node."""
        if not hasattr(self.node, _REACH):
            setattr(self.node, _REACH, reach_of(self.desk.ctx))
        found: Reach = getattr(self.node, _REACH)
        return found

    @property
    def node_id(self) -> UUID:
        """Its id."""
        found: UUID = self.node.pk
        return found

    @property
    def texts(self) -> list[Any]:
        """Its texts, that of the original first."""
        rows = list(self.node.translations.all())
        return sorted(rows, key=lambda row: (row.locale != self.node.source_locale, row.locale))

    @property
    def own_texts(self) -> list[Any]:
        """Those of its texts that the operator may do it to."""
        return [row for row in self.texts if self.may_in((row.locale,))]

    @property
    def waiting(self) -> set[str]:
        """The languages in which something waits over what readers see."""
        return {row.locale for row in self.node.drafts.all()}

    def languages(self, locales: list[str], *, initial: list[str] | None = None) -> forms.MultipleChoiceField:
        """Ask for languages."""
        choices = [(locale, language_name(locale)) for locale in locales]
        return picks("Languages", choices, initial=locales if initial is None else initial)


class Publish(NodeDeed):
    """Let readers see it."""

    name, title, icon = "publish", "Publish", "publish"
    by_language = True
    right = "content.node:publish"
    intro = "Readers see these languages from now on, with all that waits in them."

    @property
    def hidden(self) -> list[str]:
        """Languages with something that readers do not see yet."""
        return [
            row.locale for row in self.own_texts if row.status != NodeStatus.PUBLISHED or row.locale in self.waiting
        ]

    def obstacle(self) -> str:
        """Say that readers see all there is."""
        return "" if self.hidden else "Readers see all there is."

    def is_next(self) -> bool:
        """What readers do not see waits for this."""
        return True

    def fields(self) -> dict[str, forms.Field]:
        """Ask for the languages."""
        return {"locales": self.languages(self.hidden)}

    def run(self, form: DeedForm) -> str:
        """Publish."""
        locales = form.cleaned_data["locales"]
        publishing.publish_node(self.desk.ctx, self.node_id, locales=locales, version=form.shown_at)
        return f"Readers see it now: {', '.join(map(language_name, locales))}."


class Unpublish(NodeDeed):
    """Take it from readers."""

    name, title, icon = "unpublish", "Take from readers", "visibility_off"
    by_language = True
    right = "content.node:publish"
    danger = True
    intro = "Readers no longer see these languages. What waits over them becomes their text."

    @property
    def shown(self) -> list[str]:
        """The languages that readers see."""
        return [row.locale for row in self.own_texts if row.status == NodeStatus.PUBLISHED]

    def obstacle(self) -> str:
        """Say that readers see nothing."""
        return "" if self.shown else "Readers do not see it."

    def fields(self) -> dict[str, forms.Field]:
        """Ask for the languages, and whereto."""
        return {
            "locales": self.languages(self.shown),
            "archive": tick("Into the archive", help_text="Else it is a draft to work on."),
        }

    def run(self, form: DeedForm) -> str:
        """Take it."""
        data = form.cleaned_data
        publishing.unpublish_node(
            self.desk.ctx, self.node_id, locales=data["locales"], archive=data["archive"], version=form.shown_at
        )
        return f"Readers no longer see it: {', '.join(map(language_name, data['locales']))}."


class Discard(NodeDeed):
    """Drop what waits over what readers see."""

    name, title, icon = "discard", "Discard the draft", "undo"
    by_language = True
    danger = True
    intro = "What waits to be published in this language is dropped; what readers see stays."

    def obstacle(self) -> str:
        """Say that nothing waits."""
        return "" if self.own_waiting else "Nothing waits over what readers see."

    @property
    def own_waiting(self) -> list[str]:
        """Those of the languages with something that waits that the operator works in."""
        return sorted(locale for locale in self.waiting if self.may_in((locale,)))

    def fields(self) -> dict[str, forms.Field]:
        """Ask for the language."""
        return {"locale": pick("Language", [(locale, language_name(locale)) for locale in self.own_waiting])}

    def run(self, form: DeedForm) -> str:
        """Drop it."""
        locale = form.cleaned_data["locale"]
        drafts.discard_draft(self.desk.ctx, self.node_id, locale, version=form.shown_at)
        return f"The draft was discarded: {language_name(locale)} is again what readers see."


class Schedule(NodeDeed):
    """Say when it goes in and out by itself."""

    name, title, icon = "schedule", "Schedule", "schedule"
    by_language = True
    right = "content.node:publish"
    intro = (
        "The text, or what waits over it, is published at the first moment and taken from readers at the second."
        " An empty field: not by itself."
    )

    def fields(self) -> dict[str, forms.Field]:
        """Ask for the moments; of one text its own are there already."""
        locales = [row.locale for row in self.own_texts]
        planned = next((row for row in self.own_texts if row.publish_at or row.unpublish_at), None)
        return {
            "locales": self.languages(locales, initial=[planned.locale] if planned else locales),
            "publish_at": moment("Publish", initial=planned.publish_at if planned else None),
            "unpublish_at": moment("Take from readers", initial=planned.unpublish_at if planned else None),
        }

    def run(self, form: DeedForm) -> str:
        """Plan it."""
        data = form.cleaned_data
        moments = {name: data[name].isoformat() if data[name] else None for name in ("publish_at", "unpublish_at")}
        asked = {"locales": data["locales"], **moments, **form.given_version()}
        scheduling.schedule_node(self.desk.ctx, self.node_id, parse(ScheduleNodeRequest, asked))
        return "The schedule was saved." if any(moments.values()) else "Nothing happens by itself any more."


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


class Preview(NodeDeed):
    """Let somebody look before it is published."""

    name, title, icon = "preview", "Preview link", "link"
    by_language = True
    intro = "Whoever has the link sees the node as it would be published, without an account."

    def fields(self) -> dict[str, forms.Field]:
        """Ask for how long."""
        choices = [("1", "An hour"), ("48", "Two days"), ("168", "A week"), ("720", "A month")]
        return {"hours": pick("For", choices, initial="48")}

    def run(self, form: DeedForm) -> str:
        """Make the token; it is told once."""
        asked = parse(CreatePreviewRequest, {"hours": int(form.cleaned_data["hours"])})
        made = previews.create_preview(self.desk.ctx, self.node_id, asked)
        return preview_told(self.desk.address_of(made.url), made.expires_at)


class RevokePreviews(NodeDeed):
    """Let no link show it any more."""

    name, title, icon = "revoke", "End previews", "link_off"
    by_language = True
    intro = "No preview link shows the node any more."

    @property
    def tokens(self) -> list[Any]:
        """Those that show it."""
        return live_previews(self.node)

    def obstacle(self) -> str:
        """Say that there is none."""
        return "" if self.tokens else "No preview link is open."

    def run(self, form: DeedForm) -> str:
        """End them."""
        found = self.tokens
        for row in found:
            previews.revoke_preview(self.desk.ctx, row.pk)
        return f"Preview links ended: {len(found)}."


class EndPreview(NodeDeed):
    """Let one link show it no more: ``part`` is the preview's id as hex."""

    name, title, icon = "end-preview", "End this preview", "link_off"
    by_language = True
    danger = True
    intro = "This preview link shows the node no more; others do."

    def obstacle(self) -> str:
        """Say that it is over."""
        return "" if any(row.pk.hex == self.part for row in live_previews(self.node)) else "It is over already."

    def run(self, form: DeedForm) -> str:
        """End it."""
        previews.revoke_preview(self.desk.ctx, UUID(hex=self.part))
        return "The preview link was ended."


class Copy(NodeDeed):
    """Make another one like it."""

    name, title, icon = "copy", "Copy", "content_copy"
    right = "content.node:create"
    intro = "The copy stands beside the original, as a draft."

    @property
    def is_allowed(self) -> bool:
        """Whether the operator may make such a node."""
        rules = rules_of(self.node.kind)
        return may_make(self.desk.ctx, rules) and may_place(self.desk.ctx, rules, self.node.parent)

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._made: UUID | None = None

    def fields(self) -> dict[str, forms.Field]:
        """Ask how much of it."""
        return {"with_children": tick("With all that is below it", initial=True)}

    def run(self, form: DeedForm) -> str:
        """Copy."""
        asked = parse(CopyNodeRequest, {"with_children": form.cleaned_data["with_children"]})
        made = copying.copy_node(self.desk.ctx, self.node_id, asked)
        self._made = made.id
        return f"Copied: {made.count}. This is the copy."

    def goes_to(self) -> str:
        """Lead to the copy."""
        return reverse("admin:rustok_content_node_change", args=(self._made,)) if self._made else self.desk.url


class Move(NodeDeed):
    """Put it below another one."""

    name, title, icon = "move", "Move", "drive_file_move"
    intro = "All that is below it comes along. Old addresses lead to the new ones."

    @property
    def is_allowed(self) -> bool:
        """Whether the operator has a say in the order of nodes."""
        return super().is_allowed and scope_of(self.desk.ctx, self.right) is Scope.ALL

    def fields(self) -> dict[str, forms.Field]:
        """Ask whereto."""
        top = [("", "The top")] if self.reach.covers_all() or self.node.parent_id is None else []
        parents = [*top, *parent_choices(self.node, self.reach)]
        place = forms.IntegerField(
            label="Place",
            required=False,
            min_value=1,
            help_text="1 is the first; empty: last.",
            widget=forms.NumberInput(attrs={"class": "rustok-input is-number"}),
        )
        return {"parent": pick("Below", parents, initial=str(self.node.parent_id or "")), "place": place}

    def run(self, form: DeedForm) -> str:
        """Move."""
        data = form.cleaned_data
        asked = {
            "parent_id": data["parent"] or None,
            "position": data["place"] - 1 if data["place"] else None,
            **form.given_version(),
        }
        placing.move_node(self.desk.ctx, self.node_id, parse(MoveNodeRequest, asked))
        return "It was moved."


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


OF_NODE: Final[tuple[type[Deed], ...]] = (
    Publish,
    Schedule,
    Submit,
    Discard,
    Unpublish,
    Preview,
    RevokePreviews,
    Move,
    Copy,
)
OF_SUBMISSION: Final[tuple[type[Deed], ...]] = (Approve, Reject, Withdraw)


def preview_told(url: str, until: Any) -> SafeString:
    """Return the link of a preview, to open and to copy: it is told once."""
    when = date_format(timezone.localtime(until), "SHORT_DATETIME_FORMAT")
    return format_html(
        '<span class="rustok-row" data-testid="preview-link">'
        '<a class="text-primary-600 dark:text-primary-500" href="{0}" target="_blank" rel="noopener">'
        "Open the preview</a>"
        '<input class="rustok-input" readonly value="{0}" aria-label="Link of the preview">'
        '<button type="button" class="rustok-button" data-copies>Copy the link</button>'
        '<span class="rustok-note">It shows the node until {1}, and is not told again.</span></span>',
        url,
        when,
    )


def open_submissions(node: Any) -> list[Any]:
    """Return what of a node was handed in and waits."""
    return [row for row in node.submissions.all() if row.state == SubmissionState.SUBMITTED]


def live_previews(node: Any) -> list[Any]:
    """Return the previews of a node that show it."""
    return [row for row in node.preview_tokens.all() if row.revoked_at is None and row.expires_at > timezone.now()]
