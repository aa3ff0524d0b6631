"""Replies and comments of all topics and posts in one list: found by state, author, topic, day and word, and judged."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from rustok.api.admin.forms import reason
from rustok.api.admin.labels import called
from rustok.api.admin.model_admin import RustokModelAdmin, context_of
from rustok.api.admin.navigation import COMMUNITY, Link
from rustok.dto import parse
from rustok.errors import RustokError
from rustok.ids import InvalidId, parse_id
from rustok.rbac.policies import allowed
from rustok_content import models
from rustok_content.admin.choices import usable_kinds
from rustok_content.admin.moderation_words import seen_chip
from rustok_content.admin.people import names_of
from rustok_content.dto.moderation import AnswerVerdict, JudgeAnswersRequest
from rustok_content.dto.threads import Moderation
from rustok_content.selectors.titles import titles_of
from rustok_content.services import judging

VIEW: Final = "rustok_content_answers"
_SHOWN: Final = 50
_STATES: Final = {
    "": "All",
    Moderation.PENDING.value: "Waiting",
    Moderation.HIDDEN.value: "Hidden",
    Moderation.SPAM.value: "Spam",
    Moderation.APPROVED.value: "Shown",
    "deleted": "Deleted",
}
_VERDICTS: Final = {
    AnswerVerdict.APPROVE: "Show",
    AnswerVerdict.HIDE: "Hide",
    AnswerVerdict.SPAM: "Mark as spam",
    AnswerVerdict.DELETE: "Delete",
    AnswerVerdict.RESTORE: "Restore",
}


def answer_urls(page: RustokModelAdmin) -> list[URLPattern]:
    """Return the address of the list."""

    def view(request: HttpRequest) -> HttpResponse:
        if not page.has_view_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            _judge(request)
            return HttpResponseRedirect(request.get_full_path())
        return _list(page, request)

    return [path("answers/", page.admin_site.admin_view(view), name=VIEW)]


def answer_link(request: HttpRequest) -> Link:
    """Return the line of the menu that leads to the list."""
    url = reverse(f"admin:{VIEW}")
    active = request.path == url
    return Link(section=COMMUNITY, title="Replies and comments", url=url, icon="chat_bubble", order=25, active=active)


def answers_address(request: HttpRequest, **wanted: Any) -> str:
    """Return the address of the list, narrowed; nothing where the operator may not see it."""
    if not allowed(context_of(request), "content.review:read"):
        return ""
    return f"{reverse(f'admin:{VIEW}')}?{urlencode(wanted)}"


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the list is narrowed to; what was typed and means nothing finds nothing."""

    state: str
    kind: str
    q: str
    author: UUID | None
    root: UUID | None
    since: dt.date | None
    until: dt.date | None
    after: UUID | None

    @classmethod
    def of(cls, request: HttpRequest) -> _Wanted:
        get = request.GET.get
        return cls(
            state=get("state", ""),
            kind=get("kind", ""),
            q=get("q", "").strip(),
            author=_id(get("author")),
            root=_id(get("root")),
            since=_day(get("since")),
            until=_day(get("until")),
            after=_id(get("after")),
        )

    def rows(self) -> Any:
        """Return the answers, the latest first."""
        kinds = [kind.name for kind in usable_kinds() if kind.answers and self.kind in ("", kind.name)]
        nodes = models.Node.objects.filter(kind__in=kinds, root_id__isnull=False).order_by("-id")
        if self.state == "deleted":
            nodes = nodes.filter(deleted_at__isnull=False)
        else:
            nodes = nodes.filter(deleted_at=None)
            nodes = nodes.filter(moderation=self.state) if self.state in _STATES and self.state else nodes
        for name, value in (("author_id", self.author), ("root_id", self.root)):
            nodes = nodes.filter(**{name: value}) if value is not None else nodes
        if self.after is not None:
            nodes = nodes.filter(pk__lt=self.after)
        if self.since is not None:
            nodes = nodes.filter(created_at__gte=_moment(self.since))
        if self.until is not None:
            nodes = nodes.filter(created_at__lt=_moment(self.until + dt.timedelta(days=1)))
        if self.q:
            said = models.Body.objects.filter(node_id=OuterRef("pk"), text__icontains=self.q)
            authors = models.Member.objects.filter(name__iexact=self.q.lstrip("@")).values("user_id")
            guests = models.GuestAuthor.objects.filter(node_id=OuterRef("pk"), name__icontains=self.q)
            nodes = nodes.filter(Q(Exists(said)) | Q(author_id__in=authors) | Q(Exists(guests)))
        return nodes


