"""What editors do with a node beside writing it: publish, schedule, take back, copy, move."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django import forms
from django.urls import reverse

from rustok.api.admin.dialogs import Deed, DeedForm, moment, pick, tick
from rustok.api.admin.forms import language_name
from rustok.context import Scope
from rustok.dto import parse
from rustok.rbac.policies import scope_of
from rustok_content.admin.choices import parent_choices
from rustok_content.admin.node_deed import NodeDeed
from rustok_content.admin.node_previews import Preview, RevokePreviews
from rustok_content.admin.node_submissions import Submit
from rustok_content.dto.lifecycle import (
    ScheduleNodeRequest,
)
from rustok_content.dto.nodes import NodeStatus
from rustok_content.dto.places import CopyNodeRequest, MoveNodeRequest
from rustok_content.services import copying, drafts, placing, publishing, scheduling
from rustok_content.services.kinds import rules_of
from rustok_content.services.locking import may_make, may_place


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
