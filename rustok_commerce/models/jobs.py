"""Work on many rows that goes on while nobody waits: imports, exports, bulk changes."""

from __future__ import annotations

from django.db import models

from rustok.tenancy.models import TenantModel
from rustok_commerce.dto.jobs import JobKind, JobStatus


class Job(TenantModel):
    """An import, export or bulk change, how far it has come and what came of it.

    ``source_name`` and ``result_name`` are files in the shop's storage; for an import the result lists the rows that
    were refused, for an export it is the file asked for. ``after`` is where the next batch begins.
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
    errors = models.JSONField(default=list, blank=True)
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
