"""The editor of bodies: beside what is written stands how readers will get it; blocks have forms of their own."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import orjson
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString
from unfold.widgets import UnfoldAdminTextareaWidget

from rustok.api.admin.forms import LinesField
from rustok.api.admin.model_admin import RustokModelAdmin, context_of
from rustok.dto import parse
from rustok.errors import InvalidInput
from rustok.ids import to_ulid
from rustok.rbac.policies import allowed
from rustok.tenancy.info import current_tenant
from rustok_content.dto.blocks import RenderBodyRequest
from rustok_content.services import looking

RENDER: Final = "render/"
EDITOR_SCRIPTS: Final = ("elements", "picker", "paste", "toolbar", "blocks", "editor")
"""In the order in which they need one another."""
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


def editor_data(request: HttpRequest, node_id: UUID | None) -> SafeString:
    """Return what the editor's scripts have to know: where to ask, and the types of blocks, once for all bodies."""
    return format_html("{}{}", editor_places(request, node_id), _block_types(request))


def editor_places(request: HttpRequest, node_id: UUID | None = None) -> SafeString:
    """Return where scripts ask for what can be chosen."""
    ctx = context_of(request)
    site = str(current_tenant().settings.get("storefront_url") or "").rstrip("/")
    return format_html(
        '<div id="rustok-editor-places" hidden data-find="{}" data-address="{}" data-upload="{}" data-node="{}"'
        ' data-site="{}"></div>',
        reverse("admin:rustok_content_node_find"),
        reverse("admin:rustok_content_node_address"),
        reverse("admin:rustok_content_node_upload") if allowed(ctx, "media.asset:create") else "",
        to_ulid(node_id) if node_id else "",
        site,
    )


def _block_types(request: HttpRequest) -> SafeString:
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
