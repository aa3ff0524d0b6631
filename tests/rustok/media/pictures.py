"""Pictures that tests take in."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image

from rustok.context import RequestContext
from rustok.tenancy.models import Tenant


def picture(*, size: tuple[int, int] = (8, 6), format: str = "PNG", colour: str = "teal", **saved: Any) -> bytes:
    """Return a picture of one colour as a file."""
    return encoded(Image.new("RGB", size, colour), format, **saved)


def encoded(image: Image.Image, format: str = "PNG", **saved: Any) -> bytes:
    """Return a picture as a file."""
    target = io.BytesIO()
    image.save(target, format, **saved)
    return target.getvalue()


def animation(*colours: str, size: tuple[int, int] = (8, 6), format: str = "GIF") -> bytes:
    """Return a film of single colours."""
    frames = [Image.new("RGB", size, colour) for colour in colours]
    return encoded(frames[0], format, save_all=True, append_images=frames[1:])


def system(tenant: Tenant) -> RequestContext:
    """Return the context of the tenant's own work."""
    return RequestContext.system(tenant.id)
