"""Keeps what each save left, for whoever wants to compare or to go back."""

from __future__ import annotations

import datetime as dt
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils import timezone

from rustok.context import RequestContext
from rustok_content import models
from rustok_content.selectors.snapshots import changed_fields, snapshot
from rustok_content.services.kinds import RevisionPolicy, rules_of

_BATCH: Final = 1000


def save(ctx: RequestContext, node: models.Node, *, locale: str = "", note: str = "") -> None:
    """Write a changed, locked node at its next version, and keep what it is then."""
    node.version += 1
    node.save()
    keep(ctx, node, locale=locale, note=note)


def keep(ctx: RequestContext, node: models.Node, *, locale: str = "", note: str = "", is_first: bool = False) -> None:
    """Keep a node as it is, as far as its kind wants that. ``is_first`` says that it was made just now."""
    policy = rules_of(node.kind).revisions
    if policy is RevisionPolicy.NONE or (is_first and policy is RevisionPolicy.EDITS):
        return
    models.NodeRevision.objects.create(
        node=node,
        version=node.version,
        locale=locale,
        snapshot=snapshot(node),
        author_id=ctx.actor_id,
        note=note,
    )


def keep_first(node: models.Node) -> None:
    """Keep a locked node before its first edit, for kinds whose first text is not kept as it is written."""
    if rules_of(node.kind).revisions is RevisionPolicy.EDITS and not node.revisions.exists():
        models.NodeRevision.objects.create(
            node=node,
            version=node.version,
            locale=node.source_locale,
            snapshot=snapshot(node),
            author_id=node.author_id,
        )


def changed_since(node: models.Node, version: int) -> tuple[str, ...]:
    """Name the fields in which a node differs from what it was at a version; none where that is no longer kept."""
    then = node.revisions.filter(version__lte=version).order_by("-version").first()
    return changed_fields(then.snapshot, snapshot(node)) if then is not None else ()


def forget_author(user_id: UUID) -> int:
    """Take a user's name off revisions, drafts and submissions; return of how many rows."""
    count: int = models.NodeRevision.objects.filter(author_id=user_id).update(author_id=None)
    count += models.NodeDraft.objects.filter(author_id=user_id).update(author_id=None)
    count += models.NodeSubmission.objects.filter(submitted_by_id=user_id).update(submitted_by_id=None)
    count += models.NodeSubmission.objects.filter(decided_by_id=user_id).update(decided_by_id=None)
    count += models.PreviewToken.objects.filter(created_by_id=user_id).update(created_by_id=None)
    named = models.NodeRevision.objects.filter(snapshot__node__author_id=str(user_id))
    for revision in named.only("id", "snapshot").iterator(chunk_size=_BATCH):
        own = {**revision.snapshot["node"], "author_id": None}
        models.NodeRevision.objects.filter(pk=revision.pk).update(snapshot={**revision.snapshot, "node": own})
        count += 1
    return count


def purge_old() -> int:
    """Drop the revisions that the tenant in scope keeps no longer; the last one of each node stays. Return how many."""
    days = models.CommunitySettings.objects.values_list("revision_days", flat=True).first()
    if days is None:
        return 0
    limit = timezone.now() - dt.timedelta(days=days)
    dropped = 0
    while True:
        newer = models.NodeRevision.objects.filter(node_id=OuterRef("node_id"), version__gt=OuterRef("version"))
        old = models.NodeRevision.objects.filter(Exists(newer), created_at__lt=limit)
        ids = list(old.order_by("id").values_list("id", flat=True)[:_BATCH])
        if not ids:
            return dropped
        dropped += models.NodeRevision.objects.filter(id__in=ids).delete()[0]
