"""The board of translations."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from rustok.context import RequestContext, Scope
from rustok.ids import generate_id
from rustok_content.dto.board import TextState
from rustok_content.dto.lifecycle import ScheduleNodeRequest, SubmitNodeRequest
from rustok_content.dto.nodes import NodeResponse
from rustok_content.selectors.board import count_board, list_board
from rustok_content.services import publishing, scheduling, submissions, trash
from tests.factories.content import node, rights, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def library(ctx: RequestContext) -> dict[str, NodeResponse]:
    """One node for each state."""
    found = {
        "missing": node(ctx, "Missing"),
        "draft": node(ctx, "Draft", ru="Черновик"),
        "published": node(ctx, "Published", ru="Готово", published=True),
        "stale": node(ctx, "Stale", ru="Старо", published=True),
        "submitted": node(ctx, "Submitted", ru="Сдано"),
        "scheduled": node(ctx, "Scheduled", ru="Скоро"),
        "waiting": node(ctx, "Waiting", ru="Ждёт", published=True),
        "archived": node(ctx, "Archived", ru="Архив", published=True),
    }
    write(ctx, found["stale"].id, title="Newer", publish=True)
    submissions.submit_node(ctx, found["submitted"].id, SubmitNodeRequest(locale="ru"))
    soon = timezone.now() + dt.timedelta(hours=1)
    scheduling.schedule_node(ctx, found["scheduled"].id, ScheduleNodeRequest(locales=("ru",), publish_at=soon))
    write(ctx, found["waiting"].id, "ru", title="Новее")
    publishing.unpublish_node(ctx, found["archived"].id, archive=True)
    trash.delete_node(ctx, node(ctx, "Gone", ru="Нет").id)
    return found


def test_each_text_is_in_the_state_that_an_editor_has_to_know(
    ctx: RequestContext, library: dict[str, NodeResponse]
) -> None:
    rows = {row.id: row for row in list_board(ctx).items}

    def cell(name: str, locale: str = "ru") -> TextState:
        return next(each.state for each in rows[library[name].id].cells if each.locale == locale)

    assert len(rows) == 8
    states = {name: cell(name) for name in library}
    assert states == {
        "missing": TextState.MISSING,
        "draft": TextState.DRAFT,
        "published": TextState.PUBLISHED,
        "stale": TextState.STALE,
        "submitted": TextState.SUBMITTED,
        "scheduled": TextState.SCHEDULED,
        "waiting": TextState.DRAFT,
        "archived": TextState.ARCHIVED,
    }
    assert cell("stale", "en") is TextState.PUBLISHED


def test_texts_are_counted_by_kind_and_language(ctx: RequestContext, library: dict[str, NodeResponse]) -> None:
    node(ctx, "Post", kind="post")

    counts = {(row.kind, row.locale): row for row in count_board(ctx)}

    russian = counts["page", "ru"]
    assert (russian.missing, russian.draft, russian.stale, russian.submitted, russian.scheduled, russian.published) == (
        1,
        4,
        1,
        1,
        1,
        3,
    )
    assert (counts["post", "ru"].missing, counts["post", "en"].draft) == (1, 1)
    assert {key[0] for key in counts} == {"page", "post"}
    assert {row.kind for row in count_board(ctx, kind="post")} == {"post"}


def test_the_board_is_paged_and_narrowed(ctx: RequestContext, library: dict[str, NodeResponse]) -> None:
    first = list_board(ctx, limit=5)
    rest = list_board(ctx, limit=5, after=first.items[-1].id)

    assert (len(first.items), len(rest.items), rest.next) == (5, 3, None)
    assert list_board(ctx, kind="post").items == ()
    mine = RequestContext(tenant_id=ctx.tenant_id, actor_id=generate_id(), permissions=rights(Scope.OWN, "read"))
    assert list_board(mine).items == ()
    assert count_board(mine) == ()
