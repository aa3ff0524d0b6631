"""Serves files of the tenant whose host is asked: originals, and renditions behind signed addresses.

Files of a bucket pass through, too: the address of an answer stays the same and may be kept for ever by browsers and by
a CDN in front, which a redirect to an address that expires could not be.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import SuspiciousFileOperation
from django.http import FileResponse, Http404, HttpRequest, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from rustok.media.errors import AssetNotFound
from rustok.media.pictures import CONTENT_TYPES
from rustok.media.renditions import CONTENT_TYPES as RENDITION_TYPES
from rustok.media.renditions import read_name
from rustok.media.services.renditions import open_rendition
from rustok.media.storage import ORIGINALS, files
from rustok.tenancy.storage import tenant_prefix

_YEAR: Final = "public, max-age=31536000, immutable"


@require_safe
def serve(request: HttpRequest, name: str) -> HttpResponseBase:
    """Send one of the tenant's originals. What else lies in its folder (uploads under way, imports) is not given out.

    A name stands for the same bytes for ever, so an answer may be kept.
    """
    if getattr(request, "tenant", None) is None:
        raise Http404
    suffix = PurePosixPath(name).suffix.removeprefix(".")
    if not name.startswith(f"{tenant_prefix()}{ORIGINALS}/") or suffix not in CONTENT_TYPES:
        raise Http404
    try:
        file = files().open(name)
    except (OSError, SuspiciousFileOperation, ValueError) as exc:
        raise Http404 from exc
    return _answer(request, file, CONTENT_TYPES[suffix], etag=PurePosixPath(name).name)


@require_safe
def rendition(request: HttpRequest, id: UUID, name: str) -> HttpResponseBase:
    """Send a picture in the size and format that its signed address says; the first time it is made."""
    if getattr(request, "tenant", None) is None:
        raise Http404
    wanted = read_name(id, name)
    if wanted is None:
        raise Http404
    try:
        file = open_rendition(id, wanted)
    except AssetNotFound as exc:
        raise Http404 from exc
    return _answer(request, file, RENDITION_TYPES[wanted.format], etag=name)


def _answer(request: HttpRequest, file: Any, content_type: str, *, etag: str) -> HttpResponseBase:
    """Answer with a file. The guards against sniffing and scripts are for what may slip in by other ways than ours."""
    tag = quote_etag(etag)
    known = {part.strip().removeprefix("W/") for part in request.headers.get("If-None-Match", "").split(",")}
    if tag in known or known == {"*"}:
        file.close()
        response: HttpResponseBase = HttpResponseNotModified()
    else:
        response = FileResponse(file, content_type=content_type)
    response["ETag"] = tag
    response["Cache-Control"] = _YEAR
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    # Storefronts on other sites show our pictures.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    patch_vary_headers(response, ("X-Tenant-ID",))
    return response
