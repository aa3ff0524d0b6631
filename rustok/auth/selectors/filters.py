"""Reading saved filters."""

from __future__ import annotations

from django.db.models import Q

from rustok.auth import models
from rustok.auth.dto import SavedFilterResponse
from rustok.auth.mappers import saved_filter_response
from rustok.context import RequestContext

_MOST = 100


def list_filters(ctx: RequestContext, page: str) -> tuple[SavedFilterResponse, ...]:
    """Return a list's filters that the actor saved or that others share, by name; the actor's own first."""
    if ctx.actor_id is None:
        return ()
    rows = models.SavedFilter.objects.filter(Q(user_id=ctx.actor_id) | Q(is_shared=True), page=page)
    found = [saved_filter_response(row, reader=ctx.actor_id) for row in rows.order_by("name", "pk")[:_MOST]]
    return tuple(sorted(found, key=lambda entry: not entry.is_own))
