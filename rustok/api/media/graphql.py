"""GraphQL of the media library for staff."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import graphene

from rustok.api.graphql.dto import enum_type, input_type, object_type
from rustok.api.graphql.relay import Connection, connect, connection_field, page_query
from rustok.api.graphql.scalars import ID
from rustok.api.graphql.unstored import never_stored
from rustok.api.rest.paging import id_after, opaque
from rustok.dto import parse
from rustok.media.dto import (
    AssetResponse,
    AssetUsageResponse,
    CompleteUploadRequest,
    ListAssetsRequest,
    PictureFit,
    PictureFormat,
    RenditionRequest,
    RenditionResponse,
    StartUploadRequest,
    UpdateAssetRequest,
    UploadResponse,
)
from rustok.media.selectors import assets as selectors
from rustok.media.services import assets, uploads

# The answer's fields let whoever has them send a file.
never_stored("startMediaUpload")

MediaAsset = object_type(AssetResponse, "MediaAsset")
MediaUpload = object_type(UploadResponse, "MediaUpload")
MediaUsage = object_type(AssetUsageResponse, "MediaUsage")
MediaRendition = object_type(RenditionResponse, "MediaRendition")

_LIST = "media.assets:-id"


class MediaQuery:
    """The media library."""

    media_assets = connection_field(
        MediaAsset,
        q=graphene.String(description="Looks into file names and alternative texts."),
        content_type=graphene.String(description="Such as image/webp."),
    )
    media_asset = graphene.Field(MediaAsset, id=ID(required=True))
    media_asset_usages = graphene.List(
        graphene.NonNull(MediaUsage), id=ID(required=True), required=True, description="What shows a file."
    )
    media_asset_rendition = graphene.Field(
        MediaRendition,
        id=ID(required=True),
        width=graphene.Int(required=True),
        height=graphene.Int(),
        fit=enum_type(PictureFit)(),
        format=enum_type(PictureFormat)(),
        description="The signed address of a picture in a size and format.",
    )

    def resolve_media_assets(
        self, info: Any, first: int | None = None, after: str | None = None, **filters: Any
    ) -> Connection:
        query = page_query(first, after)
        place = {} if after is None else {"after": str(id_after(_LIST, after))}
        request = parse(ListAssetsRequest, {**_given(filters), **place, "limit": query.limit})
        return connect(opaque(_LIST, selectors.list_assets(info.context.ctx, request)), after)

    def resolve_media_asset(self, info: Any, id: UUID) -> AssetResponse:
        return selectors.get_asset(info.context.ctx, id)

    def resolve_media_asset_usages(self, info: Any, id: UUID) -> tuple[AssetUsageResponse, ...]:
        return selectors.get_usages(info.context.ctx, id)

    def resolve_media_asset_rendition(self, info: Any, id: UUID, **wanted: Any) -> RenditionResponse:
        return selectors.get_rendition(info.context.ctx, id, parse(RenditionRequest, _given(wanted)))


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {name: getattr(value, "value", value) for name, value in values.items() if value is not None}


class StartMediaUpload(graphene.Mutation):
    """Begin an upload: the answer says where to send the file as a form, fields first, the file last."""

    class Arguments:
        input = input_type(StartUploadRequest, "StartMediaUploadInput")(required=True)

    Output = graphene.NonNull(MediaUpload)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> UploadResponse:
        return uploads.start_upload(info.context.ctx, parse(StartUploadRequest, input))


class CompleteMediaUpload(graphene.Mutation):
    """Look at what was sent and make it a file of the library; what is refused is removed."""

    class Arguments:
        id = ID(required=True)
        input = input_type(CompleteUploadRequest, "CompleteMediaUploadInput")()

    Output = graphene.NonNull(MediaAsset)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any = None) -> AssetResponse:
        return uploads.complete_upload(info.context.ctx, id, parse(CompleteUploadRequest, input or {}))


class UpdateMediaAsset(graphene.Mutation):
    """Change a file's texts and focal point; fields left out stay."""

    class Arguments:
        id = ID(required=True)
        input = input_type(UpdateAssetRequest, "UpdateMediaAssetInput")(required=True)

    Output = graphene.NonNull(MediaAsset)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> AssetResponse:
        return assets.update_asset(info.context.ctx, id, parse(UpdateAssetRequest, input))


class DeleteMediaAsset(graphene.Mutation):
    """Delete a file; returns its id. One that readers see in what is published is kept, unless ``force`` is said."""

    class Arguments:
        id = ID(required=True)
        force = graphene.Boolean()

    Output = graphene.NonNull(ID)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, force: bool | None = None) -> UUID:
        assets.delete_asset(info.context.ctx, id, force=bool(force))
        return id


class MediaMutation:
    """Changes to the media library."""

    start_media_upload = StartMediaUpload.Field()
    complete_media_upload = CompleteMediaUpload.Field()
    update_media_asset = UpdateMediaAsset.Field()
    delete_media_asset = DeleteMediaAsset.Field()
