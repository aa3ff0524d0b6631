"""What the editor's script asks for: pages, posts, blocks and pictures by a piece of their name, and new pictures."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.urls import URLPattern, path

from rustok.api.admin.forms import operator_locales
from rustok.api.admin.model_admin import RustokModelAdmin, context_of
from rustok.errors import Invalid, TooLarge
from rustok.ids import InvalidId, parse_id, to_ulid
from rustok.media.mappers import asset_response
from rustok.media.models import Asset
from rustok.media.renditions import thumbnail_url
from rustok.media.services import assets
from rustok.rbac.policies import allowed
from rustok.tenancy.info import current_tenant
from rustok_content import models
from rustok_content.admin.choices import kind_label_of, usable_kinds
from rustok_content.dto.nodes import NodeStatus
from rustok_content.selectors.rights import readable

FOUND: Final = 20
_THUMBNAIL: Final = 96
_BLOCK: Final = "block"
_LONGEST: Final = 200


def finding_urls(page: RustokModelAdmin) -> list[URLPattern]:
    """Return the addresses of the search and of the upload."""

    def find(request: HttpRequest) -> HttpResponse:
        return _find(page, request)

    def upload(request: HttpRequest) -> HttpResponse:
        return _upload(request)

    view = page.admin_site.admin_view
    return [
        path("find/", view(find), name="rustok_content_node_find"),
        path("upload/", view(upload), name="rustok_content_node_upload"),
    ]


def _find(page: RustokModelAdmin, request: HttpRequest) -> HttpResponse:
    if not page.has_view_permission(request):
        raise PermissionDenied
    what, text = request.GET.get("what", ""), request.GET.get("q", "").strip()[:_LONGEST]
    ids = _ids(request.GET.get("ids", "")) if "ids" in request.GET else None
    if what == "asset":
        if not allowed(context_of(request), "media.asset:read"):
            raise PermissionDenied
        items, more = _assets(text, ids)
    else:
        rows = readable(context_of(request), models.Node.objects.filter(deleted_at=None))
        items, more = _nodes(rows, text, ids, locale=request.GET.get("locale", ""), blocks=what == _BLOCK)
    return JsonResponse({"items": items, "more": more})


def _ids(text: str) -> list[UUID]:
    found = []
    for part in text.split(",")[:FOUND]:
        try:
            found.append(parse_id(part))
        except InvalidId:
            # What was typed by hand stands for nothing.
            continue
    return found


def _nodes(
    rows: Any, text: str, ids: list[UUID] | None, *, locale: str, blocks: bool
) -> tuple[list[dict[str, Any]], bool]:
    """Find nodes by title, slug or address; those that readers see come first."""
    names = [
        kind.name
        for kind in usable_kinds()
        if not kind.answers and (kind.name == _BLOCK if blocks else kind.url_prefix is not None)
    ]
    rows = rows.filter(kind__in=names)
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    elif text:
        written = models.NodeTranslation.objects.filter(
            Q(title__icontains=text) | Q(slug__icontains=text), node=OuterRef("pk")
        )
        placed = models.NodeAddress.objects.filter(node=OuterRef("pk"), is_current=True, path__startswith=text)
        rows = rows.filter(Exists(written) | Exists(placed) if text.startswith("/") else Exists(written))
    order = ("-status", "-updated_at", "-id")
    found = list(rows.prefetch_related("translations", "addresses").order_by(*order)[: FOUND + 1])
    return [_node(row, locale) for row in found[:FOUND]], len(found) > FOUND


def _node(node: Any, locale: str) -> dict[str, Any]:
    wanted = (locale, *operator_locales(current_tenant()))
    heads = {row.locale: row for row in node.translations.all()}
    places = {row.locale: row.path for row in node.addresses.all() if row.is_current}
    head = next((heads[each] for each in (*wanted, *heads) if each in heads), None)
    place = next((places[each] for each in (*wanted, *places) if each in places), None)
    said = [kind_label_of(node.kind), *([place] if place else [])]
    if node.status != NodeStatus.PUBLISHED:
        said.append("not published")
    return {
        "id": to_ulid(node.pk),
        "title": head.title if head else to_ulid(node.pk),
        "note": " · ".join(said),
        "address": place,
        "status": node.status,
    }


def _assets(text: str, ids: list[UUID] | None) -> tuple[list[dict[str, Any]], bool]:
    rows = Asset.objects.prefetch_related("translations").order_by("-id")
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    elif text:
        rows = rows.filter(Q(filename__icontains=text) | Q(translations__alt__icontains=text)).distinct()
    found = list(rows[: FOUND + 1])
    items = []
    for row in found[:FOUND]:
        texts = {each.locale: each.alt for each in row.translations.all()}
        alt = next((texts[each] for each in operator_locales(current_tenant()) if each in texts), "")
        items.append(
            {
                "id": to_ulid(row.pk),
                "title": row.filename,
                "note": alt or f"{row.width} × {row.height}",
                "alt": alt,
                "picture": thumbnail_url(row, _THUMBNAIL),
                "address": asset_response(row).url,
            }
        )
    return items, len(found) > FOUND


def _upload(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not allowed(context_of(request), "media.asset:create"):
        raise PermissionDenied
    file = request.FILES.get("file")
    if file is None:
        return JsonResponse({"title": "No file was sent."}, status=400)
    try:
        stored = assets.store_asset(context_of(request), file.read(), filename=file.name or "picture")
    except (Invalid, TooLarge) as exc:
        return JsonResponse({"title": str(exc)}, status=400)
    (item,), _ = _assets("", [stored.id])
    return JsonResponse(item)
