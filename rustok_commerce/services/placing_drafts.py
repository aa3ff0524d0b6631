"""What staff does to a draft as its buyer would, up to the order."""

from __future__ import annotations

from uuid import UUID

from rustok.context import RequestContext
from rustok.rbac.policies import require
from rustok_commerce import errors
from rustok_commerce.dto.carts import (
    CartPromotionRequest,
    CartStatus,
    CompleteCartRequest,
    CompletedCartResponse,
    DraftResponse,
    SetCartAddressRequest,
    SetCartShippingRequest,
    StartCartPaymentRequest,
)
from rustok_commerce.services import checkout
from rustok_commerce.services.carts import details
from rustok_commerce.services.carts.access import find_draft
from rustok_commerce.services.carts.drafts import get_draft


def set_draft_address(ctx: RequestContext, draft_id: UUID, request: SetCartAddressRequest) -> DraftResponse:
    """Say where the goods of a draft go, and where the bill; see :func:`.carts.details.set_address`."""
    _require(ctx, draft_id)
    details.set_address(ctx, draft_id, None, request)
    return get_draft(ctx, draft_id)


def set_draft_shipping(ctx: RequestContext, draft_id: UUID, request: SetCartShippingRequest) -> DraftResponse:
    """Choose how the goods of a draft are delivered; see :func:`.carts.details.set_shipping`."""
    _require(ctx, draft_id)
    details.set_shipping(ctx, draft_id, None, request)
    return get_draft(ctx, draft_id)


def add_draft_coupon(ctx: RequestContext, draft_id: UUID, request: CartPromotionRequest) -> DraftResponse:
    """Put a code of a promotion into a draft; see :func:`.carts.details.add_coupon`."""
    _require(ctx, draft_id)
    details.add_coupon(ctx, draft_id, None, request)
    return get_draft(ctx, draft_id)


def place_draft(ctx: RequestContext, draft_id: UUID, request: StartCartPaymentRequest) -> CompletedCartResponse:
    """Make the order of a draft, to be paid in one of the shop's ways. To be called outside of transactions.

    :raises CartNotFound: no such draft in the shop.
    :raises CartNotReady: something is missing or wrong.
    :raises SoldOut: there are not as many pieces.
    :raises PaymentMethodUnavailable: the shop does not offer it.
    """
    _require(ctx, draft_id)
    payment_id = None
    if find_draft(draft_id).status != CartStatus.COMPLETED:
        try:
            payment_id = checkout.start_payment(ctx, draft_id, None, request).id
        except errors.NothingToPay:
            payment_id = None
    complete = CompleteCartRequest(payment_id=payment_id, version=request.version)
    return checkout.complete_cart(ctx, draft_id, None, complete)


def _require(ctx: RequestContext, draft_id: UUID) -> None:
    require(ctx, "commerce.draft:update")
    find_draft(draft_id)
