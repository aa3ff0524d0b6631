"""REST of events and dead letters for staff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final
from uuid import UUID

from annotated_types import MaxLen
from rest_framework.request import Request

from rustok.api.rest.paging import PageQuery, id_after, opaque
from rustok.api.rest.views import ApiView, endpoint
from rustok.dto import Page
from rustok_outbox.dto.events import DeadLetterResponse, EventResponse
from rustok_outbox.selectors import events
from rustok_outbox.services.replay import retry_dead_letter

_DEAD: Final = "outbox.dead:id"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListEventsQuery(PageQuery):
    """Which events."""

    type: Annotated[str, MaxLen(64)] | None = None


class EventsView(ApiView):
    """The feed of events."""

    tag = "events"

    @endpoint(query=ListEventsQuery, response=EventResponse, page=True)
    def get(self, request: Request, query: ListEventsQuery) -> Page[EventResponse]:
        """List the tenant's events after a cursor: none is left out, however long its transaction took."""
        return events.list_events(self.ctx, after=query.after, limit=query.limit, type=query.type)


class DeadLettersView(ApiView):
    """What was given up."""

    tag = "events"

    @endpoint(query=PageQuery, response=DeadLetterResponse, page=True)
    def get(self, request: Request, query: PageQuery) -> Page[DeadLetterResponse]:
        """List deliveries that were tried as often as allowed."""
        page = events.list_dead_letters(self.ctx, after=id_after(_DEAD, query.after), limit=query.limit)
        return opaque(_DEAD, page)


class RetryView(ApiView):
    """Trying again."""

    tag = "events"

    @endpoint(status=204)
    def post(self, request: Request, id: UUID) -> None:
        """Give a dead letter a new set of attempts."""
        retry_dead_letter(self.ctx, id)
