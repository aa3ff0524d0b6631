"""Saved filters. Silent commands: nothing that anybody else is shown depends on them."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from rustok.auth import errors, models
from rustok.auth.dto import SavedFilterResponse, SaveFilterRequest
from rustok.auth.mappers import saved_filter_response
from rustok.commands import command
from rustok.context import RequestContext
from rustok.errors import Unauthenticated
from rustok.rbac.policies import allowed

MOST: Final = 50
"""Filters of one list that a user can save."""


@command(silent=True)
def save_filter(ctx: RequestContext, request: SaveFilterRequest) -> SavedFilterResponse:
    """Keep a list as the actor sees it. A filter of theirs with the same name is replaced.

    :raises Unauthenticated: nobody is signed in.
    :raises TooManySavedFilters: the actor has as many of this list already.
    """
    if ctx.actor_id is None:
        raise Unauthenticated()
    mine = models.SavedFilter.objects.filter(user_id=ctx.actor_id, page=request.page)
    if mine.exclude(name=request.name).count() >= MOST:
        raise errors.TooManySavedFilters(limit=MOST)
    row, _ = models.SavedFilter.objects.update_or_create(
        user_id=ctx.actor_id,
        page=request.page,
        name=request.name,
        defaults={"query": request.query, "is_shared": request.is_shared},
    )
    return saved_filter_response(row, reader=ctx.actor_id)


@command(silent=True)
def delete_filter(ctx: RequestContext, filter_id: UUID) -> None:
    """Forget a filter of the actor's. Whoever manages users may also forget one that others share.

    :raises SavedFilterNotFound: the actor has no such filter.
    """
    rows = models.SavedFilter.objects.filter(pk=filter_id)
    row = rows.first()
    if row is None or not (row.user_id == ctx.actor_id or (row.is_shared and allowed(ctx, "accounts.user:update"))):
        raise errors.SavedFilterNotFound()
    rows.delete()
