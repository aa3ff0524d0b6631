"""Where a text will be found while it is written, and from where readers find it back to its editor."""

from __future__ import annotations

from typing import Any

import orjson
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.urls import URLPattern, path, reverse

from rustok.api.admin.model_admin import RustokModelAdmin, context_of
from rustok.errors import InvalidInput, RustokError
from rustok.ids import InvalidId, parse_id
from rustok.tenancy.info import current_tenant
from rustok_content import errors, models
from rustok_content.admin.choices import head_of, kind_label_of
from rustok_content.selectors import addresses
from rustok_content.selectors.rights import readable
from rustok_content.services.kinds import NodeKind, get_kind, rules_of
from rustok_content.services.texts import wanted_slug


def writing_urls(page: RustokModelAdmin) -> list[URLPattern]:
    """Return the addresses of the question where a text will be, and of the way from readers' pages to editors'."""

    def address(request: HttpRequest) -> HttpResponse:
        return _address(page, request)

    def at(request: HttpRequest) -> HttpResponse:
        return _at(page, request)

    view = page.admin_site.admin_view
    return [
        path("address/", view(address), name="rustok_content_node_address"),
        path("at/", view(at), name="rustok_content_node_at"),
    ]


def _address(page: RustokModelAdmin, request: HttpRequest) -> HttpResponse:
    if not page.has_view_permission(request):
        raise PermissionDenied
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        asked = orjson.loads(request.body)
    except orjson.JSONDecodeError:
        asked = None
    if not isinstance(asked, dict) or not all(isinstance(value, str) for value in asked.values()):
        return JsonResponse({"title": "No JSON."}, status=400)
    present = _find(asked.get("node", ""))
    try:
        kind = rules_of(present.kind) if present else get_kind(asked.get("kind", ""))
    except errors.UnknownKind as exc:
        return JsonResponse({"title": str(exc)}, status=400)
    locale, wanted = asked.get("locale", ""), asked.get("slug", "").strip()
    node = present or models.Node(kind=kind.name)
    slug = wanted_slug(node, asked.get("title", ""), wanted)
    place = _place(kind, node, _find(asked.get("parent", "")), locale, slug)
    other = None
    if place is not None:
        held = models.NodeAddress.objects.filter(locale=locale, path=place, is_current=True).exclude(node=node.pk)
        other = held.select_related("node").first()
    elif (twins := models.NodeTranslation.objects.filter(kind=kind.name, locale=locale, slug=slug)) and kind.addressed:
        other = twins.exclude(node=node.pk).select_related("node").first()
    taken = _name(request, other.node) if other else ""
    return JsonResponse({"slug": slug, "path": place, "taken": taken})


def _name(request: HttpRequest, node: Any) -> str:
    """Name who has an address already, to those who may see it."""
    seen = readable(context_of(request), models.Node.objects.filter(pk=node.pk)).exists()
    head = head_of(node) if seen else None
    return head.title if head else kind_label_of(node.kind)


def _find(text: str) -> Any:
    try:
        return models.Node.objects.filter(pk=parse_id(text)).first()
    except InvalidId:
        return None


def _place(kind: NodeKind, node: Any, parent: Any, locale: str, slug: str) -> str | None:
    """Return the address that a slug gives below a parent; None for what has none."""
    if kind.url_prefix is None:
        return None
    if node.is_home:
        return kind.url_prefix or "/"
    if parent is None or rules_of(parent.kind).url_prefix is None:
        return f"{kind.url_prefix}/{slug}"
    places = {row.locale: row.path for row in parent.addresses.all() if row.is_current}
    above = next((places[each] for each in (*current_tenant().fallback_chain(locale), *places) if each in places), "")
    return f"{above.rstrip('/')}/{slug}"


def _at(page: RustokModelAdmin, request: HttpRequest) -> HttpResponse:
    """Lead from the address of a page that readers see to its editor: what a storefront's “edit” button calls."""
    if not page.has_view_permission(request):
        raise PermissionDenied
    asked, locale = request.GET.get("path", ""), request.GET.get("locale") or None
    try:
        found = addresses.resolve(context_of(request), asked, locale=locale)
        if found.node_id is None and found.target and (inner := addresses.path_within(found.target)):
            found = addresses.resolve(context_of(request), inner, locale=locale)
    except (InvalidInput, RustokError):
        found = None
    if found is None or found.node_id is None:
        messages.error(request, f"No page or post is at {asked or 'an empty address'}.")
        return HttpResponseRedirect(reverse("admin:rustok_content_node_changelist"))
    return HttpResponseRedirect(reverse("admin:rustok_content_node_change", args=(found.node_id,)))
