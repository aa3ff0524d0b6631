"""The page of a member: what they wrote, what moderators did with them, and what they can do now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from rustok.api.admin.dialogs import Deed, DeedForm, Desk, bar, choose, do, lines, moment, pick, tick
from rustok.api.admin.model_admin import RustokModelAdmin, context_of
from rustok.auth.models import User
from rustok.dto import parse
from rustok.ids import InvalidId, parse_id
from rustok.rbac.policies import allowed
from rustok.rbac.roles import STAFF_ROLES
from rustok_content import models
from rustok_content.admin.answers import answers_address
from rustok_content.admin.choices import head_of, kind_label_of
from rustok_content.admin.moderation_log import log_lines
from rustok_content.admin.moderation_words import TRUST, discipline_chips, seen_chip
from rustok_content.dto.members import SetTrustRequest
from rustok_content.dto.moderation import (
    DeleteSpammerRequest,
    ReleaseMemberRequest,
    RestrainMemberRequest,
    WarnMemberRequest,
)
from rustok_content.services import discipline

_TEXTS: Final = 20


class _OnMember(Deed):
    right = "content.member:discipline"
    reason_help = "The member is told."

    @property
    def member(self) -> Any:
        """The member's row."""
        return self.desk.subject["member"]

    def obstacle(self) -> str:
        """Say that nobody disciplines themselves or the staff."""
        if self.member.user_id == self.desk.ctx.actor_id:
            return "This is you."
        return "One of the staff: their role is changed at the users." if self.desk.subject["is_staff"] else ""

    def fields(self) -> dict[str, forms.Field]:
        """Ask for the reason."""
        return {"reason": lines("Reason", most=2000, required=True, help_text=self.reason_help)}


class Warn(_OnMember):
    """Tell them that it was not right."""

    name, title, icon = "warn", "Warn", "warning"
    intro = "It counts against their trust."

    def run(self, form: DeedForm) -> str:
        """Warn."""
        discipline.warn(self.desk.ctx, self.member.user_id, parse(WarnMemberRequest, _reason(form)))
        return f"{self.member.name} was warned."


class _Until(_OnMember):
    days = 7

    def fields(self) -> dict[str, forms.Field]:
        """Ask until when, and why."""
        soon = timezone.now() + dt.timedelta(days=self.days)
        return {"until": moment("Until", initial=soon, required=True), **super().fields()}

    def asked(self, form: DeedForm) -> RestrainMemberRequest:
        """Return the request."""
        until = form.cleaned_data["until"].isoformat()
        return parse(RestrainMemberRequest, {"until": until, **_reason(form)})


class Silence(_Until):
    """Let them read and not write."""

    name, title, icon = "silence", "Silence", "volume_off"
    days = 3
    intro = "They read, and cannot write until then."

    def run(self, form: DeedForm) -> str:
        """Silence."""
        discipline.silence(self.desk.ctx, self.member.user_id, self.asked(form))
        return f"{self.member.name} cannot write for now."


class Suspend(_Until):
    """Keep them out."""

    name, title, icon = "suspend", "Suspend", "person_off"
    danger = True
    intro = "They are signed out everywhere at once, and cannot come in until then."

    def run(self, form: DeedForm) -> str:
        """Suspend."""
        discipline.suspend(self.desk.ctx, self.member.user_id, self.asked(form))
        return f"{self.member.name} is kept out for now."


class Release(_OnMember):
    """End a silence and a suspension."""

    name, title, icon = "release", "Release", "lock_open"
    intro = "They write and come in again, at once."

    def obstacle(self) -> str:
        """Say that there is nothing to end."""
        now = timezone.now()
        held = [at for at in (self.member.silenced_until, self.member.suspended_until) if at and at > now]
        return super().obstacle() or ("" if held else "Neither silenced nor suspended.")

    def is_next(self) -> bool:
        """Who is held back may be let go."""
        return True

    def run(self, form: DeedForm) -> str:
        """Release."""
        discipline.release(self.desk.ctx, self.member.user_id, parse(ReleaseMemberRequest, _reason(form)))
        return f"{self.member.name} may write and come in again."


class MarkSpammer(_OnMember):
    """Keep them out for good, with all that they wrote."""

    name, title, icon = "spammer", "Mark as a spammer", "report"
    danger = True
    intro = (
        "They are kept out for good, and all that they wrote becomes spam: readers no longer see it. Releasing them"
        " later does not bring their texts back."
    )

    def obstacle(self) -> str:
        """Say that it was done."""
        is_out = self.member.suspended_until == discipline.FOR_GOOD
        return super().obstacle() or ("They are out for good already." if is_out else "")

    def fields(self) -> dict[str, forms.Field]:
        """Ask once more."""
        sure = forms.BooleanField(label="Yes, all of it", required=True)
        return {**super().fields(), "sure": sure}

    def run(self, form: DeedForm) -> str:
        """Do it."""
        discipline.delete_spammer(self.desk.ctx, self.member.user_id, parse(DeleteSpammerRequest, _reason(form)))
        return f"{self.member.name} is out for good; what they wrote goes in the background."


