"""Where files lie: a folder or an S3-compatible bucket, each keeping every tenant in a folder of its own."""

from __future__ import annotations

from django.core.files.storage import FileSystemStorage
from storages.backends.s3 import S3Storage

from rustok.tenancy.storage import TenantStorageMixin


class TenantFileSystemStorage(TenantStorageMixin, FileSystemStorage):  # type: ignore[misc]
    """Files in ``MEDIA_ROOT``."""


class TenantS3Storage(TenantStorageMixin, S3Storage):
    """Files in a bucket (``AWS_STORAGE_BUCKET_NAME``)."""
