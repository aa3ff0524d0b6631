"""REST of looks at what is not published yet, for whoever has a token."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from rustok.api.rest.views import ApiView, endpoint
from rustok.search.storefront import StoreNode
from rustok_content.services import previews


class PreviewView(ApiView):
    """A node as it would be published."""

    tag = "content"

    @endpoint(response=StoreNode)
    def get(self, request: Request, token: str) -> Mapping[str, Any]:
        """Return a node as readers would see it if all that waits were published now."""
        return previews.look(self.ctx, token)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Response:
        """Keep it out of caches and search engines."""
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex"
        answer: Response = super().finalize_response(request, response, *args, **kwargs)
        return answer
