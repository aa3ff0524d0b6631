"""REST of drafts of orders, for staff."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from rest_framework.request import Request

from rustok.api.rest.paging import PageQuery
from rustok.api.rest.views import ApiView, endpoint
from rustok.dto import Page
from rustok_commerce.dto.carts import (
    CartPromotionRequest,
    CartStatus,
    CompletedCartResponse,
    CreateDraftRequest,
    DraftResponse,
    DraftSummaryResponse,
    ListDraftsRequest,
    SetCartAddressRequest,
    SetCartShippingRequest,
    SetDraftLinesRequest,
    StartCartPaymentRequest,
)
from rustok_commerce.services import placing_drafts
from rustok_commerce.services.carts import drafts


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftsQuery(PageQuery):
    """Which drafts."""

    status: CartStatus | None = None


# Answers that tell a draft's link are not stored: whoever has it can pay the draft and see its addresses.


class DraftsView(ApiView):
    """Drafts of orders."""

    tag = "drafts"

    @endpoint(query=DraftsQuery, response=DraftSummaryResponse, page=True)
    def get(self, request: Request, query: DraftsQuery) -> Page[DraftSummaryResponse]:
        """List the drafts, newest first."""
        return drafts.list_drafts(
            self.ctx, ListDraftsRequest(status=query.status, after=query.after, limit=query.limit)
        )

    @endpoint(request=CreateDraftRequest, response=DraftResponse, idempotent=False)
    def post(self, request: Request, data: CreateDraftRequest) -> DraftResponse:
        """Draft an order for a customer; the answer has the link to pay it."""
        return drafts.create_draft(self.ctx, data)


class DraftView(ApiView):
    """A draft."""

    tag = "drafts"

    @endpoint(response=DraftResponse)
    def get(self, request: Request, id: UUID) -> DraftResponse:
        """Return a draft with all it costs now, and the link to pay it."""
        return drafts.get_draft(self.ctx, id)

    @endpoint()
    def delete(self, request: Request, id: UUID) -> None:
        """Give a draft up: its link leads nowhere any more."""
        drafts.delete_draft(self.ctx, id)


class DraftLinesView(ApiView):
    """What is in a draft."""

    tag = "drafts"

    @endpoint(request=SetDraftLinesRequest, response=DraftResponse, versioned=True, idempotent=False)
    def put(self, request: Request, id: UUID, data: SetDraftLinesRequest) -> DraftResponse:
        """Put lines into a draft in place of those that it has, at agreed prices where they are given."""
        return drafts.set_draft_lines(self.ctx, id, data)


class DraftAddressView(ApiView):
    """Where a draft goes."""

    tag = "drafts"

    @endpoint(request=SetCartAddressRequest, response=DraftResponse, versioned=True, idempotent=False)
    def put(self, request: Request, id: UUID, data: SetCartAddressRequest) -> DraftResponse:
        """Say where the goods go, and where the bill."""
        return placing_drafts.set_draft_address(self.ctx, id, data)


class DraftShippingView(ApiView):
    """How a draft is delivered."""

    tag = "drafts"

    @endpoint(request=SetCartShippingRequest, response=DraftResponse, versioned=True, idempotent=False)
    def put(self, request: Request, id: UUID, data: SetCartShippingRequest) -> DraftResponse:
        """Choose how the goods are delivered."""
        return placing_drafts.set_draft_shipping(self.ctx, id, data)


class DraftPromotionsView(ApiView):
    """Codes of promotions in a draft."""

    tag = "drafts"

    @endpoint(request=CartPromotionRequest, response=DraftResponse, status=200, versioned=True, idempotent=False)
    def post(self, request: Request, id: UUID, data: CartPromotionRequest) -> DraftResponse:
        """Put a code of a promotion into a draft."""
        return placing_drafts.add_draft_coupon(self.ctx, id, data)


class PlaceDraftView(ApiView):
    """A draft that becomes an order."""

    tag = "drafts"

    @endpoint(request=StartCartPaymentRequest, response=CompletedCartResponse, status=200, calls_out=True)
    def post(self, request: Request, id: UUID, data: StartCartPaymentRequest) -> CompletedCartResponse:
        """Make the order of a draft, to be paid in one of the shop's ways, such as by bank transfer."""
        return placing_drafts.place_draft(self.ctx, id, data)
