"""Removes what nobody needs: uploads that were never finished, and files without a row.

A file is written before its row and deleted after it, so a crash leaves files, never rows without one. Only this
module's folders are looked at, and young files are left alone: their rows may be on the way.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Sequence
from typing import Final
from uuid import UUID

from botocore.exceptions import BotoCoreError, ClientError
from django.db import DatabaseError
from django.utils import timezone

from rustok.ids import InvalidId, parse_id
from rustok.media import models
from rustok.media.services.uploads import discard_upload
from rustok.media.storage import ORIGINALS, RENDITIONS, UPLOADS, files, remove_folder
from rustok.tenancy.context import platform_scope, tenant_scope
from rustok.tenancy.models import Tenant
from rustok.tenancy.storage import tenant_path

logger = logging.getLogger(__name__)

YOUNG: Final = dt.timedelta(days=1)
BATCH: Final = 500


def purge_uploads() -> int:
    """Remove every upload of the tenant in scope whose time is over; return how many."""
    purged = 0
    while batch := list(models.Upload.objects.filter(expires_at__lt=timezone.now())[:BATCH]):
        for upload in batch:
            discard_upload(upload)
        purged += len(batch)
    return purged


def remove_orphans(*, dry_run: bool = False, young: dt.timedelta = YOUNG) -> list[str]:
    """Remove the files of the tenant in scope that belong to nothing; return their names."""
    before = timezone.now() - young
    found = [
        *_strays(ORIGINALS, _known_originals, before),
        *_strays(UPLOADS, _known_uploads, before),
    ]
    for name in () if dry_run else found:
        files().delete(name)
    folders, _ = files().listdir(RENDITIONS)
    for start in range(0, len(folders), BATCH):
        batch = [folder for folder in folders[start : start + BATCH] if folder]
        known = _known_assets(batch)
        for folder in batch:
            if folder not in known:
                name = f"{RENDITIONS}/{folder}"
                found += [tenant_path(f"{name}/{file}") for file in files().listdir(name)[1]]
                if not dry_run:
                    remove_folder(name)
    return found


def for_every_tenant(work: Callable[[], int]) -> int:
    """Do something for each tenant in turn; one that fails does not stop the others. Return the sum."""
    with platform_scope():
        tenants = list(Tenant.objects.select_related("cell").order_by("pk"))
    done = 0
    for tenant in tenants:
        try:
            with tenant_scope(tenant):
                done += work()
        except (DatabaseError, OSError, BotoCoreError, ClientError):
            logger.exception("media.cleanup_failed", extra={"tenant": tenant.slug})
    if done:
        logger.info("media.cleaned_up", extra={"count": done})
    return done


def _strays(folder: str, known_of: Callable[[Sequence[str]], set[str]], before: dt.datetime) -> list[str]:
    _, names = files().listdir(folder)
    found = []
    for start in range(0, len(names), BATCH):
        batch = [tenant_path(f"{folder}/{name}") for name in names[start : start + BATCH] if name]
        known = known_of(batch)
        found += [name for name in batch if name not in known and files().get_modified_time(name) < before]
    return found


def _known_originals(names: Sequence[str]) -> set[str]:
    return set(models.Asset.objects.filter(storage_name__in=names).values_list("storage_name", flat=True))


def _known_uploads(names: Sequence[str]) -> set[str]:
    return set(models.Upload.objects.filter(storage_name__in=names).values_list("storage_name", flat=True))


def _known_assets(folders: Sequence[str]) -> set[str]:
    """Return the folders of assets that there are; what is no id at all is nobody's."""
    ids: dict[UUID, str] = {}
    for folder in folders:
        try:
            ids[parse_id(folder)] = folder
        except InvalidId:
            logger.warning("media.unknown_folder", extra={"folder": folder})
    return {ids[key] for key in models.Asset.objects.filter(pk__in=list(ids)).values_list("pk", flat=True)}
