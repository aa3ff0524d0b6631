"""The posts of a series: put in, taken out and put in order by buttons."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from rustok.api.admin.forms import reason
from rustok.api.admin.model_admin import RustokModelAdmin
from rustok.errors import RustokError
from rustok.ids import InvalidId, parse_id
from rustok_content import models
from rustok_content.admin.choices import head_of
from rustok_content.admin.node_page import desk_of
from rustok_content.admin.node_words import status_chip
from rustok_content.dto.lifecycle import LinkRelation
from rustok_content.selectors.rights import readable
from rustok_content.services import links
from rustok_content.services.locking import may

SERIES: Final = "series"
_POST: Final = "post"
# So many of the newest posts are offered; older ones say on their own which series they are part of.
_OFFERED: Final = 200


def series_urls(page: RustokModelAdmin) -> list[URLPattern]:
    """Return the address of a series' posts."""

    def view(request: HttpRequest, object_id: str) -> HttpResponse:
        desk = desk_of(page, request, object_id)
        if desk.subject.kind != SERIES or desk.subject.deleted_at is not None:
            raise Http404
        if request.method == "POST":
            if not may(desk.ctx, desk.subject, "update"):
                raise PermissionDenied
            _change(request, desk)
            return HttpResponseRedirect(request.get_full_path())
        return _shown(page, request, desk)

    address = "<str:object_id>/series/"
    return [path(address, page.admin_site.admin_view(view), name="rustok_content_node_series")]


def _order(series_id: UUID) -> list[UUID]:
    rows = models.NodeLink.objects.filter(
        target_id=series_id, relation=LinkRelation.SERIES, node__kind=_POST, node__deleted_at=None
    )
    return list(rows.order_by("position", "node_id").values_list("node_id", flat=True))


def _change(request: HttpRequest, desk: Any) -> None:
    """Take one step, by the version that the operator has seen."""
    try:
        post_id = parse_id(request.POST.get("post", ""))
    except InvalidId:
        messages.error(request, "Choose a post.")
        return
    order = _order(desk.subject.pk)
    place = order.index(post_id) if post_id in order else None
    match request.POST.get("do"):
        case "add" if place is None:
            order.append(post_id)
        case "remove" if place is not None:
            order.remove(post_id)
        case "up" if place:
            order[place - 1], order[place] = order[place], order[place - 1]
        case "down" if place is not None and place + 1 < len(order):
            order[place + 1], order[place] = order[place], order[place + 1]
        case _:
            return
    given = request.POST.get("version", "")
    version = int(given) if given.isdecimal() and len(given) < 10 else desk.version
    try:
        links.set_linked(
            desk.ctx, desk.subject.pk, LinkRelation.SERIES, order, kind=_POST, target=SERIES, version=version
        )
    except RustokError as exc:
        messages.error(request, reason(exc))


def _shown(page: RustokModelAdmin, request: HttpRequest, desk: Any) -> HttpResponse:
    series = desk.subject
    order = _order(series.pk)
    posts = readable(desk.ctx, models.Node.objects.filter(kind=_POST, deleted_at=None))
    rows = {row.pk: row for row in posts.filter(pk__in=order).prefetch_related("translations")}
    offered = posts.exclude(pk__in=order).order_by("-id").prefetch_related("translations")[:_OFFERED]
    head = head_of(series)
    name = head.title if head else str(series.pk)
    request.current_app = page.admin_site.name
    context = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "original": name,
        "title": f"Posts of {name}",
        "subtitle": None,
        "node_url": desk.url,
        "version": series.version,
        "may_change": may(desk.ctx, series, "update"),
        "rows": [
            {
                "post": rows[post_id],
                "title": _title(rows[post_id]),
                "state": status_chip(rows[post_id].status),
                "url": reverse("admin:rustok_content_node_change", args=(post_id,)),
                "up": place > 0,
                "down": place + 1 < len(order),
            }
            for place, post_id in enumerate(order)
            if post_id in rows
        ],
        "offered": [(str(post.pk), _title(post)) for post in offered],
    }
    return TemplateResponse(request, "rustok_content/admin/series.html", context)


def _title(post: models.Node) -> str:
    head = head_of(post)
    return head.title if head else str(post.pk)
