"""Pictures that something of the catalogue shows."""

from __future__ import annotations

from uuid import UUID

from rustok.errors import InvalidInput
from rustok.media.selectors.assets import assets_by_id


def check_picture(asset_id: UUID | None) -> None:
    """Refuse a picture that the media library does not have.

    :raises InvalidInput: there is no such picture.
    """
    if asset_id is not None and asset_id not in assets_by_id([asset_id]):
        raise InvalidInput.field("asset_id", code="not_found", message="No such picture.")
