"""Imports, exports and bulk changes: how far they are, what was refused, and the file that came of it."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models.fields.json import KeyTextTransform
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.safestring import SafeString
from unfold.decorators import display

from rustok.api.admin.chips import Tone, chip
from rustok.api.admin.model_admin import ReadOnlyAdmin, context_of
from rustok.api.admin.navigation import COMMERCE
from rustok.auth.models import User
from rustok.errors import RustokError
from rustok.rbac.policies import allowed
from rustok_commerce import models
from rustok_commerce.admin.bulk import job_url
from rustok_commerce.admin.chosen import titles
from rustok_commerce.admin.product_filters import ChoiceFilter
from rustok_commerce.dto.jobs import JobKind, JobStatus
from rustok_commerce.selectors.attention import SOON, begun_lately
from rustok_commerce.services.jobs import cancel_job
from rustok_commerce.services.running import result_of

_TONES: Final = {
    JobStatus.WAITING: Tone.NEUTRAL,
    JobStatus.RUNNING: Tone.INFO,
    JobStatus.FINISHED: Tone.GOOD,
    JobStatus.FAILED: Tone.BAD,
    JobStatus.CANCELLED: Tone.WARNING,
}
_LIVE: Final = (JobStatus.WAITING, JobStatus.RUNNING)
_TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_PER_PAGE: Final = 100
_SECONDS: Final = 3
"""Between two looks at a job that runs."""


class BegunFilter(ChoiceFilter):
    """By when they were begun."""

    title = "begun"
    parameter_name = "begun"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer what is not long past."""
        return [("lately", f"In the last {SOON.days} days")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Keep the jobs of the time."""
        return queryset.filter(begun_lately()) if self.value() == "lately" else queryset


@admin.register(models.Job)
class JobAdmin(ReadOnlyAdmin):
    """Work in the background."""

    module = "commerce"
    resource = "commerce.job"
    menu_section = COMMERCE
    menu_icon = "pending_actions"
    menu_order = 90
    list_display = ("what", "state", "progress", "created", "updated", "unchanged", "failed", "begun")
    list_filter = ("kind", "status", BegunFilter)
    list_before_template = "rustok_commerce/admin/jobs_head.html"
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Leave out what a job is to do: it may name thousands of products."""
        rows = super().get_queryset(request).annotate(action=KeyTextTransform("action", "options"))
        return rows.defer("options")

    def get_urls(self) -> list[Any]:
        """Add the file, and the way to stop a job."""

        def view(answer: Any) -> Any:
            return self.admin_site.admin_view(answer)

        return [
            path("<str:object_id>/result/", view(self.result), name="job_result"),
            path("<str:object_id>/cancel/", view(self.cancel), name="job_cancel"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Show the list, again and again while one of them runs."""
        is_live = models.Job.objects.filter(status__in=_LIVE).exists()
        may_start = allowed(context_of(request), "commerce.job:create")
        context = {"seconds": _SECONDS if is_live else 0, "may_start": may_start, **(extra_context or {})}
        return super().changelist_view(request, context)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Show a job: how far it is, what was refused, and what can be done."""
        if object_id is None:
            raise PermissionDenied
        job = self._job(request, object_id)
        ctx = context_of(request)
        rows = models.JobError.objects.filter(job_id=job.pk).order_by("number")
        page = Paginator(rows, _PER_PAGE).get_page(request.GET.get("p"))
        names = titles(error.product_id for error in page if error.product_id is not None)
        is_live = job.status in _LIVE
        request.current_app = self.admin_site.name
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": self.what(job),
            "original": job,
            "state": self.state(job),
            "bar": self.progress(job),
            "begun_by": User.objects.filter(pk=job.actor_id).values_list("email", flat=True).first(),
            "errors": [{"error": error, "title": names.get(error.product_id)} for error in page],
            "page": page,
            "counters": _counters(job),
            "is_bulk": job.kind == JobKind.BULK,
            "is_live": is_live,
            "seconds": _SECONDS if is_live else 0,
            "may_cancel": is_live and allowed(ctx, "commerce.job:cancel"),
        }
        return TemplateResponse(request, "rustok_commerce/admin/job.html", context)

    def result(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Send the file of a job."""
        job = self._job(request, object_id)
        try:
            name, content = result_of(context_of(request), job.pk)
        except RustokError as exc:
            raise Http404 from exc
        answer = HttpResponse(content, content_type=_TYPES[name.rpartition(".")[2]])
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        answer["Cache-Control"] = "private, no-store"
        return answer

    def cancel(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Stop a job; what it has done stays."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        job = self._job(request, object_id)
        try:
            cancel_job(context_of(request), job.pk)
        except RustokError as exc:
            messages.error(request, str(exc))
        else:
            messages.success(request, "The job was cancelled. What it has done stays.")
        return HttpResponseRedirect(job_url(job.pk))

    @display(description="Job")
    def what(self, job: Any) -> str:
        """Say what is done."""
        about = job.filename or (str(job.action).replace("_", " ") if job.action else "tags")
        return f"{job.get_kind_display()}: {about}{' (dry run)' if job.is_dry_run else ''}"

    @display(description="State", ordering="status")
    def state(self, job: models.Job) -> SafeString:
        """Show where it is."""
        return chip(str(job.get_status_display()), _TONES[JobStatus(job.status)])

    @display(description="Progress")
    def progress(self, job: models.Job) -> SafeString:
        """Show how many rows or products are through."""
        return render_to_string("rustok_commerce/admin/progress.html", {"job": job})

    @display(description="Begun", ordering="id")
    def begun(self, job: models.Job) -> Any:
        """Show when it was asked for."""
        return job.created_at

    def _job(self, request: HttpRequest, object_id: str) -> Any:
        if not self.has_view_permission(request):
            raise PermissionDenied
        job = self.get_object(request, object_id)
        if job is None:
            raise Http404
        return job


def _counters(job: models.Job) -> list[tuple[str, int]]:
    if job.kind == JobKind.EXPORT:
        return [("Written", job.done)]
    changed = [("Changed", job.updated), ("As they were", job.unchanged), ("Refused", job.failed)]
    return [("Created", job.created), *changed] if job.kind == JobKind.IMPORT else changed
