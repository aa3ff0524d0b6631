"""REST of counters, for operators."""

from __future__ import annotations

from rest_framework.request import Request

from rustok.api.rest.views import ApiView, endpoint
from rustok.dto import Page
from rustok_content.dto.counters import CounterDrift
from rustok_content.services import recounting


class CountersView(ApiView):
    """Counters that are wrong."""

    tag = "content"

    @endpoint(response=CounterDrift, page=True, operation_id="check_content_counters")
    def get(self, request: Request) -> Page[CounterDrift]:
        """Compare every counter with what it counts; list those that are wrong."""
        return Page(items=tuple(recounting.check_counters(self.ctx)))


class RepairCountersView(ApiView):
    """Putting counters right."""

    tag = "content"

    @endpoint(response=CounterDrift, page=True, status=200, operation_id="repair_content_counters")
    def post(self, request: Request) -> Page[CounterDrift]:
        """Put right every counter that is wrong; list what was."""
        return Page(items=tuple(recounting.repair_counters(self.ctx)))
