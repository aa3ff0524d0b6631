"""Reads files of the scope's tenant."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from rustok.context import RequestContext
from rustok.dto import Page
from rustok.media import errors, models
from rustok.media.dto import (
    AssetResponse,
    AssetUsageResponse,
    ListAssetsRequest,
    RenditionRequest,
    RenditionResponse,
)
from rustok.media.mappers import asset_response
from rustok.media.renditions import CONTENT_TYPES, address_of, rendition_of
from rustok.modules import toggles
from rustok.modules.contract import AssetUsage
from rustok.modules.registry import registry
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


def list_assets(ctx: RequestContext, request: ListAssetsRequest) -> Page[AssetResponse]:
    """List files, newest first."""
    require(ctx, "media.asset:read")
    assets = models.Asset.objects.order_by("-id").prefetch_related("translations")
    if request.content_type is not None:
        assets = assets.filter(content_type=request.content_type)
    if request.q:
        described = models.AssetTranslation.objects.filter(asset_id=OuterRef("pk"), alt__icontains=request.q)
        assets = assets.filter(Q(filename__icontains=request.q) | Exists(described))
    if request.after is not None:
        assets = assets.filter(pk__lt=request.after)
    rows = list(assets[: request.limit + 1])
    more = len(rows) > request.limit
    return Page(
        items=tuple(asset_response(asset) for asset in rows[: request.limit]),
        next=str(rows[request.limit - 1].id) if more else None,
    )


def get_rendition(ctx: RequestContext, asset_id: UUID, request: RenditionRequest) -> RenditionResponse:
    """Return where a picture is found in a size and format. Nothing is made before it is asked for there.

    :raises AssetNotFound: no such file for this tenant.
    :raises UnsupportedRendition: a size that is not given out.
    """
    asset = get_asset(ctx, asset_id)
    wanted = rendition_of(asset, request.width, height=request.height, fit=request.fit, format=request.format)
    width, height = wanted.size_of(asset.width, asset.height)
    return RenditionResponse(
        url=address_of(asset.id, wanted), width=width, height=height, content_type=CONTENT_TYPES[wanted.format]
    )


def get_usages(ctx: RequestContext, asset_id: UUID) -> tuple[AssetUsageResponse, ...]:
    """Return what shows a file, as the modules tell; some of it where it is very much.

    :raises AssetNotFound: no such file for this tenant.
    """
    get_asset(ctx, asset_id)
    return tuple(
        AssetUsageResponse(kind=usage.kind, id=usage.id, title=usage.title)
        for usage in usages_of(ctx, [asset_id]).get(asset_id, ())
    )


def usages_of(ctx: RequestContext, asset_ids: Iterable[UUID]) -> dict[UUID, list[AssetUsage]]:
    """Return by file what shows it; statements grow with the modules, not with the files."""
    wanted = list(asset_ids)
    found: dict[UUID, list[AssetUsage]] = {}
    enabled = set(toggles.enabled_slugs()) if wanted else set()
    for module in registry.ordered():
        for usage in module.asset_usages(ctx, wanted) if module.slug in enabled else ():
            found.setdefault(usage.asset_id, []).append(usage)
    return found


def assets_by_id(ids: Iterable[UUID]) -> dict[UUID, AssetResponse]:
    """Return files by id in two statements, for builders of documents; missing ones are left out."""
    wanted = set(ids)
    if not wanted:
        return {}
    found = models.Asset.objects.filter(pk__in=wanted).prefetch_related("translations")
    return {asset.id: asset_response(asset) for asset in found}
