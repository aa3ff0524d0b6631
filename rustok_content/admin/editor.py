"""The editor of bodies: beside what is written stands how readers will get it; blocks have forms of their own."""

from __future__ import annotations

from typing import Any, Final

import orjson
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import json_script
from django.utils.safestring import SafeString
from unfold.widgets import UnfoldAdminTextareaWidget

from rustok.api.admin.forms import LinesField
from rustok.api.admin.model_admin import RustokModelAdmin, context_of
from rustok.dto import parse
from rustok.errors import InvalidInput
from rustok_content.dto.blocks import RenderBodyRequest
from rustok_content.services import looking

RENDER: Final = "render/"
_TYPES_ID: Final = "rustok-block-types"


def body_field(label: str, *, initial: Any, format_name: str) -> LinesField:
    """Make the field of a body; ``format_name`` is the name of the field that says how it is written."""
    widget = UnfoldAdminTextareaWidget(
        attrs={
            "rows": 24,
            "data-body-editor": "",
            "data-format": format_name,
            "data-render": reverse("admin:rustok_content_node_render"),
        }
    )
    return LinesField(label=label, initial=initial, max_length=200_000, required=False, widget=widget)


def block_types_script(request: HttpRequest) -> SafeString:
    """Return the types of blocks for the editor's script, once for all bodies of a page."""
    types = [
        {"name": each.name, "label": each.label, "icon": each.icon, "schema": each.schema}
        for each in looking.list_block_types(context_of(request)).items
    ]
    return json_script(types, _TYPES_ID)


def editor_urls(page: RustokModelAdmin) -> list[URLPattern]:
    """Return the address that the editor asks how a body looks."""

    def render(request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        return _render(request)

    return [path(RENDER, page.admin_site.admin_view(render), name="rustok_content_node_render")]


def _render(request: HttpRequest) -> HttpResponse:
    try:
        asked = parse(RenderBodyRequest, orjson.loads(request.body))
        rendered = looking.render_body(context_of(request), asked)
    except orjson.JSONDecodeError:
        return JsonResponse({"title": "No JSON."}, status=400)
    except InvalidInput as exc:
        errors = [{"path": ".".join(map(str, each.path)), "message": each.message} for each in exc.errors]
        # Half a body is what an editor has while it is being written: an answer, not a fault.
        return JsonResponse({"errors": errors})
    return JsonResponse({"html": rendered.html, "removed": rendered.removed})
