"""Makes renditions when they are first asked for, and keeps them."""

from __future__ import annotations

import io
import threading
from typing import Any, Final
from uuid import UUID

from rustok.conf import conf
from rustok.ids import to_ulid
from rustok.media import errors, models
from rustok.media.rendering import is_light, render
from rustok.media.renditions import CONTENT_TYPES, Rendition
from rustok.media.storage import RENDITIONS, files

_SLOTS: Final = threading.BoundedSemaphore(2)
_WHOLE: Final = threading.Lock()
"""A process makes two renditions at a time, and decodes one large picture at a time: its memory stays bounded."""


def open_rendition(asset_id: UUID, rendition: Rendition) -> Any:
    """Open a rendition of one of the tenant's pictures; the first time it is made.

    The file is looked for first: what was made before costs no query.

    :raises AssetNotFound: no such picture for this tenant.
    """
    name = f"{RENDITIONS}/{to_ulid(asset_id)}/{rendition.filename}"
    try:
        return files().open(name)
    except FileNotFoundError:
        with _SLOTS:
            # Whoever waited behind the one who made it finds it now. Two processes may both make it: the same bytes.
            if not files().exists(name):
                _make(asset_id, rendition, name)
        return files().open(name)


def _make(asset_id: UUID, rendition: Rendition, name: str) -> None:
    asset = models.Asset.objects.filter(pk=asset_id).only("id", "storage_name", "width", "height").first()
    if asset is None:
        raise errors.AssetNotFound(id=to_ulid(asset_id))
    try:
        with files().open(asset.storage_name) as file:
            source = io.BytesIO(file.read())
    except FileNotFoundError as exc:
        raise errors.AssetNotFound(id=to_ulid(asset_id)) from exc
    if asset.width * asset.height > conf().media.full_decode_pixels and not is_light(source):
        with _WHOLE:
            content = render(source, rendition)
    else:
        content = render(source, rendition)
    files().put(name, content, content_type=CONTENT_TYPES[rendition.format])
    if not models.Asset.objects.filter(pk=asset_id).exists():
        # Deleted meanwhile, with the renditions that there were.
        files().delete(name)
        raise errors.AssetNotFound(id=to_ulid(asset_id))
