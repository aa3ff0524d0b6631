"""The page of an entry of the queue: the text, what is around it, who flagged it, and what can be decided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from rustok.api.admin.dialogs import Deed, DeedForm, Desk, bar, choose, do, lines, tick
from rustok.api.admin.model_admin import RustokModelAdmin, context_of
from rustok.dto import parse
from rustok.errors import NotFound
from rustok.ids import InvalidId, parse_id
from rustok.rbac.policies import allowed
from rustok_content import models
from rustok_content.admin.choices import head_of, kind_label_of
from rustok_content.admin.moderation_log import log_lines
from rustok_content.admin.moderation_words import flag_words, reason_words, seen_chip, state_chip
from rustok_content.admin.people import member_link, names_of
from rustok_content.dto.moderation import ClaimReviewRequest, DecideReviewRequest, ReviewItemResponse, ReviewState
from rustok_content.services import review_queue, reviews

_AROUND: Final = 3
_LONG: Final = 600


class _OnEntry(Deed):
    right = "content.review:decide"

    @property
    def item(self) -> ReviewItemResponse:
        """The entry."""
        found: ReviewItemResponse = self.desk.subject
        return found

    def obstacle(self) -> str:
        """Say that it is decided."""
        return "" if self.item.state is ReviewState.OPEN else "It is decided already."


class _Decision(_OnEntry):
    decision: str
    done: str

    def obstacle(self) -> str:
        """Say that it is decided, or that somebody else looks at it."""
        if self.item.claimed_by_id not in (None, self.desk.ctx.actor_id) and self.item.state is ReviewState.OPEN:
            return "Another moderator looks at it."
        return super().obstacle()

    def is_next(self) -> bool:
        """An entry waits for a decision."""
        return True

    def fields(self) -> dict[str, forms.Field]:
        """Ask for a note."""
        return {"note": lines("Note", most=2000, help_text="Moderators read it in the log.")}

    def run(self, form: DeedForm) -> str:
        """Decide."""
        data = form.cleaned_data
        asked = {
            "decision": self.decision,
            "note": data["note"],
            "spam": bool(data.get("spam")),
            **form.given_version(),
        }
        reviews.decide(self.desk.ctx, self.item.id, parse(DecideReviewRequest, asked))
        return self.done


class Approve(_Decision):
    """Readers are to see it."""

    name, title, icon = "approve", "Approve", "task_alt"
    decision = "approve"
    done = "The text was approved."
    intro = "Readers see the text from now on. Whoever flagged it was wrong."


class Reject(_Decision):
    """Readers are not to see it."""

    name, title, icon = "reject", "Reject", "block"
    decision = "reject"
    done = "The text was rejected."
    danger = True
    intro = "Readers do not see the text any more. Whoever flagged it was right."

    def fields(self) -> dict[str, forms.Field]:
        """Ask whether it is spam, too."""
        return {"spam": tick("It is spam"), **super().fields()}


class Ignore(_Decision):
    """It stays as it is."""

    name, title, icon = "ignore", "Leave as it is", "do_not_disturb_on"
    decision = "ignore"
    done = "The text stays as it is."
    intro = "Nobody is right or wrong. What flags alone have hidden is shown again."

    def is_next(self) -> bool:
        """The other two come first."""
        return False


class Claim(_OnEntry):
    """Tell the others that one looks at it."""

    name, title, icon = "claim", "Claim", "front_hand"
    intro = "Other moderators see that you look at it, and leave it to you."

    def obstacle(self) -> str:
        """Say that one has it already."""
        if self.item.claimed_by_id == self.desk.ctx.actor_id and self.item.state is ReviewState.OPEN:
            return "You have it already."
        return super().obstacle()

    def told(self) -> str:
        """Say whose it is now."""
        return "Another moderator looks at it: you take it over." if self.item.claimed_by_id else self.intro

    def run(self, form: DeedForm) -> str:
        """Take it."""
        taken = self.item.claimed_by_id is not None
        reviews.claim(self.desk.ctx, self.item.id, ClaimReviewRequest(take_over=taken))
        return "The entry is yours."


class Release(_OnEntry):
    """Give it back."""

    name, title, icon = "release", "Give back", "undo"
    intro = "The entry is everybody's again."

    def obstacle(self) -> str:
        """Say that one does not have it."""
        if self.item.state is ReviewState.OPEN and self.item.claimed_by_id != self.desk.ctx.actor_id:
            return "It is not yours."
        return super().obstacle()

    def run(self, form: DeedForm) -> str:
        """Give it back."""
        reviews.claim(self.desk.ctx, self.item.id, ClaimReviewRequest(release=True))
        return "The entry is everybody's again."


_DEEDS: Final[tuple[type[Deed], ...]] = (Approve, Reject, Ignore, Claim, Release)


def review_urls(page: RustokModelAdmin) -> list[URLPattern]:
    """Return the addresses of what can be done with an entry."""

    def view(request: HttpRequest, object_id: str, key: str) -> HttpResponse:
        desk = _desk(page, request, object_id)
        deeds = choose(desk, _DEEDS)
        answer = do(request, deeds, key)
        # After a refusal the page shows the entry as it is now; the dialog keeps what was typed.
        return answer or _shown(page, request, _desk(page, request, object_id), deeds, opened=key)

    return [
        path("<str:object_id>/change/do/<str:key>/", page.admin_site.admin_view(view), name="rustok_content_review_do")
    ]


def show_review(page: RustokModelAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """Show an entry."""
    desk = _desk(page, request, object_id)
    return _shown(page, request, desk, choose(desk, _DEEDS), opened=request.GET.get("do", ""))


def _desk(page: RustokModelAdmin, request: HttpRequest, object_id: str) -> Desk:
    if not page.has_view_permission(request):
        raise PermissionDenied
    ctx = context_of(request)
    try:
        item = review_queue.get_item(ctx, parse_id(object_id))
    except (InvalidId, NotFound) as exc:
        raise Http404 from exc
    url = reverse("admin:rustok_content_reviewitem_change", args=(item.id,))
    return Desk(ctx=ctx, subject=item, url=url, version=item.version)


def _shown(
    page: RustokModelAdmin, request: HttpRequest, desk: Desk, deeds: Sequence[Deed], *, opened: str
) -> HttpResponse:
    item: ReviewItemResponse = desk.subject
    names = names_of((item.claimed_by_id, item.decided_by_id))
    request.current_app = page.admin_site.name
    context = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "original": item.title or item.excerpt[:60],
        "title": item.title or item.excerpt[:60],
        "subtitle": item.title or item.excerpt[:60],
        "item": item,
        "kind": kind_label_of(item.target_kind),
        "because": reason_words(item.reason),
        "states": (state_chip(item.state), seen_chip(item.moderation)),
        "claimed_by": names.get(item.claimed_by_id) if item.claimed_by_id else None,
        "decided_by": names.get(item.decided_by_id) if item.decided_by_id else None,
        "author": member_link(item.author_id),
        "may_discipline": allowed(desk.ctx, "content.member:discipline"),
        "around": _around(item),
        "flags": [{"row": flag, "reason": flag_words(flag.reason)} for flag in item.flags],
        **_next(desk),
        "log": log_lines(target_id=item.target_id),
        "bar": bar(deeds, opened=opened),
    }
    return TemplateResponse(request, "rustok_content/admin/review.html", context)


def _next(desk: Desk) -> dict[str, Any]:
    """Return the way to what waits next, as the queue stands; nothing of others is taken away."""
    waiting = models.ReviewItem.objects.filter(state=ReviewState.OPEN).exclude(pk=desk.subject.id)
    free = waiting.filter(Q(claimed_by_id=None) | Q(claimed_by_id=desk.ctx.actor_id)).order_by("-score", "-id")
    found = free.values_list("pk", flat=True).first()
    return {
        "waiting": waiting.count(),
        "next_url": reverse("admin:rustok_content_reviewitem_change", args=(found,)) if found else "",
        "queue_url": reverse("admin:rustok_content_reviewitem_changelist"),
    }


def _around(item: ReviewItemResponse) -> dict[str, Any] | None:
    """Return the text as it is and what was written before and after it; None if it is no node, or gone."""
    node: Any = models.Node.objects.filter(pk=item.target_id).first()
    if node is None:
        return None
    texts = models.Node.objects.prefetch_related("translations", "bodies")
    root = texts.filter(pk=node.root_id).first() if node.root_id else None
    before: list[Any] = []
    after: list[Any] = []
    if root is not None:
        thread = texts.filter(root_id=node.root_id, deleted_at=None)
        before = list(thread.filter(number__lt=node.number).order_by("-number")[:_AROUND])[::-1]
        after = list(thread.filter(number__gt=node.number).order_by("number")[:_AROUND])
    names = names_of(each.author_id for each in (*before, *after, root, node) if each is not None)

    def line(each: Any, *, long: bool = False) -> dict[str, Any]:
        body = next(iter(each.bodies.all()), None)
        head = head_of(each)
        text = body.text if body is not None else ""
        return {
            "number": each.number,
            "title": head.title if head else "",
            "author": names.get(each.author_id, "guest" if each.author_id is None else "—"),
            "at": each.created_at,
            "text": text if long or len(text) <= _LONG else f"{text[:_LONG]}…",
            "seen": seen_chip(each.moderation),
            "is_answer_to": each.pk == node.parent_id,
            "url": reverse("admin:rustok_content_node_change", args=(each.pk,)),
        }

    return {
        "node": line(texts.get(pk=node.pk), long=True),
        "root": line(root) if root is not None else None,
        "before": [line(each) for each in before],
        "after": [line(each) for each in after],
    }
