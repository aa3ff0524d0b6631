"""Former states of a node: who saved what, how it differs, and back to it."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from rustok.api.admin.forms import language_name, reason
from rustok.api.admin.model_admin import RustokModelAdmin
from rustok.dto import parse
from rustok.errors import NotFound, RustokError
from rustok_content.admin.choices import head_of
from rustok_content.admin.node_page import desk_of
from rustok_content.admin.people import names_of
from rustok_content.dto.lifecycle import ReferenceTarget
from rustok_content.dto.revisions import FieldChange, NodeDiffResponse, RestoreRevisionRequest
from rustok_content.selectors import references, revisions
from rustok_content.services import restoring
from rustok_content.services.locking import may
from rustok_content.services.reach import reach_of

_SHOWN = 100
_WORDS: Final = re.compile(r"\w+|\s+|[^\w\s]")
_ALIKE: Final = 0.4
_MOST_COMPARED: Final = 250_000


def revision_urls(page: RustokModelAdmin) -> list[URLPattern]:
    """Return the addresses of a node's history and of where it is used."""
    view = page.admin_site.admin_view

    def shown(request: HttpRequest, object_id: str) -> HttpResponse:
        return _revisions(page, request, object_id)

    def used(request: HttpRequest, object_id: str) -> HttpResponse:
        return _usage(page, request, object_id)

    return [
        path("<str:object_id>/revisions/", view(shown), name="rustok_content_node_revisions"),
        path("<str:object_id>/usage/", view(used), name="rustok_content_node_usage"),
    ]


