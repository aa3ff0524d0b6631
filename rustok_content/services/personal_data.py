"""What content holds of a person, told and erased; called for by the installation's commands over all modules.

Texts are the site's and stay, without their author. Votes, signs and flags stay as counts, of nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.db import models as fields
from django.db.models import Q

from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.community import MemberForgotten
from rustok.ids import generate_id
from rustok.modules.subjects import ErasedPart, PersonalSection, Subject
from rustok_content import models
from rustok_content.services import authors

_SECRETS: Final = frozenset({"tenant_id", "ip_hash", "token_hash", "unsubscribe_token", "name_key"})
_GUEST: Final = "Guest"
_LOG_STAYS: Final = "The log of moderation is append-only: what moderators did and why has to be accounted for."
_TEXTS_STAY: Final = "Texts stay, without their author."


def sections_of(subject: Subject) -> tuple[PersonalSection, ...]:
    """Tell what content holds of a person."""
    found: dict[str, Iterable[Mapping[str, Any]]] = {"guest_comments": _guest_comments(subject)}
    user_id = subject.user_id
    if user_id is not None:
        found["nodes"] = authors.written_by(user_id)
        rows: Mapping[str, Any] = {
            "member": models.Member.objects.filter(user_id=user_id),
            "notifications": models.Notification.objects.filter(user_id=user_id),
            "notification_settings": models.NotificationSettings.objects.filter(user_id=user_id),
            "subscriptions": models.Subscription.objects.filter(user_id=user_id),
            "read_states": models.ReadState.objects.filter(user_id=user_id),
            "assignments": models.Assignment.objects.filter(user_id=user_id),
            "bookmarks": models.Bookmark.objects.filter(user_id=user_id),
            "composer_drafts": models.ComposerDraft.objects.filter(user_id=user_id),
            "reactions": models.Reaction.objects.filter(user_id=user_id),
            "votes": models.Vote.objects.filter(user_id=user_id),
            "mentions": models.Mention.objects.filter(user_id=user_id),
            "flags": models.Flag.objects.filter(user_id=user_id),
            # What moderators said of the person, not what the person did as a moderator.
            "moderation": models.ModerationAction.objects.filter(member_id=user_id),
        }
        found |= {name: [_plain(row) for row in each.order_by("id")] for name, each in rows.items()}
    return tuple(PersonalSection(name=name, items=list(items)) for name, items in found.items())


def erase(ctx: RequestContext, subject: Subject) -> tuple[ErasedPart, ...]:
    """Take a person out of what content holds, inside the caller's transaction; a second time changes nothing."""
    parts = []
    user_id = subject.user_id
    if user_id is not None:
        texts = authors.forget_author(ctx, user_id)
        parts.append(ErasedPart(name="authorship", erased=texts, reason=_TEXTS_STAY))
        parts += _erase_traces(user_id)
    parts.append(ErasedPart(name="guest_comments", erased=_erase_guest(subject), reason=_TEXTS_STAY))
    if user_id is not None:
        logged = models.ModerationAction.objects.filter(member_id=user_id).count()
        parts.append(ErasedPart(name="moderation", kept=logged, reason=_LOG_STAYS if logged else ""))
        parts.append(ErasedPart(name="member", erased=_erase_member(ctx, user_id)))
    return tuple(parts)


def _erase_traces(user_id: UUID) -> list[ErasedPart]:
    """Delete what is the person's own, and take the name off what others' counts are made of."""
    parts = []
    own: Sequence[tuple[str, Any]] = (
        ("notifications", models.Notification),
        ("notification_settings", models.NotificationSettings),
        ("subscriptions", models.Subscription),
        ("read_states", models.ReadState),
        ("assignments", models.Assignment),
        ("bookmarks", models.Bookmark),
        ("composer_drafts", models.ComposerDraft),
        ("mentions", models.Mention),
    )
    for name, model in own:
        rows: Any = model.objects.filter(user_id=user_id)
        ids = list(rows.for_update(keys=True).values_list("id", flat=True))
        model.objects.filter(pk__in=ids).delete()
        parts.append(ErasedPart(name=name, erased=len(ids)))
    # One new id for all of them, so that nobody is counted as several people; it leads nowhere.
    nobody = generate_id()
    counted: Sequence[tuple[str, Any]] = (("reactions", models.Reaction), ("votes", models.Vote))
    for name, model in counted:
        parts.append(ErasedPart(name=name, erased=model.objects.filter(user_id=user_id).update(user_id=nobody)))
    flags = models.Flag.objects.filter(user_id=user_id).update(user_id=nobody, note="")
    parts.append(ErasedPart(name="flags", erased=flags))
    return parts


def _erase_member(ctx: RequestContext, user_id: UUID) -> int:
    rows: Any = models.Member.objects.for_update(keys=True).filter(user_id=user_id)
    member: models.Member | None = rows.first()
    if member is None:
        return 0
    member.delete()
    publish(ctx, MemberForgotten(user_id=user_id))
    return 1


def _guests(subject: Subject) -> Any:
    wanted = Q()
    for email in subject.emails:
        wanted |= Q(email__iexact=email)
    return models.GuestAuthor.objects.filter(wanted) if subject.emails else models.GuestAuthor.objects.none()


def _guest_comments(subject: Subject) -> list[dict[str, Any]]:
    guests = list(_guests(subject).order_by("id"))
    texts: dict[UUID, dict[str, str]] = {}
    rows = models.Body.objects.filter(node_id__in=[row.node_id for row in guests])
    for node_id, locale, body in rows.values_list("node_id", "locale", "body"):
        texts.setdefault(node_id, {})[locale] = body
    return [{**_plain(row), "texts": texts.get(row.node_id, {})} for row in guests]


def _erase_guest(subject: Subject) -> int:
    ids = list(_guests(subject).for_update().values_list("id", flat=True))
    models.GuestAuthor.objects.filter(pk__in=ids).update(name=_GUEST, email="", website="", ip_hash="", token_hash="")
    return len(ids)


def _plain(row: fields.Model) -> dict[str, Any]:
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.attname not in _SECRETS
    }
