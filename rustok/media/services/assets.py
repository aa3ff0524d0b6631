"""Takes files in, describes and deletes them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from uuid import UUID

from django.db import IntegrityError, transaction

from rustok.commands import command
from rustok.conf import conf
from rustok.context import RequestContext
from rustok.dto import given
from rustok.errors import StaleVersion
from rustok.events.bus import publish
from rustok.events.catalog.media import MediaDeleted, MediaUpdated, MediaUploaded
from rustok.ids import generate_id, to_ulid
from rustok.media import errors, models
from rustok.media.dto import AssetResponse, UpdateAssetRequest
from rustok.media.mappers import asset_response
from rustok.media.pictures import examine
from rustok.media.selectors.assets import usages_of
from rustok.media.storage import ORIGINALS, RENDITIONS, files, remove_folder
from rustok.rbac.policies import require
from rustok.tenancy.storage import tenant_path

_UNSAFE = re.compile(r"[^\w.\- ]+")


def store_asset(
    ctx: RequestContext, content: bytes, *, filename: str, alt: Mapping[str, str] | None = None
) -> AssetResponse:
    """Take a picture in. The same bytes again give the asset that is there, and change nothing.

    The file is written before the transaction: an asset without a file would be a broken page, a file without an
    asset is only some wasted space that ``media_cleanup`` finds. Each attempt writes a file of its own, so that no
    deletion of the same bytes at the same moment can take it away.

    :raises UnsupportedFile: not a picture of a known format.
    :raises FileTooLarge: more bytes than ``RUSTOK["media"]["max_bytes"]``.
    :raises TooManyPixels: more pixels than ``RUSTOK["media"]["max_pixels"]``.
    :raises TooManyFrames: an animation of more frames than ``RUSTOK["media"]["max_frames"]``.
    :raises BrokenFile: damaged.
    :raises Polyglot: a picture and something else in one file.
    """
    require(ctx, "media.asset:create")
    limits = conf().media
    if len(content) > limits.max_bytes:
        raise errors.FileTooLarge(limit=limits.max_bytes)
    picture = examine(content, max_pixels=limits.max_pixels, max_frames=limits.max_frames)
    digest = hashlib.sha256(content).hexdigest()
    present = models.Asset.objects.filter(sha256=digest).prefetch_related("translations").first()
    if present is not None:
        return asset_response(present)
    asset_id = generate_id()
    asset = models.Asset(
        id=asset_id,
        sha256=digest,
        storage_name=tenant_path(f"{ORIGINALS}/{to_ulid(asset_id)}.{picture.extension}"),
        filename=_safe_name(filename, picture.extension),
        content_type=picture.content_type,
        size=len(content),
        width=picture.width,
        height=picture.height,
        transparent=picture.transparent,
        animated=picture.animated,
        created_by_id=ctx.actor_id,
    )
    files().put(asset.storage_name, content, content_type=picture.content_type)
    stored = _add(ctx, asset, dict(alt or {}))
    if stored.id != asset_id:
        files().delete(asset.storage_name)
    return stored


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
    asset = _locked(ctx, asset_id, "update")
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
def delete_asset(ctx: RequestContext, asset_id: UUID, *, force: bool = False) -> None:
    """Delete a file; its bytes and renditions go once the transaction has committed.

    :param force: also where readers see it in what is published, which asks for a right of its own.

    :raises AssetNotFound: no such file for this tenant.
    :raises AssetInUse: readers see it in what is published.
    """
    asset = _locked(ctx, asset_id, "delete")
    if force:
        require(ctx, "media.asset:delete_used")
    else:
        _refuse_used(ctx, asset_id)
    name = asset.storage_name
    asset.delete()
    publish(ctx, MediaDeleted(asset_id=asset_id))
    transaction.on_commit(lambda: _remove_files(asset_id, name))


def _refuse_used(ctx: RequestContext, asset_id: UUID) -> None:
    # All that there is counts, also what the actor may not see.
    everything = RequestContext.system(ctx.tenant_id)
    shown = [usage for usage in usages_of(everything, [asset_id]).get(asset_id, ()) if usage.is_public]
    if shown:
        seen = [usage.title for usage in usages_of(ctx, [asset_id]).get(asset_id, ()) if usage.is_public]
        raise errors.AssetInUse(count=len(shown), title=next(iter(seen), "…"))


def _remove_files(asset_id: UUID, name: str) -> None:
    files().delete(name)
    remove_folder(f"{RENDITIONS}/{to_ulid(asset_id)}")


def _locked(ctx: RequestContext, asset_id: UUID, action: str) -> models.Asset:
    right = f"media.asset:{action}"
    asset: models.Asset | None = models.Asset.objects.select_for_update(of=("self",)).filter(pk=asset_id).first()
    if asset is None:
        # Rights come first, so that an outsider cannot tell what exists.
        require(ctx, right, owner_id=ctx.actor_id)
        raise errors.AssetNotFound(id=str(asset_id))
    require(ctx, right, owner_id=asset.created_by_id)
    return asset


def _safe_name(filename: str, extension: str) -> str:
    """Keep a readable name without folders or control characters, with the extension of what it really is."""
    stem = _UNSAFE.sub("_", PurePosixPath(filename.replace("\\", "/")).stem).strip(" .")[:200]
    return f"{stem or 'picture'}.{extension}"
