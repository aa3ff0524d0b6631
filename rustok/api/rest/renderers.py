"""Writes answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework.renderers import BaseRenderer

from rustok.api import jsontext
from rustok.api.rendering import plain


class JSONRenderer(BaseRenderer):
    """JSON by orjson. An endpoint that has written its answer already gives bytes, which pass through."""

    media_type = "application/json"
    format = "json"
    charset = None
    render_style = "binary"

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        """Return the body of an answer; none where there is nothing to say."""
        if data is None:
            return b""
        return data if isinstance(data, bytes) else jsontext.dumps(plain(data))
