"""Imports of content and what came of each of their pieces."""

from __future__ import annotations

from django.db import models

from rustok.tenancy.models import TenantModel
from rustok_content.dto.imports import ImportFormat, ImportState


class ContentImport(TenantModel):
    """A file on its way in. ``source`` names the site that it is of: pieces of one source are known again.

    ``counts`` are of pieces made, changed, unchanged, left out and refused; ``report`` names what was not taken.
    """

    format = models.CharField(max_length=16, choices=[(f.value, f.name.title()) for f in ImportFormat])
    state = models.CharField(
        max_length=16, default=ImportState.WAITING, choices=[(s.value, s.name.title()) for s in ImportState]
    )
    source = models.CharField(max_length=255)
    file_name = models.CharField(max_length=255)
    file_path = models.CharField(max_length=500)
    options = models.JSONField(default=dict)
    is_dry_run = models.BooleanField(default=False)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    report = models.JSONField(default=list)
    fault = models.CharField(max_length=1000, blank=True)
    created_by_id = models.UUIDField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        db_table = "content_imports"
        indexes = [models.Index(fields=["tenant", "state", "id"], name="content_imports_state_ix")]

    def __str__(self) -> str:
        return self.file_name


class ImportRecord(TenantModel):
    """What a piece of a source became: so that a second import changes it, and makes nothing twice."""

    source = models.CharField(max_length=255)
    kind = models.CharField(max_length=32)
    external_id = models.CharField(max_length=500)
    target_id = models.UUIDField()
    checksum = models.CharField(max_length=64)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(TenantModel.Meta):
        db_table = "import_records"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "source", "kind", "external_id"], name="import_records_uq")
        ]
        indexes = [models.Index(fields=["tenant", "target_id"], name="import_records_target_ix")]

    def __str__(self) -> str:
        return f"{self.kind} {self.external_id}"
