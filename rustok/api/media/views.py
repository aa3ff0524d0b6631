"""REST of the media library for staff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Final
from uuid import UUID

from annotated_types import MaxLen, doc
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request

from rustok.api.rest.errors import problem_response
from rustok.api.rest.paging import PageQuery, id_after, opaque
from rustok.api.rest.views import ApiView, endpoint
from rustok.dto import Page
from rustok.errors import InvalidInput, RustokError, TooLarge
from rustok.media.dto import (
    AltText,
    AssetResponse,
    AssetUsageResponse,
    CompleteUploadRequest,
    ListAssetsRequest,
    RenditionRequest,
    RenditionResponse,
    StartUploadRequest,
    UpdateAssetRequest,
    UploadResponse,
)
from rustok.media.selectors import assets as selectors
from rustok.media.services import assets, uploads

_LIST: Final = "media.assets:-id"
_FORM_BYTES: Final = 65_536
"""What a form needs around its file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadAssetRequest:
    """What goes along with the file."""

    alt: Annotated[AltText, doc("The text that stands for the picture, in the language of the request.")] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetsQuery(PageQuery):
    """Which files."""

    q: Annotated[str, MaxLen(200), doc("Looks into file names and alternative texts.")] | None = None
    content_type: Annotated[str, MaxLen(64), doc("Such as image/webp.")] | None = None


class AssetsView(ApiView):
    """The media library."""

    tag = "media"
    parser_classes = [MultiPartParser]

    @endpoint(query=AssetsQuery, response=AssetResponse, page=True)
    def get(self, request: Request, query: AssetsQuery) -> Page[AssetResponse]:
        """List files, newest first."""
        wanted = ListAssetsRequest(
            q=query.q, content_type=query.content_type, after=id_after(_LIST, query.after), limit=query.limit
        )
        return opaque(_LIST, selectors.list_assets(self.ctx, wanted))

    @endpoint(request=UploadAssetRequest, response=AssetResponse, upload=True)
    def post(self, request: Request, data: UploadAssetRequest, file: Any) -> AssetResponse:
        """Take a picture in. The same bytes again give the asset that is there."""
        alt = {self.ctx.locale: data.alt} if data.alt else None
        return assets.store_asset(self.ctx, file.read(), filename=file.name or "picture", alt=alt)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteAssetQuery:
    """How to delete a file."""

    force: Annotated[bool, doc("Also where readers see it; asks for the right `media.asset:delete_used`.")] = False


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

    @endpoint(query=DeleteAssetQuery)
    def delete(self, request: Request, id: UUID, query: DeleteAssetQuery) -> None:
        """Delete a file. One that readers see in what is published is kept, unless `force` is said."""
        assets.delete_asset(self.ctx, id, force=query.force)


class RenditionView(ApiView):
    """A picture in a size and format."""

    tag = "media"

    @endpoint(query=RenditionRequest, response=RenditionResponse)
    def get(self, request: Request, id: UUID, query: RenditionRequest) -> RenditionResponse:
        """Return the signed address of a picture in a size and format. It is made when it is first asked for there."""
        return selectors.get_rendition(self.ctx, id, query)


class UsagesView(ApiView):
    """Where a file is shown."""

    tag = "media"

    @endpoint(response=AssetUsageResponse, page=True)
    def get(self, request: Request, id: UUID) -> tuple[AssetUsageResponse, ...]:
        """List what shows a file: whoever deletes it should know."""
        return selectors.get_usages(self.ctx, id)


class UploadsView(ApiView):
    """Uploads straight to the storage."""

    tag = "media"

    # The answer holds the right to write a file: it is not kept.
    @endpoint(request=StartUploadRequest, response=UploadResponse, idempotent=False)
    def post(self, request: Request, data: StartUploadRequest) -> UploadResponse:
        """Begin an upload: the answer says where to send the file as a form, fields first, the file last."""
        return uploads.start_upload(self.ctx, data)


class CompleteUploadView(ApiView):
    """The end of an upload."""

    tag = "media"

    @endpoint(request=CompleteUploadRequest, response=AssetResponse, status=200)
    def post(self, request: Request, id: UUID, data: CompleteUploadRequest) -> AssetResponse:
        """Look at what was sent and make it a file of the library; what is refused is removed."""
        return uploads.complete_upload(self.ctx, id, data)


@csrf_exempt
@require_POST
def receive(request: HttpRequest, id: UUID, signature: str) -> HttpResponse:
    """Take the file of an upload in, where no bucket does. The signed address is the right to do so.

    Like a bucket, it is no operation of the API: where a form is sent is told by the answer that began the upload.
    """
    try:
        limit = uploads.announced_size(id, signature) + _FORM_BYTES
        length = request.META.get("CONTENT_LENGTH") or ""
        if not (length.isascii() and length.isdigit()) or int(length[:18]) > limit:
            raise TooLarge(limit=f"{limit} bytes")
        file = request.FILES.get("file")
        if file is None:
            raise InvalidInput.field("file", code="missing", message="A file is needed.")
        uploads.receive_upload(id, signature, file)
    except (RustokError, SuspiciousOperation, MultiPartParserError) as exc:
        return problem_response(exc, request)
    return HttpResponse(status=204, headers={"Cache-Control": "no-store"})
