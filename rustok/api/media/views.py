"""REST of the media library for staff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Final
from uuid import UUID

from annotated_types import doc
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request

from rustok.api.rest.paging import PageQuery, id_after, opaque
from rustok.api.rest.views import ApiView, endpoint
from rustok.dto import Page
from rustok.media.dto import AltText, AssetResponse, UpdateAssetRequest
from rustok.media.selectors import assets as selectors
from rustok.media.services import assets

_LIST: Final = "media.assets:-id"


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadAssetRequest:
    """What goes along with the file."""

    alt: Annotated[AltText, doc("The text that stands for the picture, in the language of the request.")] = ""


class AssetsView(ApiView):
    """The media library."""

    tag = "media"
    parser_classes = [MultiPartParser]

    @endpoint(query=PageQuery, response=AssetResponse, page=True)
    def get(self, request: Request, query: PageQuery) -> Page[AssetResponse]:
        """List files, newest first."""
        return opaque(_LIST, selectors.list_assets(self.ctx, after=id_after(_LIST, query.after), limit=query.limit))

    @endpoint(request=UploadAssetRequest, response=AssetResponse, upload=True)
    def post(self, request: Request, data: UploadAssetRequest, file: Any) -> AssetResponse:
        """Take a picture in. The same bytes again give the asset that is there."""
        alt = {self.ctx.locale: data.alt} if data.alt else None
        return assets.store_asset(self.ctx, file.read(), filename=file.name or "picture", alt=alt)


class AssetView(ApiView):
    """One file."""

    tag = "media"

    @endpoint(response=AssetResponse)
    def get(self, request: Request, id: UUID) -> AssetResponse:
        """Return a file's description."""
        return selectors.get_asset(self.ctx, id)

    @endpoint(request=UpdateAssetRequest, response=AssetResponse, versioned=True)
    def patch(self, request: Request, id: UUID, data: UpdateAssetRequest) -> AssetResponse:
        """Change the texts and the focal point."""
        return assets.update_asset(self.ctx, id, data)

    @endpoint()
    def delete(self, request: Request, id: UUID) -> None:
        """Delete a file."""
        assets.delete_asset(self.ctx, id)
