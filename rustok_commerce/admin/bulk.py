"""Changing many products: chosen in the list, asked once more on a page of its own, done by the bulk command."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join

from rustok.api.admin.forms import refuse
from rustok.api.admin.model_admin import RustokModelAdmin, context_of
from rustok.dto import parse
from rustok.errors import RustokError
from rustok.rbac.policies import allowed
from rustok_commerce import models
from rustok_commerce.admin.bulk_forms import BulkForm, CategoriesForm, ChannelForm, PricesForm, TagsForm
from rustok_commerce.admin.chosen import Chosen, chosen_products, chosen_url, titles
from rustok_commerce.dto.bulk import BulkAction, BulkRequest
from rustok_commerce.dto.jobs import JobResponse, JobStatus
from rustok_commerce.services.running import AT_ONCE, start_bulk

_TOLD: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change of many products; ``name`` is the end of its page's address, ``permission`` the action of its right."""

    name: str
    title: str
    action: BulkAction
    form: type[BulkForm] = BulkForm
    permission: str = "update"
    resource: str = "commerce.product"
    warning: str = ""
    danger: bool = False


CHANGES: Final = (
    Change(
        name="publish",
        title="Publish",
        action=BulkAction.PUBLISH,
        permission="publish",
        warning="They are shown to shoppers. Those that lack something are refused, one by one.",
    ),
    Change(
        name="unpublish",
        title="Unpublish",
        action=BulkAction.UNPUBLISH,
        permission="publish",
        warning="They become drafts, and shoppers do not see them any more.",
    ),
    Change(
        name="archive",
        title="Archive",
        action=BulkAction.ARCHIVE,
        permission="publish",
        warning="They are put away, and shoppers do not see them any more.",
    ),
    Change(name="tags", title="Change tags", action=BulkAction.CHANGE_TAGS, form=TagsForm),
    Change(name="categories", title="Set categories", action=BulkAction.SET_CATEGORIES, form=CategoriesForm),
    Change(
        name="prices",
        title="Change prices",
        action=BulkAction.CHANGE_PRICES,
        form=PricesForm,
        resource="commerce.price",
        warning="Prices with a time of their own stay as they are.",
    ),
    Change(name="channel", title="Change availability", action=BulkAction.SET_CHANNEL, form=ChannelForm),
    Change(
        name="delete",
        title="Delete",
        action=BulkAction.DELETE,
        permission="delete",
        warning="They are gone with their texts, variants, prices and stock. This cannot be taken back.",
        danger=True,
    ),
)
_BY_NAME: Final = {change.name: change for change in CHANGES}


def may(request: HttpRequest, change: Change) -> bool:
    """Tell whether an operator may make a change."""
    ctx = context_of(request)
    return allowed(ctx, f"{change.resource}:{change.permission}") and allowed(ctx, "commerce.job:create")


def bulk_actions(request: HttpRequest) -> dict[str, tuple[Callable[..., Any], str, str]]:
    """Return the actions of the list that the operator may take, as Django keeps them."""
    found = [_action(change) for change in CHANGES if may(request, change)]
    return {action.__name__: (action, action.__name__, action.short_description) for action in found}


def bulk_urls(page: RustokModelAdmin) -> list[URLPattern]:
    """Return the addresses of the changes' pages."""

    def show(request: HttpRequest, name: str) -> HttpResponse:
        if name not in _BY_NAME:
            raise Http404
        if not page.has_view_permission(request) or not may(request, _BY_NAME[name]):
            raise PermissionDenied
        return _answer(page, request, _BY_NAME[name])

    return [path("bulk/<slug:name>/", page.admin_site.admin_view(show), name="product_bulk")]


def job_url(job_id: Any) -> str:
    """Return the address of a job's page."""
    return reverse("admin:rustok_commerce_job_change", args=(job_id,))


def _action(change: Change) -> Any:
    @admin.action(description=f"{change.title} …")
    def ask(page: RustokModelAdmin, request: HttpRequest, queryset: Any) -> HttpResponse:
        return HttpResponseRedirect(chosen_url("product_bulk", request, change.name))

    ask.__name__ = f"bulk_{change.name}"
    return ask


def _answer(page: RustokModelAdmin, request: HttpRequest, change: Change) -> HttpResponse:
    chosen = chosen_products(page, request)
    if not chosen.count:
        messages.warning(request, "There is no product to change.")
        return HttpResponseRedirect(chosen.back)
    form = change.form(request.POST if request.method == "POST" else None, initial={"expected": chosen.count})
    if request.method == "POST" and form.is_valid() and not chosen.is_too_many:
        if form.cleaned_data["expected"] != chosen.count:
            form.add_error(None, f"The filter has come to leave {chosen.count} products meanwhile. Is that right?")
            form.data = renewed = request.POST.copy()
            renewed["expected"] = str(chosen.count)
        else:
            try:
                job = _start(request, change, form, chosen)
            except RustokError as exc:
                refuse(form, exc)
            else:
                return HttpResponseRedirect(_tell(request, change, job, chosen))
    request.current_app = page.admin_site.name
    shown = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "title": change.title,
        "change": change,
        "chosen": chosen,
        "form": form,
        "is_later": chosen.count > AT_ONCE,
        "at_once": AT_ONCE,
    }
    return TemplateResponse(request, "rustok_commerce/admin/bulk.html", shown)


def _start(request: HttpRequest, change: Change, form: BulkForm, chosen: Chosen) -> JobResponse:
    # The page has said how many they are, so a list without a filter does mean all of the shop.
    selection = chosen.data or {"everything": True}
    data = {"action": form.action(change.action).value, "selection": selection, **form.data_of()}
    return start_bulk(context_of(request), parse(BulkRequest, data))


def _tell(request: HttpRequest, change: Change, job: JobResponse, chosen: Chosen) -> str:
    """Tell what became of it; return where to go on."""
    if job.status in (JobStatus.WAITING, JobStatus.RUNNING):
        messages.info(request, f"{change.title}: {job.total} products are being changed in the background.")
        return job_url(job.id)
    if job.error:
        messages.error(request, f"{change.title}: {job.error}")
        return chosen.back
    done = f"{change.title}: {job.updated} done, {job.unchanged} were so already, {job.failed} refused."
    if not job.failed:
        messages.success(request, done)
        return chosen.back
    refused: Sequence[Any] = models.JobError.objects.filter(job_id=job.id).order_by("number")[:_TOLD]
    names = titles(error.product_id for error in refused)
    reasons = format_html_join(
        "", "<br>{}: {}", ((names.get(error.product_id, error.product_id), error.message) for error in refused)
    )
    messages.warning(
        request,
        format_html('{}{}<br><a class="underline" href="{}">All that was refused</a>', done, reasons, job_url(job.id)),
    )
    return chosen.back
