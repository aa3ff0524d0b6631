"""Where files lie: a folder or an S3-compatible bucket, each keeping every tenant in a folder of its own.

Either way addresses are our own, below ``MEDIA_URL``: the bucket stays private, the tenant is found by the host, pages
need no other origin, and a document that holds an address never goes stale. A CDN in front of the site takes the load.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any, Protocol, cast

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

from rustok.tenancy.storage import TenantStorageMixin, tenant_path

ORIGINALS = "media"
RENDITIONS = "renditions"
UPLOADS = "uploads"
"""The folders of a tenant that this module writes."""


class MediaStorage(Protocol):
    """What this module asks of the default storage. Names are relative to the tenant's folder, or full."""

    def put(self, name: str, content: bytes, *, content_type: str = "") -> None: ...
    def open(self, name: str, mode: str = "rb") -> Any: ...
    def delete(self, name: str) -> None: ...
    def discard_folder(self, name: str) -> None: ...
    def upload_form(
        self, name: str, *, content_type: str, max_bytes: int, seconds: int, own_url: str
    ) -> tuple[str, dict[str, str]]: ...
    def exists(self, name: str) -> bool: ...
    def size(self, name: str) -> int: ...
    def listdir(self, path: str) -> tuple[list[str], list[str]]: ...
    def get_modified_time(self, name: str) -> Any: ...
    def url(self, name: str | None) -> str: ...


class TenantFileSystemStorage(TenantStorageMixin, FileSystemStorage):  # type: ignore[misc]
    """Files in ``MEDIA_ROOT``."""

    def put(self, name: str, content: bytes, *, content_type: str = "") -> None:
        """Write a file under exactly this name. Readers see the old one, or the whole new one."""
        target = Path(self.path(tenant_path(name)))
        target.parent.mkdir(parents=True, exist_ok=True)
        waiting = target.with_name(f".{target.name}.{secrets.token_hex(6)}")
        try:
            waiting.write_bytes(content)
            os.replace(waiting, target)
        finally:
            waiting.unlink(missing_ok=True)

    def discard_folder(self, name: str) -> None:
        """Remove a folder that became empty."""
        folder = Path(self.path(tenant_path(name)))
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()

    def upload_form(
        self, name: str, *, content_type: str, max_bytes: int, seconds: int, own_url: str
    ) -> tuple[str, dict[str, str]]:
        """Return where a form with a file is sent, and its fields: to us, since nobody else reaches the folder."""
        return own_url, {}


class TenantS3Storage(TenantStorageMixin, S3Storage):
    """Files in a bucket (``AWS_STORAGE_BUCKET_NAME``), which only we read."""

    def put(self, name: str, content: bytes, *, content_type: str = "") -> None:
        """Write a file under exactly this name; a bucket shows whole files only."""
        file = ContentFile(content)
        if content_type:
            file.content_type = content_type  # type: ignore[attr-defined]
        self.save(name, file)

    def discard_folder(self, name: str) -> None:
        """Do nothing: a bucket has no folders."""

    def upload_form(
        self, name: str, *, content_type: str, max_bytes: int, seconds: int, own_url: str
    ) -> tuple[str, dict[str, str]]:
        """Return where a form with a file is sent, and its fields: to the bucket, which keeps to what is signed."""
        key = tenant_path(name)
        form = self._public_client().generate_presigned_post(
            self.bucket_name,
            key,
            Fields={"Content-Type": content_type},
            Conditions=[{"Content-Type": content_type}, ["content-length-range", 1, max_bytes]],
            ExpiresIn=seconds,
        )
        return str(form["url"]), dict(form["fields"])

    def _public_client(self) -> Any:
        """Return a client that signs for the address by which browsers reach the bucket."""
        endpoint: str | None = settings.AWS_S3_PUBLIC_ENDPOINT_URL
        if not endpoint:
            return self.connection.meta.client
        return self._create_session().client(
            "s3", region_name=self.region_name, endpoint_url=endpoint, config=self.client_config
        )

    def url(self, name: str | None) -> str:
        """Return our own address of one of the tenant's files."""
        return f"{settings.MEDIA_URL}{filepath_to_uri(tenant_path(name or ''))}"


def files() -> MediaStorage:
    """Return the storage of the installation."""
    return cast(MediaStorage, default_storage)


def remove_folder(name: str) -> int:
    """Delete a folder of the tenant with its files; it holds no folders. Return how many files are gone."""
    storage = files()
    _, names = storage.listdir(name)
    for file in names:
        storage.delete(f"{name}/{file}")
    storage.discard_folder(name)
    return len(names)
