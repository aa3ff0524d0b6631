"""The log of moderation: what was done, by whom, and why."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.decorators import display

from rustok.api.admin.chips import pretty_json
from rustok.api.admin.model_admin import ReadOnlyAdmin, RustokChangeList
from rustok.api.admin.navigation import COMMUNITY
from rustok_content import models
from rustok_content.admin.choices import kind_label_of
from rustok_content.admin.moderation_words import action_icon, action_words
from rustok_content.admin.people import names_of

_LINES: Final = 50


def log_lines(*, target_id: UUID | None = None, member_id: UUID | None = None) -> list[dict[str, Any]]:
    """Return what moderators did with a target or a member, the latest first."""
    rows: Any = models.ModerationAction.objects.order_by("-id")
    if target_id is not None:
        rows = rows.filter(target_id=target_id)
    if member_id is not None:
        rows = rows.filter(member_id=member_id)
    found = list(rows[:_LINES])
    names = names_of(row.actor_id for row in found)
    return [
        {
            "text": action_words(row.action),
            "icon": action_icon(row.action),
            "note": row.reason,
            "details": details_of(row),
            "actor": names.get(row.actor_id, "—") if row.actor_id else "system",
            "at": row.created_at,
        }
        for row in found
    ]


def details_of(row: models.ModerationAction) -> str:
    """Say the details that people ask about: until when, from which trust to which."""
    details: dict[str, Any] = row.details
    found = []
    until = parse_datetime(str(details["until"])) if "until" in details else None
    if until is not None:
        found.append(f"until {date_format(until, 'SHORT_DATETIME_FORMAT')}")
    if "level" in details:
        found.append(f"{details.get('former')} → {details['level']}{' (locked)' if details.get('locked') else ''}")
    if details.get("spam"):
        found.append("as spam")
    return " · ".join(found)


class ActionFilter(admin.SimpleListFilter):
    """By what was done."""

    title = "what was done"
    parameter_name = "action"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer what has been done so far."""
        found = models.ModerationAction.objects.order_by("action").values_list("action", flat=True).distinct()
        return [(action, action_words(action)) for action in found]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Keep the lines about it."""
        return queryset.filter(action=self.value()) if self.value() else queryset


class LogList(RustokChangeList):
    """A page of the log, with the names of all people in it."""

    result_list: Any

    def get_results(self, request: HttpRequest) -> None:
        """Hang names on the page's lines."""
        super().get_results(request)
        rows: list[Any] = list(self.result_list)
        names = names_of(key for row in rows for key in (row.actor_id, row.member_id))
        for row in rows:
            row.actor_name = names.get(row.actor_id, "—") if row.actor_id else "system"
            row.member_name = names.get(row.member_id, "—") if row.member_id else "—"
        self.result_list = rows


@admin.register(models.ModerationAction)
class ModerationActionAdmin(ReadOnlyAdmin):
    """Only written, never changed: the database sees to that."""

    module = "content"
    resource = "content.moderation_action"
    menu_section = COMMUNITY
    menu_icon = "history_edu"
    menu_order = 60
    nothing = "Moderators have done nothing yet."
    list_display = ("created_at", "what", "target", "member", "actor", "reason_shown")
    list_filter = (ActionFilter,)
    search_fields = ("member_id",)
    search_help_text = "The beginning of a member's name"
    ordering = ("-id",)
    readonly_fields = ("created_at", "what", "target", "reason", "pretty")
    fields = ("created_at", "what", "target", "reason", "pretty")

    def __init__(self, model: Any, admin_site: Any) -> None:
        super().__init__(model, admin_site)
        self.opts.verbose_name_plural = "moderation log"

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """Search by whom it was done to, and by whom it was done."""
        found = models.Member.objects.filter(name_key__startswith=search_term.strip().lower()).values("user_id")
        wanted = Q(member_id__in=found) | Q(actor_id__in=found)
        return (queryset.filter(wanted) if search_term.strip() else queryset), False

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[RustokChangeList]:
        """Return the list that loads the names."""
        return LogList

    @display(description="What")
    def what(self, row: models.ModerationAction) -> str:
        """Say what was done."""
        details = details_of(row)
        return f"{action_words(row.action)} ({details})" if details else action_words(row.action)

    @display(description="About")
    def target(self, row: models.ModerationAction) -> SafeString | str:
        """Name what it was about, with a link where there is a page of it."""
        label = kind_label_of(row.target_kind)
        if row.target_kind == "member":
            return "Member"
        url = reverse("admin:rustok_content_node_change", args=(row.target_id,))
        return format_html('<a class="text-primary-600 dark:text-primary-500" href="{}">{}</a>', url, label)

    @display(description="Member")
    def member(self, row: Any) -> str:
        """Name the member."""
        return str(row.member_name)

    @display(description="By")
    def actor(self, row: Any) -> str:
        """Name the moderator."""
        return str(row.actor_name)

    @display(description="Reason")
    def reason_shown(self, row: models.ModerationAction) -> SafeString:
        """Show why."""
        return format_html('<span class="rustok-clip" title="{}">{}</span>', row.reason, row.reason[:120] or "—")

    @display(description="Details")
    def pretty(self, row: models.ModerationAction) -> SafeString:
        """Show all that was written down."""
        return pretty_json(row.details)
