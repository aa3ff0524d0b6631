"""Reads files of the scope's tenant."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from rustok.context import RequestContext
from rustok.dto import Page
from rustok.media import errors, models
from rustok.media.dto import AssetResponse
from rustok.media.mappers import asset_response
from rustok.rbac.policies import require


def get_asset(ctx: RequestContext, asset_id: UUID) -> AssetResponse:
    """Return one file.

    :raises AssetNotFound: no such file for this tenant.
    """
    require(ctx, "media.asset:read")
    asset = models.Asset.objects.filter(pk=asset_id).prefetch_related("translations").first()
    if asset is None:
        raise errors.AssetNotFound(id=str(asset_id))
    return asset_response(asset)


def list_assets(ctx: RequestContext, *, after: UUID | None = None, limit: int = 24) -> Page[AssetResponse]:
    """List files, newest first; ``after`` is the last id of the page before."""
    require(ctx, "media.asset:read")
    assets = models.Asset.objects.order_by("-id").prefetch_related("translations")
    if after is not None:
        assets = assets.filter(pk__lt=after)
    rows = list(assets[: limit + 1])
    more = len(rows) > limit
    return Page(
        items=tuple(asset_response(asset) for asset in rows[:limit]), next=str(rows[limit - 1].id) if more else None
    )


def assets_by_id(ids: Iterable[UUID]) -> dict[UUID, AssetResponse]:
    """Return files by id in two statements, for builders of documents; missing ones are left out."""
    wanted = set(ids)
    if not wanted:
        return {}
    found = models.Asset.objects.filter(pk__in=wanted).prefetch_related("translations")
    return {asset.id: asset_response(asset) for asset in found}