class SetTrust(_OnMember):
    """Say how far they are trusted."""

    name, title, icon = "trust", "Set the trust", "verified_user"
    right = "content.member:update"
    reason_help = "Moderators read it in the log."
    intro = "They rise from there by themselves, and do not fall below."

    def obstacle(self) -> str:
        """Nobody's trust is out of reach."""
        return ""

    def fields(self) -> dict[str, forms.Field]:
        """Ask for the level."""
        levels = [(str(level), name) for level, name in TRUST.items()]
        return {
            "level": pick("Trust", levels, initial=str(self.member.trust_level)),
            "locked": tick("It stays right there", initial=self.member.is_trust_locked),
            **super().fields(),
        }

    def run(self, form: DeedForm) -> str:
        """Set it."""
        data = form.cleaned_data
        asked = {"level": int(data["level"]), "locked": data["locked"], **_reason(form)}
        discipline.set_trust(self.desk.ctx, self.member.user_id, parse(SetTrustRequest, asked))
        return f"{self.member.name} is trusted at level {data['level']}."


_DEEDS: Final[tuple[type[Deed], ...]] = (Warn, Silence, Suspend, Release, SetTrust, MarkSpammer)


def _reason(form: DeedForm) -> dict[str, str]:
    return {"reason": form.cleaned_data["reason"]}


def member_urls(page: RustokModelAdmin) -> list[URLPattern]:
    """Return the addresses of what can be done with a member."""

    def view(request: HttpRequest, object_id: str, key: str) -> HttpResponse:
        desk = _desk(page, request, object_id)
        deeds = choose(desk, _DEEDS)
        answer = do(request, deeds, key)
        return answer or _shown(page, request, _desk(page, request, object_id), deeds, opened=key)

    address = "<str:object_id>/change/do/<str:key>/"
    return [path(address, page.admin_site.admin_view(view), name="rustok_content_member_do")]


def show_member(page: RustokModelAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """Show a member."""
    desk = _desk(page, request, object_id)
    return _shown(page, request, desk, choose(desk, _DEEDS), opened=request.GET.get("do", ""))


def _desk(page: RustokModelAdmin, request: HttpRequest, object_id: str) -> Desk:
    if not page.has_view_permission(request):
        raise PermissionDenied
    try:
        member = models.Member.objects.filter(pk=parse_id(object_id)).first()
    except InvalidId as exc:
        raise Http404 from exc
    if member is None:
        raise Http404
    user = User.objects.filter(pk=member.user_id).first()
    subject = {"member": member, "user": user, "is_staff": user is not None and user.role in STAFF_ROLES}
    url = reverse("admin:rustok_content_member_change", args=(member.pk,))
    return Desk(ctx=context_of(request), subject=subject, url=url)


def _shown(
    page: RustokModelAdmin, request: HttpRequest, desk: Desk, deeds: Sequence[Deed], *, opened: str
) -> HttpResponse:
    member, user = desk.subject["member"], desk.subject["user"]
    may_see_user = user is not None and allowed(desk.ctx, "accounts.user:read")
    request.current_app = page.admin_site.name
    context = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "original": member.name,
        "title": member.name,
        "subtitle": member.name,
        "member": member,
        "email": user.email if may_see_user else "",
        "is_staff": desk.subject["is_staff"],
        "trust": TRUST[member.trust_level],
        "states": discipline_chips(member),
        "figures": _figures(member),
        "texts": _texts(member),
        "answers_url": answers_address(request, author=member.user_id),
        "log": log_lines(member_id=member.user_id),
        "bar": bar(deeds, opened=opened),
    }
    return TemplateResponse(request, "rustok_content/admin/member.html", context)


def _figures(member: Any) -> list[tuple[str, Any]]:
    return [
        ("Topics", member.topic_count),
        ("Replies", member.reply_count),
        ("Solutions", member.solution_count),
        ("Reactions given", member.given_count),
        ("Reactions received", member.received_count),
        ("Days visited", member.days_visited),
        ("Topics read", member.topics_read),
        ("Flags, right", member.flags_agreed),
        ("Flags, wrong", member.flags_rejected),
        ("Warnings", member.warning_count),
    ]


def _texts(member: Any) -> list[dict[str, Any]]:
    """Return what they wrote last, in the trash or not."""
    rows = models.Node.objects.filter(author_id=member.user_id).order_by("-id")
    found = []
    for node in rows.prefetch_related("translations", "bodies")[:_TEXTS]:
        head = head_of(node)
        body = next(iter(node.bodies.all()), None)
        found.append(
            {
                "kind": kind_label_of(node.kind),
                "title": head.title if head and head.title else "",
                "text": body.text[:160] if body is not None else "",
                "at": node.created_at,
                "seen": seen_chip(None if node.deleted_at else node.moderation),
                "url": reverse("admin:rustok_content_node_change", args=(node.pk,)),
            }
        )
    return found
