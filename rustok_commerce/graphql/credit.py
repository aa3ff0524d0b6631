"""GraphQL of gift cards and store credit: for staff, and for those who have them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import graphene

from rustok.api.graphql.dto import enum_type, input_type, object_type
from rustok.api.graphql.relay import Connection, connect, connection_field, page_query
from rustok.api.graphql.scalars import ID
from rustok.api.graphql.unstored import never_stored
from rustok.dto import parse
from rustok.errors import Unauthenticated
from rustok_commerce.dto.credit import (
    AdjustCreditRequest,
    CreditAccountResponse,
    CreditEntryResponse,
    CreditKind,
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

never_stored("issueGiftCard")

CreditAccount = object_type(CreditAccountResponse)
CreditEntry = object_type(CreditEntryResponse)
IssuedGiftCard = object_type(IssuedGiftCardResponse)
GiftCardBalance = object_type(GiftCardBalanceResponse)
StoreCredit = object_type(StoreCreditResponse)


class CreditQuery:
    """Gift cards and store credit: all of them for staff, their own for those who have them."""

    credit_accounts = connection_field(
        CreditAccount,
        kind=enum_type(CreditKind)(),
        customer_id=ID(),
        last4=graphene.String(description="The last characters of a card's code."),
    )
    credit_account = graphene.Field(CreditAccount, id=ID(required=True))
    credit_entries = connection_field(CreditEntry, account_id=ID(required=True))
    gift_card_balance = graphene.Field(
        graphene.NonNull(GiftCardBalance), input=input_type(GiftCardBalanceRequest)(required=True)
    )
    my_store_credit = graphene.List(graphene.NonNull(StoreCredit), required=True)

    def resolve_credit_accounts(
        self,
        info: Any,
        first: int | None = None,
        after: str | None = None,
        kind: Any = None,
        customer_id: UUID | None = None,
        last4: str | None = None,
    ) -> Connection:
        filters = {
            "kind": getattr(kind, "value", kind),
            "customer_id": None if customer_id is None else str(customer_id),
            "last4": last4,
            "after": after,
        }
        wanted = {name: value for name, value in filters.items() if value is not None}
        request = parse(ListCreditRequest, {**wanted, "limit": page_query(first, after).limit})
        return connect(selectors.list_credit(info.context.ctx, request), after)

    def resolve_credit_account(self, info: Any, id: UUID) -> CreditAccountResponse:
        return selectors.get_credit(info.context.ctx, id)

    def resolve_credit_entries(
        self, info: Any, account_id: UUID, first: int | None = None, after: str | None = None
    ) -> Connection:
        query = page_query(first, after)
        page = selectors.list_entries(info.context.ctx, account_id, after=after, limit=query.limit)
        return connect(page, after)

    def resolve_gift_card_balance(self, info: Any, input: Any) -> GiftCardBalanceResponse:
        return credit.card_balance(parse(GiftCardBalanceRequest, input))

    def resolve_my_store_credit(self, info: Any) -> tuple[StoreCreditResponse, ...]:
        if info.context.ctx.actor_id is None:
            raise Unauthenticated()
        return selectors.own_store_credit(info.context.ctx)


class IssueGiftCard(graphene.Mutation):
    """Make a gift card. The answer is the only one that has its code."""

    class Arguments:
        input = input_type(IssueGiftCardRequest)(required=True)

    Output = graphene.NonNull(IssuedGiftCard)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> IssuedGiftCardResponse:
        return credit.issue_gift_card(info.context.ctx, parse(IssueGiftCardRequest, input))


class GrantStoreCredit(graphene.Mutation):
    """Give a customer credit, on top of what there is in the currency."""

    class Arguments:
        input = input_type(GrantStoreCreditRequest)(required=True)

    Output = graphene.NonNull(CreditAccount)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> CreditAccountResponse:
        return credit.grant_store_credit(info.context.ctx, parse(GrantStoreCreditRequest, input))


class UpdateCredit(graphene.Mutation):
    """Switch a card or credit on or off, let it last longer or shorter."""

    class Arguments:
        id = ID(required=True)
        input = input_type(UpdateCreditRequest)(required=True)

    Output = graphene.NonNull(CreditAccount)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> CreditAccountResponse:
        return credit.update_credit(info.context.ctx, id, parse(UpdateCreditRequest, input))


class AdjustCredit(graphene.Mutation):
    """Add to a balance by hand, or take away, and say why."""

    class Arguments:
        id = ID(required=True)
        input = input_type(AdjustCreditRequest)(required=True)

    Output = graphene.NonNull(CreditAccount)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> CreditAccountResponse:
        return credit.adjust_credit(info.context.ctx, id, parse(AdjustCreditRequest, input))


class WriteOffCredit(graphene.Mutation):
    """Write off what is left on a card or credit that has expired."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(CreditAccount)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> CreditAccountResponse:
        return credit.write_off_credit(info.context.ctx, id)


class CreditMutation:
    """Commands about gift cards and store credit."""

    issue_gift_card = IssueGiftCard.Field()
    grant_store_credit = GrantStoreCredit.Field()
    update_credit = UpdateCredit.Field()
    adjust_credit = AdjustCredit.Field()
    write_off_credit = WriteOffCredit.Field()
