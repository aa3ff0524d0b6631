"""The queue of review: what members flagged and what waits for approval, the weightiest first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final, cast
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.decorators import display
from unfold.forms import ActionForm

from rustok.api.admin.model_admin import RustokChangeList, RustokModelAdmin, context_of
from rustok.api.admin.navigation import COMMUNITY, Link
from rustok.dto import parse
from rustok.rbac.policies import allowed
from rustok_content import models
from rustok_content.admin.answers import answer_link, answer_urls
from rustok_content.admin.choices import kind_label_of
from rustok_content.admin.moderation_words import flag_words, reason_words, seen_chip, state_chip
from rustok_content.admin.review_page import review_urls, show_review
from rustok_content.dto.moderation import DecideReviewsRequest, ReviewItemResponse, ReviewReason, ReviewState
from rustok_content.services import review_queue, reviews

MAX_AT_ONCE: Final = 100
_MINE: Final = "mine"
_TABS: Final = (
    ("", "Open", "inbox"),
    (_MINE, "Mine", "person"),
    (ReviewState.APPROVED.value, "Approved", "task_alt"),
    (ReviewState.REJECTED.value, "Rejected", "block"),
    (ReviewState.IGNORED.value, "Ignored", "do_not_disturb_on"),
    ("all", "All", "list"),
)


class QueueFilter(admin.SimpleListFilter):
    """By what became of it; what is open, where nothing is said."""

    title = "queue"
    parameter_name = "queue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the states."""
        return [(key, title) for key, title, _ in _TABS if key]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Keep the entries in the state."""
        value = self.value() or ""
        if value == "all":
            return queryset
        if value == _MINE:
            return queryset.filter(state=ReviewState.OPEN, claimed_by_id=context_of(request).actor_id)
        return queryset.filter(state=value or ReviewState.OPEN)


class KindFilter(admin.SimpleListFilter):
    """By what it is about."""

    title = "kind"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the kinds that stand in the queue."""
        found = models.ReviewItem.objects.order_by("target_kind").values_list("target_kind", flat=True).distinct()
        return [(kind, kind_label_of(kind)) for kind in found]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Keep entries about the kind."""
        return queryset.filter(target_kind=self.value()) if self.value() else queryset


class ReasonFilter(admin.SimpleListFilter):
    """By why it stands in the queue."""

    title = "reason"
    parameter_name = "reason"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the reasons."""
        return [(reason.value, reason_words(reason)) for reason in ReviewReason]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Keep entries with the reason."""
        return queryset.filter(reason=self.value()) if self.value() else queryset


class DecideForm(ActionForm):
    """What is done with the chosen entries, and a note about it."""

    note = forms.CharField(
        label="",
        required=False,
        max_length=2000,
        widget=forms.TextInput(
            attrs={"class": "rustok-input", "placeholder": "Note", "aria-label": "Note", "x-show": "action"}
        ),
    )


class ReviewList(RustokChangeList):
    """A page of the queue, with what its entries are about as it is now."""

    result_list: Any

    def get_results(self, request: HttpRequest) -> None:
        """Hang on the page's entries what their columns show."""
        super().get_results(request)
        rows: list[Any] = list(self.result_list)
        for row, shown in zip(rows, review_queue.shown_items(context_of(request), rows), strict=True):
            row.shown = shown
        self.result_list = rows


def _decide(decision: str, *, spam: bool = False) -> Callable[..., None]:
    def answer(page: Any, request: HttpRequest, queryset: Any) -> None:
        ids = list(queryset.order_by("id").values_list("id", flat=True)[: MAX_AT_ONCE + 1])
        if len(ids) > MAX_AT_ONCE:
            messages.error(request, f"At most {MAX_AT_ONCE} at once.")
            return
        asked = {
            "ids": [str(key) for key in ids],
            "decision": decision,
            "note": request.POST.get("note", ""),
            "spam": spam,
        }
        found = reviews.decide_many(context_of(request), parse(DecideReviewsRequest, asked)).items
        done = sum(1 for each in found if each.error is None)
        messages.success(request, f"Decided: {done}.")
        if kept := [each for each in found if each.error is not None]:
            taken = sum(1 for each in kept if each.error == "content.review.claimed")
            told = f"Not decided: {len(kept)}"
            messages.warning(request, f"{told}, {taken} of them with another moderator." if taken else f"{told}.")

    return answer


_ACTIONS: Final = (
    ("approve", "Approve", _decide("approve")),
    ("reject", "Reject", _decide("reject")),
    ("spam", "Reject as spam", _decide("reject", spam=True)),
    ("ignore", "Leave as it is", _decide("ignore")),
)


