"""Says when texts are shown and taken back by themselves."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import given
from rustok.events.bus import publish
from rustok.events.catalog.drafts import NodeScheduled
from rustok_content import errors
from rustok_content.dto.lifecycle import ScheduleNodeRequest
from rustok_content.dto.nodes import NodeResponse, NodeStatus
from rustok_content.mappers import node_response
from rustok_content.selectors.nodes import load
from rustok_content.services import publishing, revisions
from rustok_content.services.locking import check_version, lock_node


@command()
def schedule_node(
    ctx: RequestContext, node_id: UUID, request: ScheduleNodeRequest, *, kind: str | None = None
) -> NodeResponse:
    """Say when texts are to be shown, and when taken from readers; null takes a time back.

    Of a published text with a draft over it, the first is when the draft takes its place.

    :raises NodeNotFound: no such node for this tenant.
    :raises TranslationNotFound: the node is not in a language given.
    :raises ScheduleInPast: a time is not to come.
    :raises ScheduleOrder: a text would be taken back before it is shown.
    :raises NothingToPublish: readers see a text as it is, and nothing waits over it.
    :raises NothingToUnpublish: readers neither see a text nor are they going to.
    :raises StaleVersion: changed by somebody else since ``request.version``.
    """
    changes = given(request)
    locales = changes.pop("locales")
    node = lock_node(ctx, node_id, "publish", kind=kind, languages=locales)
    check_version(node, changes.pop("version", None))
    now = timezone.now()
    for name, value in changes.items():
        if value is not None and value <= now:
            raise errors.ScheduleInPast(field=name)
    waiting = set(node.drafts.values_list("locale", flat=True))
    changed = []
    for row in publishing.rows_of(node, locales):
        wanted = {name: value for name, value in changes.items() if getattr(row, name) != value}
        if not wanted:
            continue
        for name, value in wanted.items():
            setattr(row, name, value)
        is_shown = row.status == NodeStatus.PUBLISHED
        if row.publish_at is not None and is_shown and row.locale not in waiting:
            raise errors.NothingToPublish(locale=row.locale)
        if row.unpublish_at is not None and row.publish_at is None and not is_shown:
            raise errors.NothingToUnpublish(locale=row.locale)
        if row.publish_at is not None and row.unpublish_at is not None and row.unpublish_at <= row.publish_at:
            raise errors.ScheduleOrder()
        row.save()
        changed.append(row.locale)
    if changed:
        revisions.save(ctx, node, locale=changed[0] if len(changed) == 1 else "", note="Scheduled.")
        publish(ctx, NodeScheduled(node_id=node.id, kind=node.kind, locales=tuple(changed)))
    return node_response(load(node.id))
