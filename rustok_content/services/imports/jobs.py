"""Imports: begun, claimed, cancelled, gone on with.

An import belongs to one run at a time; a run that finds its claim taken, or the import cancelled, stops after the batch
it is at. What readers see does not depend on any of this, so these commands are silent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.dispatch import Signal
from django.utils import timezone

from rustok.auth.dto import UserStatus
from rustok.auth.models import User
from rustok.commands import command
from rustok.context import RequestContext
from rustok.ids import generate_id
from rustok.modules.rights import rights_of
from rustok.rbac.policies import require
from rustok.tenancy.context import require_tenant_id
from rustok.tenancy.info import current_tenant
from rustok_content import errors, models
from rustok_content.dto.imports import ContentImportResponse, ImportFormat, ImportState, StartContentImportRequest
from rustok_content.mappers import import_response
from rustok_content.services.imports.files import keep_file

LOST_AFTER: Final = dt.timedelta(minutes=5)
"""A run that has not been heard of for so long is over."""
WAKE_AFTER: Final = dt.timedelta(seconds=30)
_LIVE: Final = (ImportState.WAITING, ImportState.RUNNING)
_STOPPED: Final = (ImportState.FAILED, ImportState.CANCELLED)

import_begun = Signal()
"""Sent after the commit, with ``tenant_id`` and ``import_id``, for an import that a worker is to do."""


class ImportLost(Exception):
    """The import was cancelled, or another run has it."""


@command(silent=True)
def start_import(
    ctx: RequestContext, content: bytes, request: StartContentImportRequest, *, file_name: str
) -> ContentImportResponse:
    """Keep a file and have it taken in, in the background.

    :raises ImportTooLarge: it is more than is taken by upload.
    :raises LocaleNotEnabled: the tenant does not speak the language.
    """
    row = begin_import(ctx, request, file_name=file_name)
    row.file_path = keep_file(row, content)
    row.save()
    _tell(row)
    return import_response(row)


@command(silent=True)
def begin_import(
    ctx: RequestContext,
    request: StartContentImportRequest,
    *,
    file_name: str,
    local: Path | None = None,
    media: Path | None = None,
) -> models.ContentImport:
    """Write down what is to be taken in.

    :param local: where an engineer's own file is, which is not kept.
    :param media: a folder with the site's uploads.

    :raises LocaleNotEnabled: the tenant does not speak the language.
    """
    require(ctx, "content.import:create")
    if request.locale is not None and request.locale not in current_tenant().locale_codes:
        raise errors.LocaleNotEnabled(locale=request.locale)
    row: models.ContentImport = models.ContentImport.objects.create(
        id=generate_id(),
        format=request.format,
        source=request.source or "",
        file_name=file_name[:255],
        file_path=str(local or "")[:500],
        options={
            "locale": request.locale,
            "local": local is not None,
            "media": str(media) if media is not None else None,
            "fetch": request.fetch_media,
        },
        is_dry_run=request.dry_run,
        created_by_id=ctx.actor_id,
    )
    return row


@command(silent=True)
def cancel_import(ctx: RequestContext, import_id: UUID) -> ContentImportResponse:
    """Stop an import after the batch it is at; what it has taken in stays.

    :raises ImportNotFound: no such import for this tenant.
    :raises ImportOver: it has ended already.
    """
    require(ctx, "content.import:cancel")
    row = _lock(import_id)
    if row.state not in _LIVE:
        raise errors.ImportOver()
    row.state, row.finished_at = ImportState.CANCELLED, timezone.now()
    row.save()
    return import_response(row)


@command(silent=True)
def resume_import(ctx: RequestContext, import_id: UUID) -> ContentImportResponse:
    """Go on with an import that failed or was cancelled, where it stopped; tell a worker again of one that waits.

    :raises ImportNotFound: no such import for this tenant.
    :raises ImportNotResumable: it has not been stopped on its way.
    """
    require(ctx, "content.import:create")
    row = _lock(import_id)
    if row.state not in (*_STOPPED, ImportState.WAITING):
        raise errors.ImportNotResumable(state=row.state)
    row.state, row.finished_at, row.fault = ImportState.WAITING, None, ""
    row.save()
    _tell(row)
    return import_response(row)


@command(silent=True)
def claim(import_id: UUID, *, anew: bool = False) -> models.ContentImport | None:
    """Take an import that nobody is at; None where somebody is, or it has ended.

    :param anew: whoever claims knows that the run before is over, without waiting for its silence.
    """
    now = timezone.now()
    free = Q(state=ImportState.WAITING) | Q(state=ImportState.RUNNING, heartbeat_at__lt=now - LOST_AFTER)
    if anew:
        free |= Q(state=ImportState.RUNNING)
    rows = models.ContentImport.objects.select_for_update(skip_locked=True, no_key=True)
    row: models.ContentImport | None = rows.filter(free, pk=import_id).first()
    if row is None:
        return None
    row.state, row.heartbeat_at = ImportState.RUNNING, now
    row.started_at = row.started_at or now
    row.options = {**row.options, "claim": generate_id().hex}
    row.save()
    return row


@command(silent=True)
def report(row: models.ContentImport, **values: Any) -> None:
    """Write down how far a run is.

    :raises ImportLost: the import is not this run's any more.
    """
    mine = models.ContentImport.objects.filter(
        pk=row.pk, state=ImportState.RUNNING, options__claim=row.options["claim"]
    )
    if not mine.update(heartbeat_at=timezone.now(), **values):
        raise ImportLost()
    for name, value in values.items():
        setattr(row, name, value)


def waiting_imports() -> Sequence[UUID]:
    """Name the imports of the tenant that a worker should be told of again."""
    now = timezone.now()
    unheard = Q(state=ImportState.WAITING, created_at__lt=now - WAKE_AFTER)
    lost = Q(state=ImportState.RUNNING, heartbeat_at__lt=now - LOST_AFTER)
    rows = models.ContentImport.objects.filter(unheard | lost).exclude(options__local=True)
    return list(rows.order_by("id").values_list("id", flat=True))


def interrupted(source_path: Path, format: ImportFormat) -> UUID | None:
    """Return the last import of an engineer's file that did not come to its end."""
    rows = models.ContentImport.objects.filter(
        file_path=str(source_path)[:500], format=format, options__local=True, is_dry_run=False
    )
    last = rows.order_by("-id").values_list("id", "state").first()
    return last[0] if last is not None and last[1] != ImportState.DONE else None


def context_of(row: models.ContentImport) -> RequestContext:
    """Return the context that an import works in: the rights of whoever began it, as they are now."""
    tenant = current_tenant()
    if row.created_by_id is None:
        return RequestContext.system(tenant.id, locale=tenant.default_locale)
    rows = User.objects.filter(pk=row.created_by_id, status=UserStatus.ACTIVE)
    role = rows.values_list("role", flat=True).first()
    return RequestContext(
        tenant_id=tenant.id,
        actor_id=row.created_by_id,
        locale=tenant.default_locale,
        permissions=rights_of(role) if role is not None else {},
    )


def _tell(row: models.ContentImport) -> None:
    tenant_id = require_tenant_id()
    transaction.on_commit(lambda: import_begun.send(sender=models.ContentImport, tenant_id=tenant_id, import_id=row.id))


def _lock(import_id: UUID) -> Any:
    row = models.ContentImport.objects.for_update().filter(pk=import_id).first()
    if row is None:
        raise errors.ImportNotFound(id=str(import_id))
    return row