@admin.register(models.ReviewItem)
class ReviewItemAdmin(RustokModelAdmin):
    """What moderators should look at. Entries come of flags and rules; they are decided, never deleted."""

    module = "content"
    resource = "content.review"
    called = ("entry for review", "entries for review")
    nothing = "Nothing waits for a decision."
    menu_section = COMMUNITY
    menu_icon = "gavel"
    menu_order = 10
    search_fields = ("target_id",)
    search_help_text = "A member's name, or the beginning of one"
    list_display = ("about", "author", "because", "score", "states", "since")
    list_display_links = ("about",)
    list_filter = (QueueFilter, KindFilter, ReasonFilter)
    ordering = ("-score", "-id")
    list_before_template = "rustok/admin/queues.html"
    action_form = DecideForm

    # --- List -------------------------------------------------------------------------------------------------------

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[RustokChangeList]:
        """Return the list that loads what the entries are about."""
        return ReviewList

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Offer the decisions."""
        if not allowed(context_of(request), "content.review:decide"):
            return {}
        return {name: (answer, name, title) for name, title, answer in _ACTIONS}

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """Search by who wrote it."""
        members = models.Member.objects.filter(name_key__startswith=search_term.strip().lower()).values("user_id")
        return (queryset.filter(author_id__in=members) if search_term.strip() else queryset), False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Show the queues above the list."""
        tabs = _tabs(request) if self.has_view_permission(request) else []
        return super().changelist_view(request, {"queues": tabs, **(extra_context or {})})

    @display(description="Text")
    def about(self, item: Any) -> SafeString:
        """Show what it is and how it begins."""
        shown = cast(ReviewItemResponse, item.shown)
        return format_html(
            '<span class="rustok-two rustok-clip"><span>{}</span><span class="rustok-note">{}</span></span>',
            shown.excerpt[:160] or shown.title or "—",
            f"{kind_label_of(item.target_kind)}{f' · {shown.title}' if shown.title and shown.excerpt else ''}",
        )

    @display(description="Author")
    def author(self, item: Any) -> str:
        """Show who wrote it."""
        return cast(ReviewItemResponse, item.shown).author_name or ("—" if item.author_id else "guest")

    @display(description="Because")
    def because(self, item: Any) -> SafeString:
        """Show why it is here; of flags, which."""
        flags = cast(ReviewItemResponse, item.shown).flags
        counted: dict[str, int] = {}
        for flag in flags:
            words = flag_words(flag.reason)
            counted[words] = counted.get(words, 0) + 1
        note = ", ".join(f"{words} × {count}" for words, count in counted.items())
        return format_html(
            '<span class="rustok-two"><span>{}</span><span class="rustok-note">{}</span></span>',
            reason_words(item.reason),
            note,
        )

    @display(description="State")
    def states(self, item: Any) -> SafeString:
        """Show where the entry is, and whether readers see the text."""
        claimed = " · claimed" if item.claimed_by_id and item.state == ReviewState.OPEN else ""
        return format_html(
            '<span class="rustok-row">{} {}<span class="rustok-note">{}</span></span>',
            state_chip(item.state),
            seen_chip(cast(ReviewItemResponse, item.shown).moderation),
            claimed,
        )

    @display(description="Since", ordering="created_at")
    def since(self, item: models.ReviewItem) -> Any:
        """Show since when it waits."""
        return item.created_at

    def menu_links(self, request: HttpRequest) -> list[Link]:
        """Lead to the queue, with how many entries wait."""
        waiting = models.ReviewItem.objects.filter(state=ReviewState.OPEN).count
        links = [replace(link, title="Review queue", count=waiting()) for link in super().menu_links(request)]
        answers = answer_link(request)
        # Its address is below that of the queue.
        links = [replace(link, active=link.active and not answers.active) for link in links]
        return [*links, answers] if links else links

    # --- Page -------------------------------------------------------------------------------------------------------

    def get_urls(self) -> list[Any]:
        """Add the addresses of what can be done with an entry."""
        return [*answer_urls(self), *review_urls(self), *super().get_urls()]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Show an entry; its changes have addresses of their own."""
        if object_id is None or request.method == "POST":
            raise PermissionDenied
        return show_review(self, request, object_id)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: an entry is made by a flag or a rule."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: an entry is decided."""
        return False


def _tabs(request: HttpRequest) -> list[dict[str, Any]]:
    present = request.GET.get("queue", "")
    kept = {name: value for name, value in request.GET.items() if name in ("kind", "reason") and value}
    actor = context_of(request).actor_id
    waiting = models.ReviewItem.objects.filter(state=ReviewState.OPEN)
    counts = {"": waiting.aggregate(n=Count("id"))["n"], _MINE: waiting.filter(claimed_by_id=actor).count()}
    return [
        {
            "title": title,
            "icon": icon,
            "url": f"?{urlencode({**({'queue': key} if key else {}), **kept})}",
            "active": key == present,
            "count": counts.get(key, 0),
        }
        for key, title, icon in _TABS
    ]