def _revisions(page: RustokModelAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    desk = desk_of(page, request, object_id)
    node = desk.subject
    url = reverse("admin:rustok_content_node_revisions", args=(node.pk,))
    if request.method == "POST":
        return _restore(request, desk, url)
    after = _number(request.GET.get("after"))
    found = revisions.list_revisions(desk.ctx, node.pk, after=after, limit=_SHOWN)
    names = names_of(row.author_id for row in found.items)
    version, other = _number(request.GET.get("version")), _number(request.GET.get("other"))
    diff = None
    try:
        if version is not None:
            diff = revisions.compare_revisions(desk.ctx, node.pk, version, other=other)
    except NotFound as exc:
        raise Http404 from exc
    reach = reach_of(desk.ctx)
    return _page(
        page,
        request,
        node,
        "rustok_content/admin/revisions.html",
        title="Revisions",
        rows=[
            {
                "row": row,
                "by": names.get(row.author_id, "—") if row.author_id else "system",
                "about": language_name(row.locale) if row.locale else "",
                "is_now": row.version == node.version,
            }
            for row in found.items
        ],
        next=found.next,
        compared=version,
        other=other,
        diff=_shown_diff(diff) if diff is not None else None,
        may_restore=node.deleted_at is None and may(desk.ctx, node, "update", languages=(), reach=reach),
        version=node.version,
        locales=[
            (row.locale, language_name(row.locale))
            for row in node.translations.all()
            if may(desk.ctx, node, "update", languages=(row.locale,), reach=reach)
        ],
    )


def _restore(request: HttpRequest, desk: Any, url: str) -> HttpResponse:
    revision = _number(request.POST.get("revision"))
    if revision is None:
        raise Http404
    locales = request.POST.getlist("locales")
    asked = {
        "locales": locales or None,
        "own_fields": request.POST.get("own_fields") == "on",
        "version": _number(request.POST.get("version")) or desk.version,
    }
    try:
        restoring.restore_revision(desk.ctx, desk.subject.pk, revision, parse(RestoreRevisionRequest, asked))
    except RustokError as exc:
        messages.error(request, reason(exc))
        return HttpResponseRedirect(f"{url}?version={revision}")
    messages.success(request, f"Version {revision} was brought back as a draft: publish it for readers to see it.")
    return HttpResponseRedirect(desk.url)


def _usage(page: RustokModelAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    desk = desk_of(page, request, object_id)
    node = desk.subject
    uses = references.list_usages(desk.ctx, ReferenceTarget.NODE, node.pk, limit=_SHOWN)
    links = references.list_references(desk.ctx, node.pk)
    pages = {ReferenceTarget.NODE: "rustok_content_node", ReferenceTarget.ASSET: "rustok_media_asset",
             ReferenceTarget.PRODUCT: "rustok_commerce_product"}  # fmt: skip

    def line(row: Any, *, outgoing: bool) -> dict[str, Any]:
        kind = pages.get(row.target_kind, "") if outgoing else "rustok_content_node"
        target = row.target_id if outgoing else row.node_id
        return {
            "row": row,
            "title": row.target_kind.value if outgoing else row.title,
            "language": language_name(row.locale) if row.locale else "",
            "url": reverse(f"admin:{kind}_change", args=(target,)) if kind else "",
        }

    return _page(
        page,
        request,
        node,
        "rustok_content/admin/usage.html",
        title="Where used",
        uses=[line(row, outgoing=False) for row in uses.items],
        more=uses.next is not None,
        links=[line(row, outgoing=True) for row in links],
    )


def _page(page: RustokModelAdmin, request: HttpRequest, node: Any, template: str, **context: Any) -> HttpResponse:
    head = head_of(node)
    title = context.pop("title")
    name = head.title if head else str(node.pk)
    request.current_app = page.admin_site.name
    return TemplateResponse(
        request,
        template,
        {
            **page.admin_site.each_context(request),
            "opts": page.object_opts(node),
            "original": name,
            "title": f"{title}: {name}",
            "subtitle": None,
            "node": node,
            "name": name,
            "node_url": reverse("admin:rustok_content_node_change", args=(node.pk,)),
            **context,
        },
    )


def _shown_diff(diff: NodeDiffResponse) -> dict[str, Any]:
    return {
        "from": diff.from_version,
        "to": diff.to_version,
        "fields": [
            {
                "name": change.field.replace("_", " "),
                "language": language_name(change.locale) if change.locale else "",
                "lines": _lines(change),
            }
            for change in diff.fields
        ],
        "blocks": [
            {
                "change": change.change.value,
                "language": language_name(change.locale),
                "type": change.type.replace("_", " "),
                "lines": _props(change.before, change.after),
            }
            for change in diff.blocks
        ],
    }


def _lines(change: FieldChange) -> list[dict[str, Any]]:
    """Return a change line by line: what went, what came, what stayed, and within lines which words."""
    if change.lines:
        # Where lines were left out between two places, only that is of interest.
        found = [
            ("same", "⋯") if line.startswith("@@") else ({"+": "ins", "-": "del"}.get(line[:1], "same"), line[1:])
            for line in change.lines
        ]
    else:
        found = [
            (kind, str(value))
            for kind, value in (("del", change.before), ("ins", change.after))
            if value not in (None, "")
        ]
    lines: list[dict[str, Any]] = [{"kind": kind, "parts": [(False, text)]} for kind, text in found]
    # A line that went and the one that came in its place stand one after the other.
    for before, after in pairwise(lines):
        if (before["kind"], after["kind"]) == ("del", "ins"):
            before["parts"], after["parts"] = words_apart(before["parts"][0][1], after["parts"][0][1])
    return lines


def _props(before: Any, after: Any) -> list[dict[str, Any]]:
    """Return what of a block differs, a line for each of its fields."""
    old, new = _flat(before), _flat(after)
    found: list[dict[str, Any]] = []
    for name in dict.fromkeys((*old, *new)):
        if old.get(name) == new.get(name):
            continue
        gone, came = (f"{name}: {values[name]}" if name in values else None for values in (old, new))
        left, right = words_apart(gone, came) if gone and came else ([(False, gone)], [(False, came)])
        found += [{"kind": "del", "parts": left}] if gone else []
        found += [{"kind": "ins", "parts": right}] if came else []
    return found


def _flat(value: Any, name: str = "") -> dict[str, str]:
    """Name every text within a block's fields: ``images 1 caption``."""
    if isinstance(value, dict):
        parts = [(f"{name} {key}".strip().replace("_", " "), each) for key, each in value.items()]
    elif isinstance(value, list):
        parts = [(f"{name} {index}".strip(), each) for index, each in enumerate(value, 1)]
    else:
        return {} if value is None else {name or "value": str(value)}
    return {key: text for each_name, each in parts for key, text in _flat(each, each_name).items()}


def words_apart(before: str, after: str) -> tuple[list[tuple[bool, str]], list[tuple[bool, str]]]:
    """Return two texts in pieces, each marked with whether the other one has it not; whole where little is alike."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False) if len(old) * len(new) <= _MOST_COMPARED else None
    if matcher is None or matcher.ratio() < _ALIKE:
        return [(False, before)], [(False, after)]
    left: list[tuple[bool, str]] = []
    right: list[tuple[bool, str]] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if a != b:
            left.append((tag != "equal", "".join(old[a:b])))
        if c != d:
            right.append((tag != "equal", "".join(new[c:d])))
    return left, right


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 10 else None