def _list(page: RustokModelAdmin, request: HttpRequest) -> HttpResponse:
    ctx = context_of(request)
    wanted = _Wanted.of(request)
    found = list(wanted.rows().prefetch_related("bodies", "guest_authors")[: _SHOWN + 1])
    rows = found[:_SHOWN]
    names = names_of([*(row.author_id for row in rows), wanted.author])
    titles = titles_of({root for root in (*(row.root_id for row in rows), wanted.root) if root is not None}, ctx.locale)
    threads = dict(models.Thread.objects.filter(node_id__in=titles).values_list("node_id", "id"))
    members = dict(
        models.Member.objects.filter(user_id__in={row.author_id for row in rows}).values_list("user_id", "id")
    )
    kept = {name: value for name, value in request.GET.items() if name != "after" and value}
    request.current_app = page.admin_site.name
    context = {
        **page.admin_site.each_context(request),
        "opts": called(page.opts, "Replies and comments"),
        "title": "Replies and comments",
        "subtitle": None,
        "wanted": wanted,
        "since": request.GET.get("since", ""),
        "until": request.GET.get("until", ""),
        "author_name": names.get(wanted.author, "") if wanted.author else "",
        "root_title": titles.get(wanted.root, "") if wanted.root else "",
        "kinds": [(kind.name, kind.label) for kind in usable_kinds() if kind.answers],
        "tabs": [
            {
                "title": title,
                "url": f"?{urlencode({**kept, 'state': state})}",
                "active": state == wanted.state,
            }
            for state, title in _STATES.items()
        ],
        "rows": [
            {
                "node": row,
                "text": next((body.text for body in row.bodies.all()), "")[:400],
                "by": names.get(row.author_id) or next((guest.name for guest in row.guest_authors.all()), "—"),
                "by_url": _member_url(members.get(row.author_id)),
                "seen": seen_chip(None if row.deleted_at else row.moderation),
                "topic": titles.get(row.root_id, ""),
                "topic_url": _topic_url(row, threads),
            }
            for row in rows
        ],
        "verdicts": [(verdict.value, title) for verdict, title in _VERDICTS.items()],
        "may_judge": allowed(ctx, "content.review:decide"),
        "next": f"?{urlencode({**kept, 'after': str(rows[-1].pk)})}" if len(found) > _SHOWN else "",
    }
    return TemplateResponse(request, "rustok_content/admin/answers.html", context)


def _judge(request: HttpRequest) -> None:
    asked = {
        "ids": request.POST.getlist("answer"),
        "verdict": request.POST.get("verdict", ""),
        "reason": request.POST.get("reason", "").strip(),
    }
    if not asked["ids"]:
        messages.error(request, "Choose some first.")
        return
    try:
        judged = judging.judge_answers(context_of(request), parse(JudgeAnswersRequest, asked))
    except RustokError as exc:
        messages.error(request, reason(exc))
        return
    messages.success(request, f"Changed: {sum(each.is_changed for each in judged)}.")
    if refused := [each for each in judged if each.error is not None]:
        messages.warning(request, f"Not changed: {len(refused)}. They were judged or taken by somebody else.")


def _member_url(member_id: UUID | None) -> str:
    return reverse("admin:rustok_content_member_change", args=(member_id,)) if member_id else ""


def _topic_url(row: Any, threads: dict[UUID, UUID]) -> str:
    if row.kind == "reply" and row.root_id in threads:
        return reverse("admin:rustok_content_thread_change", args=(threads[row.root_id],))
    return reverse("admin:rustok_content_node_change", args=(row.root_id,))


def _id(text: str | None) -> UUID | None:
    try:
        return parse_id(text) if text else None
    except InvalidId:
        return None


def _day(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _moment(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.min, tzinfo=timezone.get_current_timezone())
