"""File names that carry the tenant."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.core.exceptions import SuspiciousFileOperation

from rustok.ids import to_ulid
from rustok.tenancy.context import require_tenant_id


def tenant_prefix(tenant_id: UUID | None = None) -> str:
    """Return the folder that holds a tenant's files; by default the one in scope.

    :raises TenantRequired: no tenant is given and none in scope.
    """
    return f"tenants/{to_ulid(tenant_id or require_tenant_id())}/"


def tenant_path(name: str) -> str:
    """Put a file name into the folder of the tenant in scope; a name that is in it already stays as it is.

    :raises TenantRequired: no tenant is in scope.
    :raises SuspiciousFileOperation: the name lies in another tenant's folder or climbs out.
    """
    prefix = tenant_prefix()
    parts = name.replace("\\", "/").split("/")
    if ".." in parts or name.startswith("/"):
        raise SuspiciousFileOperation(f"{name!r} leaves the tenant's folder")
    if name.startswith(prefix):
        return name
    if parts[0] == "tenants":
        raise SuspiciousFileOperation(f"{name!r} is not in the tenant's folder")
    return prefix + name


_derived: set[str] = set()


def declare_derived(*folders: str) -> None:
    """Say that folders of tenants hold only what is made of other files, or is on its way: no export has them."""
    _derived.update(folders)


def derived_folders() -> frozenset[str]:
    """Return the folders that were declared so."""
    return frozenset(_derived)


class TenantStorageMixin:
    """Keeps a Django storage inside the folder of the tenant in scope.

    Names are stored with the folder, so a name from another tenant's row is refused and not served.
    """

    def generate_filename(self, filename: str) -> str:
        """Name a new file."""
        name: str = super().generate_filename(filename)  # type: ignore[misc]
        return tenant_path(name)

    def save(self, name: str | None, content: Any, max_length: int | None = None) -> str:
        """Store a file and return its name."""
        named = name if name is not None else content.name
        stored: str = super().save(tenant_path(named), content, max_length=max_length)  # type: ignore[misc]
        return stored

    def open(self, name: str, mode: str = "rb") -> Any:
        """Open one of the tenant's files."""
        return super().open(tenant_path(name), mode)  # type: ignore[misc]

    def delete(self, name: str) -> None:
        """Delete one of the tenant's files."""
        super().delete(tenant_path(name))  # type: ignore[misc]

    def exists(self, name: str) -> bool:
        """Tell whether the tenant has the file."""
        return bool(super().exists(tenant_path(name)))  # type: ignore[misc]

    def size(self, name: str) -> int:
        """Return the bytes of one of the tenant's files."""
        return int(super().size(tenant_path(name)))  # type: ignore[misc]

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        """Return the folders and files in one of the tenant's folders; both empty where there is none."""
        try:
            folders, files = super().listdir(tenant_path(path))  # type: ignore[misc]
        except FileNotFoundError:
            return [], []
        return folders, files

    def get_modified_time(self, name: str) -> dt.datetime:
        """Return when one of the tenant's files was written."""
        found: dt.datetime = super().get_modified_time(tenant_path(name))  # type: ignore[misc]
        return found

    def url(self, name: str | None) -> str:
        """Return the address of one of the tenant's files."""
        return str(super().url(tenant_path(name or "")))  # type: ignore[misc]
