"""The tree of pages, and the trash: order and place by buttons, subtrees back or away for good."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from rustok.api.admin.chips import language_chips
from rustok.api.admin.forms import operator_locales, reason
from rustok.api.admin.labels import called
from rustok.api.admin.model_admin import RustokModelAdmin, context_of
from rustok.context import Scope
from rustok.dto import parse
from rustok.errors import RustokError
from rustok.ids import InvalidId, parse_id
from rustok.rbac.policies import allowed, scope_of
from rustok.tenancy.info import current_tenant
from rustok_content import errors, models
from rustok_content.admin.choices import head_of, kind_label_of, kind_plural_of, makeable_kinds, usable_kinds
from rustok_content.admin.node_words import status_chip
from rustok_content.admin.people import names_of
from rustok_content.dto.places import MoveNodeRequest
from rustok_content.selectors.rights import readable
from rustok_content.services import placing, trash
from rustok_content.services.kinds import rules_of
from rustok_content.services.locking import may
from rustok_content.services.reach import Reach, reach_of

_MOST: Final = 1000
_STEPS: Final = frozenset({"up", "down", "in", "out"})
_PLACES: Final = frozenset({"before", "after", "into"})


def tree_urls(page: RustokModelAdmin) -> list[URLPattern]:
    """Return the addresses of the tree and the trash."""
    view = page.admin_site.admin_view

    def tree(request: HttpRequest) -> HttpResponse:
        return _tree(page, request)

    def bin_(request: HttpRequest) -> HttpResponse:
        return _trash(page, request)

    return [
        path("tree/", view(tree), name="rustok_content_node_tree"),
        path("trash/", view(bin_), name="rustok_content_node_trash"),
    ]


def tree_kinds() -> list[Any]:
    """Return the kinds that live below one another."""
    return [kind for kind in usable_kinds() if not kind.answers and kind.name in kind.parents]


def _tree(page: RustokModelAdmin, request: HttpRequest) -> HttpResponse:
    if not page.has_view_permission(request):
        raise PermissionDenied
    kinds = {kind.name: kind for kind in tree_kinds()}
    present = request.GET.get("kind", "")
    names = [present] if present in kinds else list(kinds)
    may_move = scope_of(context_of(request), "content.node:update") is Scope.ALL
    if request.method == "POST":
        if not may_move:
            raise PermissionDenied
        _step(request)
        return HttpResponseRedirect(request.get_full_path())
    rows = readable(context_of(request), models.Node.objects.filter(kind__in=names, deleted_at=None))
    rows = rows.prefetch_related("translations", "addresses")
    found = list(rows.order_by("depth", "position", "id")[: _MOST + 1])
    context = {
        "title": kind_plural_of(present or next(iter(names), "page")),
        "rows": _ordered(found[:_MOST], reach_of(context_of(request))),
        "is_cut": len(found) > _MOST,
        "tabs": [
            {"title": kind_plural_of(kind.name), "url": f"?kind={kind.name}", "active": kind.name == present}
            for kind in kinds.values()
        ],
        "may_move": may_move,
        "may_add": any(name in names for name, _ in makeable_kinds(context_of(request))),
        "add_label": f"New {kind_label_of(present or next(iter(names), 'page')).lower()}",
        "add_url": f"{reverse('admin:rustok_content_node_add')}?kind={present or next(iter(names), 'page')}",
    }
    return _shown(page, request, "rustok_content/admin/tree.html", context)


def _ordered(nodes: list[Any], reach: Reach) -> list[dict[str, Any]]:
    """Return the nodes as a tree is read, each with what it can be moved to."""
    known = {node.pk for node in nodes}
    below: dict[Any, list[Any]] = {}
    for node in nodes:
        below.setdefault(node.parent_id if node.parent_id in known else None, []).append(node)
    found: list[dict[str, Any]] = []
    codes = current_tenant().locale_codes

    def walk(parent: Any, depth: int) -> None:
        beside = below.get(parent, [])
        for index, node in enumerate(beside):
            head = head_of(node)
            texts = list(node.translations.all())
            stale = {row.locale for row in texts if row.source_version < node.text_version}
            found.append(
                {
                    "node": node,
                    "depth": min(depth, 5),
                    "title": head.title if head else str(node.pk),
                    "slug": head.slug if head else "",
                    "path": _path(node),
                    "below_url": f"{reverse('admin:rustok_content_node_add')}?kind={node.kind}&parent={node.pk}",
                    "kind": kind_label_of(node.kind),
                    "state": status_chip(node.status),
                    "languages": language_chips(codes, complete={row.locale for row in texts} - stale, stale=stale),
                    "url": reverse("admin:rustok_content_node_change", args=(node.pk,)),
                    # Only where the operator is assigned.
                    "within": not rules_of(node.kind).drafts or reach.covers(node.path, None),
                    "up": index > 0,
                    "down": index < len(beside) - 1,
                    "in": index > 0,
                    "out": parent is not None,
                }
            )
            walk(node.pk, depth + 1)

    walk(None, 0)
    return found


def _path(node: Any) -> str:
    """Return the address of a node in the operator's language, else in the next one that it has one in."""
    paths = {row.locale: row.path for row in node.addresses.all() if row.is_current}
    found = (paths[locale] for locale in (*operator_locales(current_tenant()), *paths) if locale in paths)
    return next(found, "")


