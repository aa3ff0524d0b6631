"""Base of every REST view. A domain's view names its operations; everything around them happens here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.http import HttpResponse
from django.utils.cache import patch_vary_headers
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from rustok.api.rest import converters  # noqa: F401  (registers <ulid:id> for the routes of whoever has views)
from rustok.api.rest.caching import VARY, cache_control
from rustok.api.rest.endpoints import ADMIN_PREFIX, Endpoint, endpoint, endpoint_of
from rustok.api.rest.paging import PageQuery
from rustok.api.rest.selection import Selection
from rustok.api.rest.stored import Known
from rustok.context import RequestContext
from rustok.errors import Unauthenticated

__all__ = ["ApiView", "Endpoint", "PageQuery", "endpoint"]


class ApiView(APIView):
    """A resource::

        class ProductView(ApiView):
            tag = "products"

            @endpoint(response=ProductResponse)
            def get(self, request, id):
                return products.get_product(self.ctx, id)

            @endpoint(request=UpdateProductRequest, response=ProductResponse, versioned=True)
            def patch(self, request, id, data):
                return catalog.update_product(self.ctx, id, data)

    Set ``tag`` to group the operations in the schema; the module's slug is used else. ``signed_in = True`` refuses
    anonymous clients before anything is read; what is for staff refuses them anyway. ``keys`` are headers by which a
    visitor proves that something is theirs, with what the schema says of them: no cache keeps an answer that depends
    on one.
    """

    tag: str | None = None
    signed_in: bool = False
    keys: ClassVar[Mapping[str, str]] = {}
    selection: Selection | None = None
    """What a read is to show, for methods that write their answer themselves."""
    known: Known | None = None
    """What the client of a read has already."""

    @property
    def ctx(self) -> RequestContext:
        """Who asks, for which tenant, in which language."""
        request: Any = self.request
        # Django's own, or DRF's around it.
        ctx: RequestContext = request.ctx
        return ctx

    def get_parsers(self) -> list[BaseParser]:
        """Take multipart bodies for uploads, and JSON for everything else."""
        spec = self.endpoint_of(self.request.method or "") if getattr(self, "request", None) else None
        return [MultiPartParser()] if spec is not None and spec.upload else super().get_parsers()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse before reading the query and the body, of which visitors need not be told what is wrong."""
        super().initial(request, *args, **kwargs)
        needed = self.signed_in or (request.path.startswith(ADMIN_PREFIX) and request.method != "OPTIONS")
        if needed and self.ctx.actor_id is None:
            raise Unauthenticated()

    def options(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # type: ignore[override]
        """Say which methods there are (RFC 9110, section 9.3.7)."""
        return Response(status=204)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Say what the answer depends on, and keep what is somebody's own out of shared caches."""
        response = super().finalize_response(request, response, *args, **kwargs)
        patch_vary_headers(response, (*VARY, *self.keys))
        if isinstance(response, HttpResponse) and not response.has_header("Cache-Control"):
            spec = self.endpoint_of("get") if request.method in ("GET", "HEAD") else None
            response["Cache-Control"] = cache_control(
                private=spec is None or bool(self.keys) or "Authorization" in request.headers,
                shared=spec is not None and spec.waits,
                status=response.status_code,
            )
        return response

    def endpoint_of(self, method: str) -> Endpoint | None:
        """Return what is said of one of the methods."""
        return endpoint_of(self, method)
