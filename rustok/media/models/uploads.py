"""Files on their way in."""

from __future__ import annotations

from django.db import models

from rustok.tenancy.models import TenantModel


class Upload(TenantModel):
    """A file that is sent straight to the storage, into a folder that nobody reads from, until it was looked at.

    ``filename``, ``content_type`` and ``size`` are what the sender said. ``asset_id`` is what became of it.
    """

    filename = models.CharField(max_length=255)
    content_type = models.CharField(max_length=64)
    size = models.BigIntegerField()
    storage_name = models.CharField(max_length=255)
    asset_id = models.UUIDField(null=True)
    created_by_id = models.UUIDField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        db_table = "media_uploads"
        indexes = [models.Index(fields=["tenant", "expires_at"], name="media_uploads_expires_ix")]

    def __str__(self) -> str:
        return self.filename
