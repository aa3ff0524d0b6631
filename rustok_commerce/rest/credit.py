"""REST of gift cards and store credit: for staff, and for those who have them."""

from __future__ import annotations

from uuid import UUID

from rest_framework.request import Request

from rustok.api.rest.views import ApiView, PageQuery, endpoint
from rustok.dto import Page
from rustok_commerce.dto.credit import (
    AdjustCreditRequest,
    CreditAccountResponse,
    CreditEntryResponse,
    GiftCardBalanceRequest,
    GiftCardBalanceResponse,
    GrantStoreCreditRequest,
    IssuedGiftCardResponse,
    IssueGiftCardRequest,
    ListCreditRequest,
    StoreCreditResponse,
    UpdateCreditRequest,
)
from rustok_commerce.selectors import credit as selectors
from rustok_commerce.services import credit


class CreditView(ApiView):
    """All gift cards and store credit."""

    tag = "credit"

    @endpoint(query=ListCreditRequest, response=CreditAccountResponse, page=True)
    def get(self, request: Request, query: ListCreditRequest) -> Page[CreditAccountResponse]:
        """List gift cards and store credit, the newest first."""
        return selectors.list_credit(self.ctx, query)


class GiftCardsView(ApiView):
    """Issuing gift cards."""

    tag = "credit"

    @endpoint(request=IssueGiftCardRequest, response=IssuedGiftCardResponse, idempotent=False)
    def post(self, request: Request, data: IssueGiftCardRequest) -> IssuedGiftCardResponse:
        """Make a gift card. The answer is the only one that has its code."""
        return credit.issue_gift_card(self.ctx, data)


class GrantsView(ApiView):
    """Granting store credit."""

    tag = "credit"

    @endpoint(request=GrantStoreCreditRequest, response=CreditAccountResponse)
    def post(self, request: Request, data: GrantStoreCreditRequest) -> CreditAccountResponse:
        """Give a customer credit, on top of what there is in the currency."""
        return credit.grant_store_credit(self.ctx, data)


class CreditAccountView(ApiView):
    """One gift card or store credit."""

    tag = "credit"

    @endpoint(response=CreditAccountResponse)
    def get(self, request: Request, id: UUID) -> CreditAccountResponse:
        """Return a gift card or store credit."""
        return selectors.get_credit(self.ctx, id)

    @endpoint(request=UpdateCreditRequest, response=CreditAccountResponse, versioned=True)
    def patch(self, request: Request, id: UUID, data: UpdateCreditRequest) -> CreditAccountResponse:
        """Switch a card or credit on or off, let it last longer or shorter."""
        return credit.update_credit(self.ctx, id, data)


class AdjustmentsOfCreditView(ApiView):
    """Changing a balance by hand."""

    tag = "credit"

    @endpoint(request=AdjustCreditRequest, response=CreditAccountResponse, status=200)
    def post(self, request: Request, id: UUID, data: AdjustCreditRequest) -> CreditAccountResponse:
        """Add to a balance by hand, or take away, and say why."""
        return credit.adjust_credit(self.ctx, id, data)


class WriteOffView(ApiView):
    """Writing off what has expired."""

    tag = "credit"

    @endpoint(response=CreditAccountResponse, status=200)
    def post(self, request: Request, id: UUID) -> CreditAccountResponse:
        """Write off what is left on a card or credit that has expired."""
        return credit.write_off_credit(self.ctx, id)


class EntriesView(ApiView):
    """The ledger of a card or credit."""

    tag = "credit"

    @endpoint(query=PageQuery, response=CreditEntryResponse, page=True)
    def get(self, request: Request, id: UUID, query: PageQuery) -> Page[CreditEntryResponse]:
        """List all that changed a balance, the newest first."""
        return selectors.list_entries(self.ctx, id, after=query.after, limit=query.limit)


class GiftCardBalanceView(ApiView):
    """What is left on a gift card."""

    tag = "credit"

    @endpoint(request=GiftCardBalanceRequest, response=GiftCardBalanceResponse, status=200, idempotent=False)
    def post(self, request: Request, data: GiftCardBalanceRequest) -> GiftCardBalanceResponse:
        """Tell whoever knows a card's code what is left on it."""
        return credit.card_balance(data)


class OwnCreditView(ApiView):
    """What a customer has to spend."""

    tag = "credit"
    signed_in = True

    @endpoint(response=StoreCreditResponse, page=True)
    def get(self, request: Request) -> tuple[StoreCreditResponse, ...]:
        """List the store credit of whoever is signed in, by currency."""
        return selectors.own_store_credit(self.ctx)
