"""Serves files of the local storage. With a bucket the addresses point there and this view has nothing to do."""

from __future__ import annotations

import mimetypes

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe


@require_safe
def serve(request: HttpRequest, name: str) -> FileResponse:
    """Send one of the tenant's files.

    Names hold the digest of the bytes, so an answer may be kept for ever. The sniffing and script guards are for
    files that slip in by other ways than :func:`rustok.media.services.assets.store_asset`.
    """
    if getattr(request, "tenant", None) is None:
        raise Http404
    try:
        file = default_storage.open(name)
    except (OSError, SuspiciousFileOperation, ValueError) as exc:
        raise Http404 from exc
    response = FileResponse(file, content_type=mimetypes.guess_type(name)[0] or "application/octet-stream")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
