"""Pictures, and a folder of their own for every test."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PIL import Image

from rustok.media.dto import AssetResponse
from rustok.media.services import assets
from rustok.testing.events import PublishedEvents, published_events
from tests.rustok.media.pictures import system

Store = Callable[..., AssetResponse]


@pytest.fixture(autouse=True)
def media_folder(settings: Any, tmp_path: Any) -> Any:
    """The folder that holds the files of this test."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


@pytest.fixture
def store(in_tenant_a: Any) -> Store:
    """Take a picture in for tenant ``a``: ``store(image)`` or ``store(content)``."""

    def take_in(given: Any, format: str = "PNG", **saved: Any) -> AssetResponse:
        if isinstance(given, Image.Image):
            target = io.BytesIO()
            given.save(target, format, **saved)
            given = target.getvalue()
        return assets.store_asset(system(in_tenant_a), given, filename="picture.png")

    return take_in


@pytest.fixture
def events() -> Iterator[PublishedEvents]:
    """What is published during the test."""
    with published_events() as seen:
        yield seen
