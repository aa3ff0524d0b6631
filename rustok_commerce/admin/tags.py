"""Tags of the shop's products: how often each is used; renamed, merged and deleted everywhere. Each change is a job."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from rustok.api.admin.forms import reason, refuse, text
from rustok.api.admin.model_admin import RustokModelAdmin, context_of
from rustok.api.admin.navigation import COMMERCE, Link
from rustok.dto import parse
from rustok.errors import Invalid, RustokError
from rustok.rbac.policies import allowed
from rustok_commerce import models
from rustok_commerce.admin.bulk import job_url
from rustok_commerce.admin.chosen import list_url
from rustok_commerce.dto.bulk import ListTagsRequest, MergeTagsRequest, RenameTagRequest
from rustok_commerce.dto.jobs import JobResponse, JobStatus
from rustok_commerce.selectors.tags import list_tags
from rustok_commerce.services.running import delete_tag, merge_tags, rename_tag

_LIST: Final = "commerce_tags"
_ONE: Final = "commerce_tag"
_PER_PAGE: Final = 100
_LONGEST: Final = 64


class RenameForm(forms.Form):
    """What a tag is to be called; the field has the name that the request gives it."""

    def __init__(self, *args: Any, tag: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = text(
            "Name",
            initial=tag,
            max_length=_LONGEST,
            help_text="Where there is a tag of this name already, the two become one.",
        )


class MergeForm(forms.Form):
    """Tags, ticked in the list, that become one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tags"] = text("Tags")
        self.fields["into"] = text("Become", max_length=_LONGEST)


def tags_urls(page: RustokModelAdmin) -> list[URLPattern]:
    """Return the addresses of the list and of one tag, which the query names: it may hold any sign."""

    def view(answer: Callable[[RustokModelAdmin, HttpRequest], HttpResponse]) -> Any:
        def show(request: HttpRequest) -> HttpResponse:
            if not page.has_view_permission(request) or (request.method == "POST" and not may_change_tags(request)):
                raise PermissionDenied
            return answer(page, request)

        return page.admin_site.admin_view(show)

    return [path("tags/", view(_list), name=_LIST), path("tags/one/", view(_one), name=_ONE)]


def with_tags(links: list[Link], request: HttpRequest) -> list[Link]:
    """Return the menu's lines of products, with the one that leads to the tags."""
    if not links:
        return []
    url = reverse(f"admin:{_LIST}")
    is_here = request.path.startswith(url)
    link = Link(section=COMMERCE, title="Tags", url=url, icon="label", order=16, active=is_here)
    return [*(replace(other, active=other.active and not is_here) for other in links), link]


def may_change_tags(request: HttpRequest) -> bool:
    """Tell whether an operator may change tags everywhere."""
    ctx = context_of(request)
    return allowed(ctx, "commerce.product:update") and allowed(ctx, "commerce.job:create")


def _list(page: RustokModelAdmin, request: HttpRequest) -> HttpResponse:
    ticked = request.POST.getlist("tags")
    sent = {"tags": ", ".join(ticked), "into": request.POST.get("into", "")}
    form = MergeForm(sent if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        wanted = {"tags": ticked, "into": form.cleaned_data["into"]}
        try:
            # Outside of a transaction: a job does each product in one of its own.
            job = merge_tags(context_of(request), parse(MergeTagsRequest, wanted))
        except RustokError as exc:
            refuse(form, exc)
        else:
            return _told(request, "Merged", job)
    kept = {"q": request.GET["q"]} if request.GET.get("q") else {}
    query = {**kept, "limit": _PER_PAGE, "after": request.GET.get("after") or None}
    try:
        found = list_tags(context_of(request), parse(ListTagsRequest, query))
    except Invalid:
        # An address that somebody mistyped, or kept until its cursor meant nothing.
        return HttpResponseRedirect(request.path)
    products, one = list_url(), reverse(f"admin:{_ONE}")
    rows = [
        {
            "tag": item.tag,
            "products": item.products,
            "products_url": f"{products}?{urlencode({'tag': item.tag})}",
            "url": f"{one}?{urlencode({'tag': item.tag})}",
            "is_ticked": item.tag in ticked,
        }
        for item in found.items
    ]
    shown = {
        "title": "Tags",
        "rows": rows,
        "form": form,
        "q": request.GET.get("q", ""),
        "next": urlencode({**kept, "after": found.next}) if found.next else "",
        "first": request.GET.get("after") and f"?{urlencode(kept)}",
        "may_change": may_change_tags(request),
    }
    return _shown(page, request, "rustok_commerce/admin/tags.html", shown)


def _one(page: RustokModelAdmin, request: HttpRequest) -> HttpResponse:
    if not may_change_tags(request):
        raise PermissionDenied
    tag = request.GET.get("tag", "")
    count = models.ProductTag.objects.filter(tag=tag).count()
    if not count:
        messages.warning(request, f"No product has the tag “{tag}”.")
        return HttpResponseRedirect(reverse(f"admin:{_LIST}"))
    is_removal = request.POST.get("form") == "delete"
    form = RenameForm(request.POST if request.method == "POST" and not is_removal else None, tag=tag)
    if is_removal:
        try:
            job = delete_tag(context_of(request), tag)
        except RustokError as exc:
            messages.error(request, reason(exc))
            return HttpResponseRedirect(reverse(f"admin:{_LIST}"))
        return _told(request, "Deleted", job)
    if request.method == "POST" and form.is_valid():
        try:
            data = {"tag": tag, "name": form.cleaned_data["name"]}
            job = rename_tag(context_of(request), parse(RenameTagRequest, data))
        except RustokError as exc:
            refuse(form, exc)
        else:
            return _told(request, "Renamed", job)
    shown = {"title": f"Tag “{tag}”", "tag": tag, "count": count, "form": form, "back": reverse(f"admin:{_LIST}")}
    return _shown(page, request, "rustok_commerce/admin/tag.html", shown)


def _told(request: HttpRequest, what: str, job: JobResponse) -> HttpResponse:
    """Tell what became of a job, and lead to it; on to its page where it is not done yet."""
    if job.status in (JobStatus.WAITING, JobStatus.RUNNING):
        messages.info(request, f"{job.total} products are being changed in the background.")
        return HttpResponseRedirect(job_url(job.id))
    say = messages.warning if job.failed or job.error else messages.success
    done = job.error or f"{what}: {job.updated} products changed, {job.failed} refused."
    say(request, format_html('{} <a class="underline" href="{}">The job</a>', done, job_url(job.id)))
    return HttpResponseRedirect(reverse(f"admin:{_LIST}"))


def _shown(page: RustokModelAdmin, request: HttpRequest, template: str, context: Mapping[str, Any]) -> HttpResponse:
    request.current_app = page.admin_site.name
    return TemplateResponse(request, template, {**page.admin_site.each_context(request), "opts": page.opts, **context})
