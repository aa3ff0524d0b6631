"""Who people are: members by their names, the staff by their addresses."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.urls import reverse

from rustok.auth.models import User
from rustok_content import models


def names_of(user_ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Return what people are called, in two statements at most; whoever is gone is left out."""
    wanted = {user_id for user_id in user_ids if user_id is not None}
    if not wanted:
        return {}
    found: dict[UUID, str] = dict(models.Member.objects.filter(user_id__in=wanted).values_list("user_id", "name"))
    if missing := wanted - found.keys():
        found |= dict(User.objects.filter(pk__in=missing).values_list("pk", "email"))
    return found


def member_link(user_id: UUID | None) -> dict[str, Any] | None:
    """Return a member's name and the address of their page; None if they are no member."""
    row = models.Member.objects.filter(user_id=user_id).first() if user_id is not None else None
    if row is None:
        return None
    return {"member": row, "name": row.name, "url": reverse("admin:rustok_content_member_change", args=(row.pk,))}
