"""Uploads in two steps: the file goes straight to the storage, and becomes an asset once it was looked at."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from rustok.commands import command
from rustok.conf import conf
from rustok.context import RequestContext
from rustok.errors import RustokError
from rustok.ids import generate_id, to_ulid
from rustok.media import errors, models
from rustok.media.dto import AssetResponse, CompleteUploadRequest, StartUploadRequest, UploadResponse
from rustok.media.pictures import CONTENT_TYPES
from rustok.media.selectors.assets import assets_by_id
from rustok.media.services.assets import store_asset
from rustok.media.signing import is_signed, signature
from rustok.media.storage import UPLOADS, files
from rustok.rbac.policies import require
from rustok.tenancy.storage import tenant_path

_PURPOSE: Final = "upload"


def start_upload(ctx: RequestContext, request: StartUploadRequest) -> UploadResponse:
    """Begin an upload: the answer says where to send the file, and as what it is taken.

    :raises UnsupportedFile: not one of the types that are taken.
    :raises FileTooLarge: more bytes than ``RUSTOK["media"]["max_bytes"]``.
    """
    require(ctx, "media.asset:create")
    limits = conf().media
    if request.content_type not in CONTENT_TYPES.values():
        raise errors.UnsupportedFile()
    if request.size > limits.max_bytes:
        raise errors.FileTooLarge(limit=limits.max_bytes)
    upload_id = generate_id()
    upload = models.Upload(
        id=upload_id,
        filename=request.filename,
        content_type=request.content_type,
        size=request.size,
        storage_name=tenant_path(f"{UPLOADS}/{to_ulid(upload_id)}"),
        created_by_id=ctx.actor_id,
        expires_at=timezone.now() + dt.timedelta(minutes=limits.upload_minutes),
    )
    _add(upload)
    ulid = to_ulid(upload_id)
    url, fields = files().upload_form(
        upload.storage_name,
        content_type=upload.content_type,
        max_bytes=upload.size,
        seconds=limits.upload_minutes * 60,
        own_url=f"{settings.MEDIA_URL}uploads/{ulid}/{signature(_PURPOSE, ulid)}",
    )
    return UploadResponse(id=upload_id, method="POST", url=url, fields=fields, expires_at=upload.expires_at)


def receive_upload(upload_id: UUID, given: str, file: Any) -> None:
    """Take the file of an upload in, where the storage is ours; whoever holds the signed address may send it.

    :raises UploadNotFound: the signature is not ours, or the upload's time is over.
    :raises FileTooLarge: more bytes than were announced.
    """
    upload = _find(upload_id) if is_signed(given, _PURPOSE, to_ulid(upload_id)) else None
    if upload is None or upload.asset_id is not None:
        raise errors.UploadNotFound(id=to_ulid(upload_id))
    if file.size > upload.size:
        raise errors.FileTooLarge(limit=upload.size)
    files().put(upload.storage_name, file.read(), content_type=upload.content_type)


def announced_size(upload_id: UUID, given: str) -> int:
    """Return how many bytes an upload may have, before any of them is read.

    :raises UploadNotFound: the signature is not ours, or the upload's time is over.
    """
    upload = _find(upload_id) if is_signed(given, _PURPOSE, to_ulid(upload_id)) else None
    if upload is None:
        raise errors.UploadNotFound(id=to_ulid(upload_id))
    return upload.size


def complete_upload(ctx: RequestContext, upload_id: UUID, request: CompleteUploadRequest) -> AssetResponse:
    """Look at what was sent, and make it an asset; said twice, the same asset. What is refused is removed.

    :raises UploadNotFound: no such upload for this tenant, or its time is over.
    :raises UploadIncomplete: nothing was sent yet.
    :raises FileTooLarge: more bytes than were announced.
    :raises UnsupportedFile: not a picture; and all else that :func:`store_asset` refuses.
    """
    require(ctx, "media.asset:create")
    upload = _find(upload_id)
    if upload is None:
        raise errors.UploadNotFound(id=to_ulid(upload_id))
    if upload.asset_id is not None:
        return _became(upload.asset_id)
    try:
        with files().open(upload.storage_name) as file:
            content = file.read(upload.size + 1)
    except FileNotFoundError as exc:
        again = _find(upload_id)
        if again is not None and again.asset_id is not None:
            # Completed by somebody else at this very moment.
            return _became(again.asset_id)
        raise errors.UploadIncomplete() from exc
    try:
        if len(content) > upload.size:
            raise errors.FileTooLarge(limit=upload.size)
        asset = store_asset(ctx, content, filename=upload.filename, alt=request.alt)
    except RustokError:
        discard_upload(upload)
        raise
    _finish(upload.id, asset.id)
    files().delete(upload.storage_name)
    return asset


def discard_upload(upload: models.Upload) -> None:
    """Remove an upload with what was sent."""
    files().delete(upload.storage_name)
    _remove(upload.id)


# Silent, these three: an upload is nobody's business before it is an asset.
@command(silent=True)
def _add(upload: models.Upload) -> None:
    upload.save(force_insert=True)


@command(silent=True)
def _finish(upload_id: UUID, asset_id: UUID) -> None:
    models.Upload.objects.filter(pk=upload_id).update(asset_id=asset_id)


@command(silent=True)
def _remove(upload_id: UUID) -> None:
    models.Upload.objects.filter(pk=upload_id).delete()


def _find(upload_id: UUID) -> models.Upload | None:
    found: models.Upload | None = models.Upload.objects.filter(pk=upload_id, expires_at__gt=timezone.now()).first()
    return found


def _became(asset_id: UUID) -> AssetResponse:
    found = assets_by_id([asset_id]).get(asset_id)
    if found is None:
        raise errors.AssetNotFound(id=to_ulid(asset_id))
    return found
