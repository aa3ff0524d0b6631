"""The few pages of the APIs: the start page of the demonstration, the OpenAPI document, Swagger."""

from __future__ import annotations

from functools import lru_cache

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rustok.api import jsontext
from rustok.api.export import openapi_document
from rustok.conf import conf

PRODUCTS_QUERY = """{
  products(first: 3) {
    edges { node { title handle } }
    pageInfo { endCursor hasNextPage }
  }
}"""


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Show what there is to look at; in the demonstration only."""
    tenant = getattr(request, "tenant", None)
    if not conf().features.demo or tenant is None:
        raise Http404
    return render(
        request,
        "rustok/api/start.html",
        {
            "tenant": tenant,
            "base": f"{request.scheme}://{request.get_host()}",
            "graphiql": conf().graphql.graphiql,
            "query": PRODUCTS_QUERY,
        },
    )


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """Give the OpenAPI document of this installation."""
    return HttpResponse(
        _openapi_bytes(), content_type="application/json", headers={"Cache-Control": "public, max-age=60"}
    )


@require_safe
def swagger(request: HttpRequest) -> HttpResponse:
    """Show the OpenAPI document to people; every file comes from here."""
    return render(request, "rustok/api/swagger.html")


@lru_cache(maxsize=1)
def _openapi_bytes() -> bytes:
    return jsontext.dumps(openapi_document())
