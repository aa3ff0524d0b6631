"""Texts are shown and taken back at the times that were said, also where the task was late."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from rustok.context import RequestContext
from rustok_content import errors, models, tasks
from rustok_content.dto.lifecycle import ScheduleNodeRequest
from rustok_content.services import due, publishing, scheduling, trash
from tests.factories.content import node, text, write

pytestmark = pytest.mark.django_db
SOON = dt.timedelta(hours=1)


def _pass_time() -> None:
    """Let the times said lie in the past."""
    for row in models.NodeTranslation.objects.all():
        row.publish_at = row.publish_at and row.publish_at - dt.timedelta(days=2)
        row.unpublish_at = row.unpublish_at and row.unpublish_at - dt.timedelta(days=2)
        row.save()


def test_a_language_is_published_when_its_time_has_come_and_not_before(ctx: RequestContext) -> None:
    made = node(ctx, ru="Привет")
    planned = scheduling.schedule_node(
        ctx, made.id, ScheduleNodeRequest(locales=("ru",), publish_at=timezone.now() + SOON)
    )
    assert due.apply() == 0
    assert (text(planned, "en").publish_at, text(planned, "ru").status) == (None, "draft")
    _pass_time()

    assert due.apply() == 1
    assert due.apply() == 0

    rows = dict(models.NodeTranslation.objects.values_list("locale", "status"))
    assert rows == {"en": "draft", "ru": "published"}
    assert models.NodeTranslation.objects.filter(publish_at=None).count() == 2


def test_what_waits_over_a_published_text_takes_its_place_then(ctx: RequestContext) -> None:
    made = node(ctx, published=True)
    with pytest.raises(errors.NothingToPublish):
        scheduling.schedule_node(ctx, made.id, ScheduleNodeRequest(publish_at=timezone.now() + SOON))
    write(ctx, made.id, title="Later")
    scheduling.schedule_node(ctx, made.id, ScheduleNodeRequest(publish_at=timezone.now() + SOON))
    _pass_time()

    assert due.apply() == 1

    assert models.NodeTranslation.objects.get().title == "Later"
    assert models.NodeDraft.objects.count() == 0


def test_a_text_is_taken_from_readers_when_its_time_is_over(ctx: RequestContext) -> None:
    made = node(ctx, published=True)
    scheduling.schedule_node(ctx, made.id, ScheduleNodeRequest(unpublish_at=timezone.now() + SOON))
    _pass_time()

    assert due.apply() == 1

    row = models.NodeTranslation.objects.get()
    assert (row.status, row.unpublish_at) == ("draft", None)
    assert models.Node.objects.get().status == "draft"


def test_where_both_times_were_missed_the_time_before_readers_is_over(ctx: RequestContext) -> None:
    made = node(ctx)
    now = timezone.now()
    scheduling.schedule_node(
        ctx, made.id, ScheduleNodeRequest(publish_at=now + SOON, unpublish_at=now + dt.timedelta(hours=2))
    )
    _pass_time()

    assert due.apply() == 1
    assert due.apply() == 0

    row = models.NodeTranslation.objects.get()
    assert (row.status, row.publish_at, row.unpublish_at, row.published_at) == ("draft", None, None, None)


def test_a_text_that_cannot_be_published_stops_no_other_and_is_tried_again(ctx: RequestContext) -> None:
    stuck = node(ctx, kind="post", published=True)
    write(ctx, stuck.id, slug="wanted")
    node(ctx, kind="post", slug="wanted")
    fine = node(ctx)
    for each in (stuck, fine):
        scheduling.schedule_node(ctx, each.id, ScheduleNodeRequest(publish_at=timezone.now() + SOON))
    _pass_time()

    due.apply()

    assert models.Node.objects.get(pk=fine.id).status == "published"
    row = models.NodeTranslation.objects.get(node_id=stuck.id)
    assert row.slug == "hello"
    assert row.publish_at is not None
    assert row.publish_at > timezone.now()


@pytest.mark.parametrize(
    ("first", "last", "fault"),
    [
        (-1, None, errors.ScheduleInPast),
        (None, -1, errors.ScheduleInPast),
        (2, 1, errors.ScheduleOrder),
        (None, 1, errors.NothingToUnpublish),
    ],
)
def test_times_that_make_no_sense_are_refused(
    ctx: RequestContext, first: int | None, last: int | None, fault: type[Exception]
) -> None:
    made = node(ctx)
    now = timezone.now()

    with pytest.raises(fault):
        scheduling.schedule_node(
            ctx,
            made.id,
            ScheduleNodeRequest(
                publish_at=now + dt.timedelta(hours=first) if first else None,
                unpublish_at=now + dt.timedelta(hours=last) if last else None,
            ),
        )

    row = models.NodeTranslation.objects.get()
    assert (row.publish_at, row.unpublish_at, models.Node.objects.get().version) == (None, None, 1)


def test_a_time_is_taken_back_and_publishing_by_hand_does_so_too(ctx: RequestContext) -> None:
    made = node(ctx)
    scheduling.schedule_node(ctx, made.id, ScheduleNodeRequest(publish_at=timezone.now() + SOON))
    assert text(scheduling.schedule_node(ctx, made.id, ScheduleNodeRequest(publish_at=None))).publish_at is None
    scheduling.schedule_node(ctx, made.id, ScheduleNodeRequest(publish_at=timezone.now() + SOON))

    assert text(publishing.publish_node(ctx, made.id)).publish_at is None


def test_what_is_in_the_trash_is_not_published(ctx: RequestContext) -> None:
    made = node(ctx)
    scheduling.schedule_node(ctx, made.id, ScheduleNodeRequest(publish_at=timezone.now() + SOON))
    trash.delete_node(ctx, made.id)
    _pass_time()

    assert due.apply() == 0


def test_the_tasks_do_all_tenants(ctx: RequestContext) -> None:
    made = node(ctx)
    scheduling.schedule_node(ctx, made.id, ScheduleNodeRequest(publish_at=timezone.now() + SOON))
    _pass_time()

    assert tasks.apply_schedules() == 1
    assert models.Node.objects.get(pk=made.id).status == "published"