def _step(request: HttpRequest) -> None:
    """Move a node one step, or beside or below another: among neighbours, below the one before it, a level up."""
    step = request.POST.get("step", "")
    try:
        node = models.Node.objects.get(pk=parse_id(request.POST.get("node", "")), deleted_at=None)
    except (InvalidId, models.Node.DoesNotExist):
        messages.error(request, "It is no longer there.")
        return
    if step in _PLACES:
        _put(request, node, step)
        return
    if step not in _STEPS:
        return
    beside = _beside(node.parent_id)
    index = beside.index(node.pk)
    parent_id, position = node.parent_id, None
    if step == "up":
        position = max(index - 1, 0)
    elif step == "down":
        position = index + 1
    elif step == "in" and index > 0:
        parent_id = beside[index - 1]
    elif step == "out" and node.parent is not None:
        parent_id = node.parent.parent_id
        position = _beside(parent_id).index(node.parent_id) + 1
    _move(request, node, parent_id, position)


def _put(request: HttpRequest, node: Any, place: str) -> None:
    """Put a node where it was dragged to."""
    try:
        other = models.Node.objects.get(pk=parse_id(request.POST.get("other", "")), deleted_at=None)
    except (InvalidId, models.Node.DoesNotExist):
        messages.error(request, "It is no longer there.")
        return
    if place == "into":
        _move(request, node, other.pk, None)
        return
    beside = [key for key in _beside(other.parent_id) if key != node.pk]
    if other.pk in beside:
        _move(request, node, other.parent_id, beside.index(other.pk) + (place == "after"))


def _move(request: HttpRequest, node: Any, parent_id: Any, position: int | None) -> None:
    asked = {
        "parent_id": str(parent_id) if parent_id else None,
        "position": position,
        "version": int(given) if (given := request.POST.get("version", "")).isdecimal() else node.version,
    }
    try:
        placing.move_node(context_of(request), node.pk, parse(MoveNodeRequest, asked))
    except RustokError as exc:
        messages.error(request, reason(exc))


def _beside(parent_id: Any) -> list[Any]:
    rows = models.Node.objects.filter(parent_id=parent_id, deleted_at=None, root_id=None)
    return list(rows.order_by("position", "id").values_list("id", flat=True))


def _trash(page: RustokModelAdmin, request: HttpRequest) -> HttpResponse:
    if not page.has_view_permission(request):
        raise PermissionDenied
    ctx = context_of(request)
    if request.method == "POST":
        if not allowed(ctx, "content.node:delete"):
            raise PermissionDenied
        _empty(request)
        return HttpResponseRedirect(request.get_full_path())
    reach = reach_of(ctx)
    rows = readable(ctx, models.Node.objects.filter(deleted_at__isnull=False)).order_by("-deleted_at", "-id")
    roots = [node for node in rows.prefetch_related("translations")[:_MOST] if node.trash_id == node.pk]
    names = names_of(node.deleted_by_id for node in roots)
    below: dict[Any, int] = {}
    for trash_id in rows.filter(trash_id__in=[node.pk for node in roots]).values_list("trash_id", flat=True):
        below[trash_id] = below.get(trash_id, -1) + 1
    text = request.GET.get("q", "").strip().lower()
    context = {
        "title": "Trash",
        "q": request.GET.get("q", "").strip(),
        "rows": [
            {
                "node": node,
                "title": head.title if (head := head_of(node)) and head.title else kind_label_of(node.kind),
                "kind": kind_label_of(node.kind),
                "by": names.get(node.deleted_by_id, "system"),
                "below": below.get(node.pk, 0),
                "may_restore": may(ctx, node, "delete", reach=reach),
            }
            for node in roots
            if not text or any(text in row.title.lower() for row in node.translations.all())
        ],
        "may_purge": scope_of(ctx, "content.node:delete") is Scope.ALL,
        "days": models.CommunitySettings.objects.values_list("trash_days", flat=True).first() or trash.DEFAULT_DAYS,
    }
    return _shown(page, request, "rustok_content/admin/trash.html", context)


def _empty(request: HttpRequest) -> None:
    ctx = context_of(request)
    try:
        node_id = parse_id(request.POST.get("node", ""))
    except InvalidId:
        messages.error(request, "It is no longer there.")
        return
    try:
        if request.POST.get("do") == "restore":
            trash.restore_node(ctx, node_id)
            messages.success(request, "It is back, with all that went with it.")
        elif request.POST.get("do") == "purge":
            trash.purge_node(ctx, node_id, force=request.POST.get("force") == "on")
            messages.success(request, "It is gone for good.")
    except errors.NodeReferenced as exc:
        count = exc.params["count"]
        messages.error(request, f"{count} others refer to it: tick “also where it is used”, or change those first.")
    except RustokError as exc:
        messages.error(request, reason(exc))


def _shown(page: RustokModelAdmin, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    request.current_app = page.admin_site.name
    common = {**page.admin_site.each_context(request), "opts": called(page.opts, context["title"]), "subtitle": None}
    return TemplateResponse(request, template, {**common, **context})
