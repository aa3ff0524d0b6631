"""Topics of the forum, as moderators see them: their list, and a page of each with its replies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.decorators import display

from rustok.api.admin.chips import Chip, Tone, chips
from rustok.api.admin.dialogs import Deed, Desk, bar, choose, do
from rustok.api.admin.model_admin import RustokChangeList, RustokModelAdmin, context_of
from rustok.api.admin.navigation import COMMUNITY
from rustok.dto import parse
from rustok.ids import InvalidId, parse_id
from rustok.rbac.policies import allowed
from rustok_content import models
from rustok_content.admin.answers import answers_address
from rustok_content.admin.choices import category_choices, category_name, head_of
from rustok_content.admin.moderation_log import log_lines
from rustok_content.admin.moderation_words import seen_chip
from rustok_content.admin.people import names_of
from rustok_content.admin.topic_deeds import KIND, OF_TOPIC
from rustok_content.dto.thread_changes import BulkThreadAction, BulkThreadsRequest
from rustok_content.dto.threads import Moderation
from rustok_content.services import thread_states

_ANSWERS: Final = 100
_AT_ONCE: Final = 100
_STATES: Final = {
    "pinned": "Pinned",
    "locked": "Locked",
    "closed": "Closed",
    "archived": "Archived",
    "hidden": "Not shown",
    "solved": "Solved",
    "unanswered": "Without a reply",
}


def thread_chips(thread: Any, node: Any) -> SafeString:
    """Show what holds for a topic."""
    now = timezone.now()
    found = [
        (thread.pinned_until is not None and thread.pinned_until > now, Chip("pinned", Tone.INFO)),
        (thread.is_locked, Chip("locked", Tone.WARNING)),
        (thread.closed_at is not None and thread.closed_at <= now, Chip("closed", Tone.WARNING)),
        (thread.archived_at is not None, Chip("archived", Tone.NEUTRAL)),
        (thread.solution_id is not None, Chip("solved", Tone.GOOD)),
        (thread.slow_mode_seconds > 0, Chip(f"slow: {thread.slow_mode_seconds} s", Tone.NEUTRAL)),
        (thread.is_wiki, Chip("wiki", Tone.NEUTRAL)),
        (node.moderation != Moderation.APPROVED, Chip(str(node.moderation), Tone.BAD)),
    ]
    return chips([chip for holds, chip in found if holds])


class StateFilter(admin.SimpleListFilter):
    """By what holds for a topic."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the states."""
        return list(_STATES.items())

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Keep the topics for which it holds."""
        now = timezone.now()
        found = {
            "pinned": Q(pinned_until__gt=now),
            "locked": Q(is_locked=True),
            "closed": Q(closed_at__lte=now),
            "archived": Q(archived_at__isnull=False),
            "hidden": ~Q(node__moderation=Moderation.APPROVED),
            "solved": Q(solution_id__isnull=False),
            "unanswered": Q(node__reply_count=0),
        }.get(self.value() or "")
        return queryset.filter(found) if found is not None else queryset


class CategoryFilter(admin.SimpleListFilter):
    """By category."""

    title = "category"
    parameter_name = "category"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the categories."""
        return category_choices()

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Keep its topics."""
        try:
            return queryset.filter(node__category_id=parse_id(self.value() or "")) if self.value() else queryset
        except InvalidId:
            return queryset.none()


def _bulk(kind: BulkThreadAction) -> Callable[..., None]:
    def answer(page: Any, request: HttpRequest, queryset: Any) -> None:
        ids = list(queryset.order_by("id").values_list("node_id", flat=True)[: _AT_ONCE + 1])
        if len(ids) > _AT_ONCE:
            messages.error(request, f"At most {_AT_ONCE} at once.")
            return
        asked = parse(BulkThreadsRequest, {"ids": [str(key) for key in ids], "action": kind})
        found = thread_states.change_threads(context_of(request), asked, kind=KIND)
        messages.success(request, f"Changed: {len(found.changed)}.")

    return answer


_ACTIONS: Final = tuple(
    (kind.value, title, _bulk(kind))
    for kind, title in (
        (BulkThreadAction.LOCK, "Lock"),
        (BulkThreadAction.UNLOCK, "Unlock"),
        (BulkThreadAction.CLOSE, "Close"),
        (BulkThreadAction.OPEN, "Open"),
        (BulkThreadAction.ARCHIVE, "Archive"),
        (BulkThreadAction.HIDE, "Hide"),
        (BulkThreadAction.SHOW, "Show"),
        (BulkThreadAction.DELETE, "Delete"),
    )
)


@admin.register(models.Thread)
class TopicAdmin(RustokModelAdmin):
    """Topics: members begin them, moderators keep them in order."""

    module = "forum"
    resource = "forum.topic"
    called = ("topic", "topics")
    menu_section = COMMUNITY
    menu_icon = "forum"
    menu_order = 20
    list_display = ("about", "category", "replies", "states", "last_reply_at")
    list_display_links = ("about",)
    list_filter = (StateFilter, CategoryFilter)
    search_fields = ("node__translations__title",)
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Read the topics along."""
        rows = super().get_queryset(request).filter(node__kind=KIND, node__deleted_at=None)
        return rows.select_related("node__category").prefetch_related(
            "node__translations", "node__category__translations"
        )

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Offer what can be done with many topics."""
        if not allowed(context_of(request), "forum.topic:moderate"):
            return {}
        may_delete = allowed(context_of(request), "forum.topic:delete")
        return {name: (answer, name, title) for name, title, answer in _ACTIONS if may_delete or name != "delete"}

    @display(description="Topic")
    def about(self, thread: Any) -> str:
        """Show the title."""
        head = head_of(thread.node)
        return head.title if head else str(thread.node_id)

    @display(description="Category")
    def category(self, thread: Any) -> str:
        """Show where it is filed."""
        return category_name(thread.node.category) if thread.node.category else "—"

    @display(description="Replies", ordering="node__reply_count")
    def replies(self, thread: Any) -> SafeString:
        """Show how many replies readers see, and by how many people."""
        return format_html(
            '{} <span class="rustok-note">by {}</span>', thread.node.reply_count, thread.participant_count
        )

    @display(description="State")
    def states(self, thread: Any) -> SafeString:
        """Show what holds for it."""
        return thread_chips(thread, thread.node)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[RustokChangeList]:
        """Return the list that counts once."""
        return RustokChangeList

    # --- Page -------------------------------------------------------------------------------------------------------

    def get_urls(self) -> list[Any]:
        """Add the addresses of what can be done with a topic."""

        def view(request: HttpRequest, object_id: str, key: str) -> HttpResponse:
            desk = self._desk(request, object_id)
            deeds = choose(desk, OF_TOPIC)
            answer = do(request, deeds, key)
            return answer or self._shown(request, self._desk(request, object_id), deeds, opened=key)

        address = "<str:object_id>/change/do/<str:key>/"
        return [path(address, self.admin_site.admin_view(view), name="rustok_content_topic_do"), *super().get_urls()]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Show a topic; its changes have addresses of their own."""
        if object_id is None or request.method == "POST":
            raise PermissionDenied
        desk = self._desk(request, object_id)
        return self._shown(request, desk, choose(desk, OF_TOPIC), opened=request.GET.get("do", ""))

    def _desk(self, request: HttpRequest, object_id: str) -> Desk:
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            thread = self.get_queryset(request).filter(pk=parse_id(object_id)).first()
        except InvalidId as exc:
            raise Http404 from exc
        if thread is None:
            raise Http404
        node = thread.node
        subject = {"thread": thread, "node": node, "answers": _answers(node)}
        url = reverse("admin:rustok_content_thread_change", args=(thread.pk,))
        return Desk(ctx=context_of(request), subject=subject, url=url, version=node.version)

    def _shown(self, request: HttpRequest, desk: Desk, deeds: Sequence[Deed], *, opened: str) -> HttpResponse:
        thread, node = desk.subject["thread"], desk.subject["node"]
        head = head_of(node)
        title = head.title if head else str(node.pk)
        body = next(iter(node.bodies.all()), None)
        request.current_app = self.admin_site.name
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": title,
            "title": title,
            "subtitle": title,
            "thread": thread,
            "node": node,
            "states": thread_chips(thread, node),
            "category": category_name(node.category) if node.category else "—",
            "author": names_of([node.author_id]).get(node.author_id, "—"),
            "text": body.text if body is not None else "",
            "answers": desk.subject["answers"],
            "log": log_lines(target_id=node.pk),
            "answers_url": answers_address(request, root=node.pk),
            "node_url": reverse("admin:rustok_content_node_change", args=(node.pk,)),
            "bar": bar(deeds, opened=opened),
        }
        return TemplateResponse(request, "rustok_content/admin/topic.html", context)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: topics are begun in the forum."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: a topic is deleted on its page."""
        return False


def _answers(node: Any) -> list[dict[str, Any]]:
    """Return the last replies, as the thread is written."""
    rows = models.Node.objects.filter(root_id=node.pk).prefetch_related("bodies")
    found = list(rows.order_by("-number")[:_ANSWERS])[::-1]
    names = names_of(row.author_id for row in found)
    answers = []
    for row in found:
        body = next(iter(row.bodies.all()), None)
        answers.append(
            {
                "id": row.pk,
                "number": row.number,
                "author": names.get(row.author_id, "—"),
                "at": row.created_at,
                "text": body.text if body is not None else "",
                "seen": seen_chip(None if row.deleted_at else row.moderation),
                "is_answer_to": False,
            }
        )
    return answers
