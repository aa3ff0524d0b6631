"""Pictures that texts show, as files beside them: named by what they are, so that every export names them alike."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import quote
from uuid import UUID

from rustok.ids import InvalidId, parse_id
from rustok.media.models import Asset
from rustok.media.storage import ORIGINALS, files
from rustok.tenancy.storage import tenant_prefix

FOLDER: Final = "media"
_ID: Final = re.compile(r'"([0-9A-Za-z-]{26,36})"')


class Pictures:
    """The pictures that an export has met so far."""

    def __init__(self) -> None:
        self.used: dict[str, Any] = {}
        base = re.escape(files().url(f"{tenant_prefix()}{ORIGINALS}/"))
        self._address = re.compile(rf"{base}[0-9A-Z]{{26}}\.[a-z0-9]+")

    def by_id(self, text: str | None) -> str | None:
        """Return the file of a picture by its id; None where there is none."""
        asset = self._find(pk__in=_ids([text or ""]))
        return None if asset is None else self._keep(asset)

    def led_to(self, text: str, *, place: str) -> str:
        """Lead a text in a folder to the files beside it."""

        def lead(match: re.Match[str]) -> str:
            name = match[0].partition(f"/{tenant_prefix()}")[2]
            asset = self._find(storage_name=f"{tenant_prefix()}{name}")
            if asset is None:
                return match[0]
            return quote(posixpath.relpath(self._keep(asset), place))

        return self._address.sub(lead, text)

    def named(self, blocks: str) -> str:
        """Name the files that blocks say by id, as ``asset:media/...``."""

        def name(match: re.Match[str]) -> str:
            file = self.by_id(match[1])
            return match[0] if file is None else f'"asset:{file}"'

        return _ID.sub(name, blocks)

    def _find(self, **wanted: Any) -> Any:
        return Asset.objects.prefetch_related("translations").filter(**wanted).first()

    def _keep(self, asset: Any) -> str:
        name = f"{FOLDER}/{asset.sha256[:12]}/{asset.filename}"
        self.used[name] = asset
        return name


def _ids(texts: Iterable[str]) -> list[UUID]:
    found = []
    for text in texts:
        try:
            found.append(parse_id(text))
        except InvalidId:
            continue
    return found
