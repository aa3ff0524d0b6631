"""Reads imports of the scope's tenant."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from rustok.context import RequestContext
from rustok.dto import Page
from rustok.rbac.policies import require
from rustok_content import errors, models
from rustok_content.dto.imports import ContentImportResponse, ImportNote
from rustok_content.mappers import import_response


def get_import(ctx: RequestContext, import_id: UUID) -> ContentImportResponse:
    """Return an import and how far it is.

    :raises ImportNotFound: no such import for this tenant.
    """
    return import_response(_find(ctx, import_id))


def list_imports(ctx: RequestContext, *, after: UUID | None = None, limit: int = 24) -> Page[ContentImportResponse]:
    """List imports, newest first; ``after`` is the page before's last id."""
    require(ctx, "content.import:read")
    rows = models.ContentImport.objects.order_by("-id")
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows[: limit + 1])
    return Page(
        items=tuple(import_response(row) for row in found[:limit]),
        next=str(found[limit - 1].id) if len(found) > limit else None,
    )


def list_notes(ctx: RequestContext, import_id: UUID) -> Sequence[ImportNote]:
    """List what an import did not take, or not as it was, and why.

    :raises ImportNotFound: no such import for this tenant.
    """
    names = ("kind", "name", "code", "reason", "count")
    return [ImportNote(**{name: note[name] for name in names}) for note in _find(ctx, import_id).report]


def _find(ctx: RequestContext, import_id: UUID) -> models.ContentImport:
    require(ctx, "content.import:read")
    row: models.ContentImport | None = models.ContentImport.objects.filter(pk=import_id).first()
    if row is None:
        raise errors.ImportNotFound(id=str(import_id))
    return row
