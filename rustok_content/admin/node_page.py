"""Above a node's form: where its text in each language is, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse

from rustok.api.admin.dialogs import Deed, Desk, bar, choose, do
from rustok.api.admin.forms import language_name
from rustok.api.admin.model_admin import RustokModelAdmin, context_of
from rustok.ids import InvalidId, parse_id
from rustok.tenancy.info import current_tenant
from rustok_content import models
from rustok_content.admin.node_deeds import OF_NODE
from rustok_content.admin.node_menu import SHOWN_KIND
from rustok_content.admin.node_previews import EndPreview, live_previews
from rustok_content.admin.node_submissions import OF_SUBMISSION, open_submissions
from rustok_content.admin.node_words import status_chip, submission_chip
from rustok_content.admin.people import names_of
from rustok_content.dto.nodes import NodeStatus

_DEEDS = "_rustok_node_deeds"


def node_urls(page: RustokModelAdmin) -> list[URLPattern]:
    """Return the address of what can be done with a node."""

    def view(request: HttpRequest, object_id: str, key: str) -> HttpResponse:
        desk = desk_of(page, request, object_id)
        if desk.subject.deleted_at is not None:
            messages.error(request, "It is in the trash.")
            return HttpResponseRedirect(reverse("admin:rustok_content_node_trash"))
        deeds = deeds_of(desk)
        answer = do(request, [*deeds, *preview_deeds(desk)], key)
        if answer is not None:
            return answer
        # The form below is shown as it is stored; the dialog keeps what was typed.
        setattr(request, _DEEDS, (deeds, key))
        request.method = "GET"
        shown: HttpResponse = page.changeform_view(request, object_id)
        return shown

    address = "<str:object_id>/change/do/<str:key>/"
    return [path(address, page.admin_site.admin_view(view), name="rustok_content_node_do")]


def desk_of(page: RustokModelAdmin, request: HttpRequest, object_id: str) -> Desk:
    """Return a node, in the trash or not, before whoever asks.

    :raises Http404: there is none.
    """
    if not page.has_view_permission(request):
        raise PermissionDenied
    parts = ("translations", "drafts", "submissions", "preview_tokens", "bodies")
    try:
        node = models.Node.objects.filter(pk=parse_id(object_id)).prefetch_related(*parts).first()
    except InvalidId as exc:
        raise Http404 from exc
    if node is None:
        raise Http404
    if not page.has_view_permission(request, node):
        raise PermissionDenied
    setattr(request, SHOWN_KIND, node.kind)
    url = reverse("admin:rustok_content_node_change", args=(node.pk,))
    origin = request.build_absolute_uri("/").rstrip("/")
    return Desk(ctx=context_of(request), subject=node, url=url, version=node.version, origin=origin)


def deeds_of(desk: Desk) -> list[Deed]:
    """Return what the operator may do with a node and with what of it was handed in."""
    node = desk.subject
    found = [deed for row in open_submissions(node) for deed in choose(desk, OF_SUBMISSION, row.pk.hex)]
    return [*found, *choose(desk, OF_NODE)]


def preview_deeds(desk: Desk) -> list[Deed]:
    """Return what ends each of a node's previews."""
    return [deed for row in live_previews(desk.subject) for deed in choose(desk, (EndPreview,), row.pk.hex)]


def head_context(page: RustokModelAdmin, request: HttpRequest, object_id: str) -> dict[str, Any]:
    """Return what the template above the form shows."""
    desk = desk_of(page, request, object_id)
    deeds: Sequence[Deed]
    deeds, opened = getattr(request, _DEEDS, None) or (deeds_of(desk), request.GET.get("do", ""))
    node = desk.subject
    waiting = {row.locale: row for row in node.drafts.all()}
    handed_in = sorted(node.submissions.all(), key=lambda row: row.pk, reverse=True)[:5]
    ends = {deed.part: deed for deed in preview_deeds(desk)}
    names = names_of(
        (
            *(row.author_id for row in waiting.values()),
            *(row.submitted_by_id for row in handed_in),
            *(row.created_by_id for row in live_previews(node)),
        )
    )
    texts = sorted(node.translations.all(), key=lambda row: (row.locale != node.source_locale, row.locale))
    paths = {row.locale: row.path for row in node.addresses.all() if row.is_current}
    site = str(current_tenant().settings.get("storefront_url") or "").rstrip("/")

    def is_seen(row: Any) -> bool:
        return bool(row.status == NodeStatus.PUBLISHED)

    return {
        "node_id": node.pk,
        "node_bar": bar(deeds, opened=opened),
        "node_texts": [
            {
                "language": language_name(row.locale),
                "locale": row.locale,
                "state": status_chip(row.status),
                "row": row,
                "draft": waiting.get(row.locale),
                "draft_by": names.get(waiting[row.locale].author_id, "") if row.locale in waiting else "",
                "path": paths.get(row.locale, ""),
                # Only what readers see is to be looked at there.
                "public_url": f"{site}{paths[row.locale]}" if site and row.locale in paths and is_seen(row) else "",
                "is_stale": row.source_version < node.text_version,
            }
            for row in texts
        ],
        "node_submissions": [
            {"row": row, "state": submission_chip(row.state), "by": names.get(row.submitted_by_id, "—")}
            for row in handed_in
        ],
        "node_previews": [
            {"row": row, "by": names.get(row.created_by_id, "—"), "end": ends.get(row.pk.hex)}
            for row in live_previews(node)
        ],
        "node_preview_dialogs": list(ends.values()),
        "node_links": [
            ("Revisions", "history", reverse("admin:rustok_content_node_revisions", args=(node.pk,))),
            ("Where used", "device_hub", reverse("admin:rustok_content_node_usage", args=(node.pk,))),
            *(
                [("Posts", "format_list_numbered", reverse("admin:rustok_content_node_series", args=(node.pk,)))]
                if node.kind == "series"
                else []
            ),
        ],
    }
