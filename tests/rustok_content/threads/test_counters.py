"""Every counter that content knows: damaged, found by name, put right."""

from __future__ import annotations

import datetime as dt
import json
from io import StringIO
from typing import Any, Final
from uuid import UUID

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import models as fields

from rustok.context import RequestContext
from rustok.ids import generate_id
from rustok.rbac.roles import Role
from rustok_content import models
from rustok_content.dto.moderation import FlagReason, FlagRequest, WarnMemberRequest
from rustok_content.services import discipline, flags, reactions, recounting, solutions
from tests.factories import community

pytestmark = pytest.mark.django_db

NOT_COUNTED_ANEW: Final = {
    # Told apart from counters: they say which state a row is in, or where it is.
    **dict.fromkeys(("version", "activity", "text_version", "source_version", "depth", "number", "position"), "state"),
    **dict.fromkeys(("trust_level", "trust_floor", "last_number", "weight", "value", "slow_mode_seconds"), "state"),
    # Counted as it happens, from what is kept nowhere.
    **dict.fromkeys(("topics_read", "posts_read", "days_visited", "flags_agreed", "flags_rejected"), "history"),
    "notifications.count": "history",
    "content_imports.done": "progress",
    "content_imports.total": "progress",
}
DATED: Final = {
    "last_seen_on",
    "last_wrote_at",
}


@pytest.fixture
def forum(ctx: RequestContext) -> UUID:
    """A topic with everything that is counted, and the rows that count it."""
    models.CommunitySettings.objects.create(
        seconds_between_posts=0, duplicate_minutes=0, reactions=["like"], flags_to_hide=9
    )
    author, other = community.member(), community.member()
    community.topic(author, category := community.category(), tags=("tea",))
    topic = community.topic(author, category, tags=("tea",))
    first = community.reply(other, topic.id)
    community.reply(author, topic.id, parent_id=str(first.id))
    reactions.set_reaction(author, first.id, "like")
    reactions.set_vote(author, first.id, 1)
    solutions.set_solution(ctx, topic.id, first.id, kind="topic")
    flags.flag(author, FlagRequest(kind="reply", id=first.id, reason=FlagReason.SPAM))
    assert other.actor_id is not None
    discipline.warn(community.member(Role.MODERATOR), other.actor_id, WarnMemberRequest(reason="Calm down."))
    return topic.id


def damaged(model: Any, column: str, row: Any) -> Any:
    """Return another value for a counter than it has."""
    value = getattr(row, column)
    match model._meta.get_field(column):
        case fields.UUIDField():
            return generate_id()
        case fields.DateTimeField():
            return value - dt.timedelta(days=1)
    return 1 if column == "next_number" else value + 5


@pytest.mark.parametrize("counter", recounting._COUNTERS, ids=lambda each: f"{each.table}.{each.column}")
def test_each_counter_is_found_out_and_put_right(ctx: RequestContext, forum: UUID, counter: Any) -> None:
    assert recounting.check_counters(ctx) == []
    # One that has counted something.
    row = counter.model.objects.exclude(**{counter.column: None}).order_by(f"-{counter.column}").first()
    right = getattr(row, counter.column)
    assert right
    counter.model.objects.filter(pk=row.pk).update(**{counter.column: damaged(counter.model, counter.column, row)})
    said = StringIO()

    with pytest.raises(CommandError) as refused:
        call_command("content_counters", "check", "--tenant", "a", "--json", stdout=said)

    assert refused.value.returncode == 3
    found = {(entry["table"], entry["counter"], entry["id"]) for entry in json.loads(said.getvalue())}
    assert (counter.table, counter.column, str(getattr(row, counter.key))) in found
    call_command("content_counters", "repair", "--tenant", "a", stdout=StringIO())
    call_command("content_counters", "check", "--tenant", "a", stdout=StringIO())
    row.refresh_from_db()
    assert getattr(row, counter.column) == right


def test_whatever_counts_is_known_to_the_check() -> None:
    known = {(counter.table, counter.column) for counter in recounting._COUNTERS}
    whole = (fields.IntegerField, fields.BigIntegerField)
    columns = {
        (model._meta.db_table, field.attname)
        for model in apps.get_app_config("rustok_content").get_models()
        if model is not models.CommunitySettings
        for field in model._meta.concrete_fields
        if isinstance(field, whole) or (field.attname.startswith("last_") and field.attname not in DATED)
    }

    left = {
        (table, column)
        for table, column in columns - known
        if column not in NOT_COUNTED_ANEW and f"{table}.{column}" not in NOT_COUNTED_ANEW
    }
    assert left == set()
    assert known <= columns
