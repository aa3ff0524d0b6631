"""Ending sessions. Whoever calls publishes the event that tells why."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from rustok.auth import models
from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.user import UserLoggedOut


def revoke_all(
    ctx: RequestContext, user: models.User, reason: models.RevocationReason, *, but: UUID | None = None
) -> None:
    """End every session of a user, except the session ``but``, and every access token of an ended one.

    Without ``but`` the token version on ``user`` is raised, which the caller saves: that reaches the admin as well.
    """
    if but is None:
        user.token_version += 1
    live = models.Session.objects.filter(user_id=user.pk, revoked_at=None)
    if but is not None:
        live = live.exclude(pk=but)
    ended = list(live.order_by("pk").select_for_update().values_list("pk", flat=True))
    models.Session.objects.filter(pk__in=ended).update(revoked_at=timezone.now(), revoked_reason=reason)
    for session_id in ended:
        publish(ctx, UserLoggedOut(user_id=user.pk, session_id=session_id))
