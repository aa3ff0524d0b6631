"""Takes files in, describes and deletes them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from rustok.commands import command
from rustok.conf import conf
from rustok.context import RequestContext
from rustok.dto import given
from rustok.errors import StaleVersion
from rustok.events.bus import publish
from rustok.events.catalog.media import MediaDeleted, MediaUpdated, MediaUploaded
from rustok.media import errors, models
from rustok.media.dto import AssetResponse, UpdateAssetRequest
from rustok.media.mappers import asset_response
from rustok.media.pictures import examine
from rustok.rbac.policies import require
from rustok.tenancy.storage import tenant_path

_UNSAFE = re.compile(r"[^\w.\- ]+")


def store_asset(
    ctx: RequestContext, content: bytes, *, filename: str, alt: Mapping[str, str] | None = None
) -> AssetResponse:
    """Take a picture in. The same bytes again give the asset that is there, and change nothing.

    The file is written before the transaction: an asset without a file would be a broken page, a file without an
    asset is only some wasted space under a name that the next attempt uses again.

    :raises UnsupportedFile: not a picture of a known format.
    :raises FileTooLarge: more bytes than ``RUSTOK["media"]["max_bytes"]``.
    :raises TooManyPixels: more pixels than ``RUSTOK["media"]["max_pixels"]``.
    :raises BrokenFile: damaged.
    """
    require(ctx, "media.asset:create")
    limits = conf().media
    if len(content) > limits.max_bytes:
        raise errors.FileTooLarge(limit=limits.max_bytes)
    picture = examine(content, max_pixels=limits.max_pixels)
    digest = hashlib.sha256(content).hexdigest()
    present = models.Asset.objects.filter(sha256=digest).prefetch_related("translations").first()
    if present is not None:
        return asset_response(present)
    name = tenant_path(f"media/{digest[:2]}/{digest}.{picture.extension}")
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(content))
    asset = models.Asset(
        sha256=digest,
        storage_name=name,
        filename=_safe_name(filename, picture.extension),
        content_type=picture.content_type,
        size=len(content),
        width=picture.width,
        height=picture.height,
        created_by_id=ctx.actor_id,
    )
    return _add(ctx, asset, dict(alt or {}))


@command()
def _add(ctx: RequestContext, asset: models.Asset, alt: Mapping[str, str]) -> AssetResponse:
    try:
        with transaction.atomic():
            asset.save(force_insert=True)
    except IntegrityError:
        # Somebody took the same bytes in at this very moment.
        return asset_response(models.Asset.objects.prefetch_related("translations").get(sha256=asset.sha256))
    models.AssetTranslation.objects.bulk_create(
        models.AssetTranslation(asset=asset, locale=locale, alt=text) for locale, text in alt.items() if text
    )
    publish(ctx, MediaUploaded(asset_id=asset.id))
    return asset_response(asset)


@command()
def update_asset(ctx: RequestContext, asset_id: UUID, request: UpdateAssetRequest) -> AssetResponse:
    """Change the texts and the focal point. A text set to nothing is removed.

    :raises AssetNotFound: no such file for this tenant.
    :raises StaleVersion: changed by somebody else since ``request.version``.
    """
    require(ctx, "media.asset:update")
    asset = _locked(asset_id)
    changes = given(request)
    version = changes.pop("version", asset.version)
    if version != asset.version:
        raise StaleVersion(current=asset.version, given=version)
    alt = changes.pop("alt", None)
    if alt is not None:
        asset.translations.exclude(locale__in=[locale for locale, text in alt.items() if text]).delete()
        models.AssetTranslation.objects.bulk_create(
            [models.AssetTranslation(asset=asset, locale=locale, alt=text) for locale, text in alt.items() if text],
            update_conflicts=True,
            unique_fields=["tenant", "asset", "locale"],
            update_fields=["alt"],
        )
    if alt is None and not changes:
        return asset_response(asset)
    for field, value in changes.items():
        setattr(asset, field, value)
    asset.version += 1
    asset.save()
    publish(ctx, MediaUpdated(asset_id=asset.id))
    return asset_response(asset)


@command()
def delete_asset(ctx: RequestContext, asset_id: UUID) -> None:
    """Delete a file; its bytes go once the transaction has committed.

    :raises AssetNotFound: no such file for this tenant.
    """
    require(ctx, "media.asset:delete")
    asset = _locked(asset_id)
    name = asset.storage_name
    asset.delete()
    publish(ctx, MediaDeleted(asset_id=asset_id))
    transaction.on_commit(lambda: default_storage.delete(name))


def _locked(asset_id: UUID) -> models.Asset:
    asset: models.Asset | None = models.Asset.objects.select_for_update(of=("self",)).filter(pk=asset_id).first()
    if asset is None:
        raise errors.AssetNotFound(id=str(asset_id))
    return asset


def _safe_name(filename: str, extension: str) -> str:
    """Keep a readable name without folders or control characters, with the extension of what it really is."""
    stem = _UNSAFE.sub("_", PurePosixPath(filename.replace("\\", "/")).stem).strip(" .")[:200]
    return f"{stem or 'picture'}.{extension}"
