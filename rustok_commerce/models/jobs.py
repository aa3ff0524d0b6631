"""Work on many rows that goes on while nobody waits: imports, exports, bulk changes."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models

from rustok.tenancy.fields import TenantForeignKey
from rustok.tenancy.models import TenantModel
from rustok_commerce.dto.jobs import JobKind, JobStatus


class Job(TenantModel):
    """An import, export or bulk change, how far it has come and what came of it.

    ``source_name`` and ``result_name`` are files in the shop's storage; for an import the result lists the rows that
    were refused, for an export it is the file asked for. ``after`` is where the next batch begins, ``error`` why the
    whole of it failed. ``claimed_by`` is the one run that may go on with it: a second one, or one that was thought
    dead, finds another's claim and stops.
    """

    kind = models.CharField(max_length=16, choices=[(k.value, k.name.title()) for k in JobKind])
    status = models.CharField(
        max_length=16, choices=[(s.value, s.name.title()) for s in JobStatus], default=JobStatus.WAITING
    )
    is_dry_run = models.BooleanField(default=False)
    options = models.JSONField(default=dict, blank=True)
    filename = models.CharField(max_length=255, null=True, blank=True)
    source_name = models.CharField(max_length=255, null=True, blank=True, editable=False)
    result_name = models.CharField(max_length=255, null=True, blank=True, editable=False)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    after = models.CharField(max_length=64, null=True, blank=True, editable=False)
    error = models.CharField(max_length=500, null=True, blank=True, editable=False)
    claimed_by = models.UUIDField(null=True, editable=False)
    actor_id = models.UUIDField(null=True, editable=False)
    locale = models.CharField(max_length=16)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        db_table = "commerce_jobs"
        indexes = [
            models.Index(fields=["tenant", "status", "id"], name="commerce_jobs_status_ix"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.filename or self.pk}"


class JobError(TenantModel):
    """A row of a job's file, or a product, that was refused, and why. ``number`` is its place among them."""

    job = TenantForeignKey(Job, on_delete=models.CASCADE, related_name="errors", db_index=False)
    number = models.PositiveIntegerField()
    line = models.PositiveIntegerField(null=True)
    column = models.CharField(max_length=255, null=True)
    product_id = models.UUIDField(null=True)
    code = models.CharField(max_length=100)
    message = models.CharField(max_length=500)

    if TYPE_CHECKING:
        job_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "commerce_job_errors"
        constraints = [models.UniqueConstraint(fields=["tenant", "job", "number"], name="commerce_job_errors_uq")]

    def __str__(self) -> str:
        return self.message
