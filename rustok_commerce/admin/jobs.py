"""Imports, exports and bulk changes: how far they are, and what was refused."""

from __future__ import annotations

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from unfold.decorators import display

from rustok.api.admin.chips import Tone, chip
from rustok.api.admin.model_admin import ReadOnlyAdmin
from rustok.api.admin.navigation import COMMERCE
from rustok_commerce import models
from rustok_commerce.dto.jobs import JobStatus

_TONES = {
    JobStatus.WAITING: Tone.NEUTRAL,
    JobStatus.RUNNING: Tone.INFO,
    JobStatus.FINISHED: Tone.GOOD,
    JobStatus.FAILED: Tone.BAD,
    JobStatus.CANCELLED: Tone.WARNING,
}
_SHOWN = 100


@admin.register(models.Job)
class JobAdmin(ReadOnlyAdmin):
    """Work in the background."""

    module = "commerce"
    resource = "commerce.job"
    menu_section = COMMERCE
    menu_icon = "pending_actions"
    menu_order = 90
    list_display = ("kind", "filename", "state", "progress", "created", "updated", "unchanged", "failed", "created_at")
    list_filter = ("kind", "status")
    ordering = ("-id",)
    fields = ("kind", "filename", "state", "is_dry_run", "progress", "created", "updated", "unchanged", "refused")
    readonly_fields = fields

    @display(description="State", ordering="status")
    def state(self, job: models.Job) -> SafeString:
        """Show where it is."""
        return chip(str(job.get_status_display()), _TONES[JobStatus(job.status)])

    @display(description="Done")
    def progress(self, job: models.Job) -> str:
        """Show how many rows are through."""
        return f"{job.done} of {job.total}"

    @display(description="Refused")
    def refused(self, job: models.Job) -> SafeString | str:
        """Show the rows that were refused, with line, column and reason."""
        found = models.JobError.objects.filter(job=job).order_by("number")[:_SHOWN]
        rows = ((error.line or "", error.column or "", error.message) for error in found)
        return format_html_join("", "<div>{} {}: {}</div>", rows) or "—"
