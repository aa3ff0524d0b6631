"""Reads redirects of the scope's tenant."""

from __future__ import annotations

from uuid import UUID

from rustok.context import RequestContext
from rustok.dto import Page
from rustok.rbac.policies import require
from rustok_content import errors, models
from rustok_content.dto.addresses import RedirectResponse
from rustok_content.mappers import redirect_response


def get_redirect(ctx: RequestContext, redirect_id: UUID) -> RedirectResponse:
    """Return a redirect.

    :raises RedirectNotFound: no such redirect for this tenant.
    """
    require(ctx, "content.redirect:read")
    redirect = models.Redirect.objects.filter(pk=redirect_id).first()
    if redirect is None:
        raise errors.RedirectNotFound(id=str(redirect_id))
    return redirect_response(redirect)


def list_redirects(
    ctx: RequestContext, *, path: str | None = None, after: UUID | None = None, limit: int = 24
) -> Page[RedirectResponse]:
    """List redirects, newest first; ``path`` asks for those of one address, ``after`` is the page before's last id."""
    require(ctx, "content.redirect:read")
    redirects = models.Redirect.objects.order_by("-id")
    if path is not None:
        redirects = redirects.filter(path=path)
    if after is not None:
        redirects = redirects.filter(pk__lt=after)
    rows = list(redirects[: limit + 1])
    return Page(
        items=tuple(redirect_response(row) for row in rows[:limit]),
        next=str(rows[limit - 1].id) if len(rows) > limit else None,
    )
