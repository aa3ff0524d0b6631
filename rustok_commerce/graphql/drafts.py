"""GraphQL of drafts of orders, for staff."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import graphene

from rustok.api.graphql.dto import enum_type, input_type, object_type
from rustok.api.graphql.outgoing import calls_out
from rustok.api.graphql.relay import Connection, connect, connection_field, page_query
from rustok.api.graphql.scalars import ID
from rustok.api.graphql.unstored import never_stored
from rustok.dto import parse
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
from rustok_commerce.graphql.carts import Cart
from rustok_commerce.graphql.checkout import CompletedCart
from rustok_commerce.services import placing_drafts
from rustok_commerce.services.carts import drafts

Draft = object_type(DraftResponse, cart=graphene.Field(Cart, required=True))
DraftSummary = object_type(DraftSummaryResponse)


class DraftQuery:
    """Drafts of orders, for staff."""

    drafts = connection_field(DraftSummary, status=enum_type(CartStatus)())
    draft = graphene.Field(Draft, id=ID(required=True))

    def resolve_drafts(
        self, info: Any, first: int | None = None, after: str | None = None, status: CartStatus | None = None
    ) -> Connection:
        limit = page_query(first, after).limit
        return connect(
            drafts.list_drafts(info.context.ctx, ListDraftsRequest(status=status, after=after, limit=limit)), after
        )

    def resolve_draft(self, info: Any, id: UUID) -> DraftResponse:
        return drafts.get_draft(info.context.ctx, id)


class CreateDraft(graphene.Mutation):
    """Draft an order for a customer; the answer has the link to pay it."""

    class Arguments:
        input = input_type(CreateDraftRequest)(required=True)

    Output = graphene.NonNull(Draft)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> DraftResponse:
        return drafts.create_draft(info.context.ctx, parse(CreateDraftRequest, input))


class SetDraftLines(graphene.Mutation):
    """Put lines into a draft in place of those that it has, at agreed prices where they are given."""

    class Arguments:
        id = ID(required=True)
        input = input_type(SetDraftLinesRequest)(required=True)

    Output = graphene.NonNull(Draft)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> DraftResponse:
        return drafts.set_draft_lines(info.context.ctx, id, parse(SetDraftLinesRequest, input))


class SetDraftAddress(graphene.Mutation):
    """Say where the goods of a draft go, and where the bill."""

    class Arguments:
        id = ID(required=True)
        input = input_type(SetCartAddressRequest)(required=True)

    Output = graphene.NonNull(Draft)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> DraftResponse:
        return placing_drafts.set_draft_address(info.context.ctx, id, parse(SetCartAddressRequest, input))


class SetDraftShippingMethod(graphene.Mutation):
    """Choose how the goods of a draft are delivered."""

    class Arguments:
        id = ID(required=True)
        input = input_type(SetCartShippingRequest)(required=True)

    Output = graphene.NonNull(Draft)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> DraftResponse:
        return placing_drafts.set_draft_shipping(info.context.ctx, id, parse(SetCartShippingRequest, input))


class AddDraftPromotion(graphene.Mutation):
    """Put a code of a promotion into a draft."""

    class Arguments:
        id = ID(required=True)
        input = input_type(CartPromotionRequest)(required=True)

    Output = graphene.NonNull(Draft)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> DraftResponse:
        return placing_drafts.add_draft_coupon(info.context.ctx, id, parse(CartPromotionRequest, input))


class PlaceDraft(graphene.Mutation):
    """Make the order of a draft, to be paid in one of the shop's ways, such as by bank transfer."""

    class Arguments:
        id = ID(required=True)
        input = input_type(StartCartPaymentRequest)(required=True)

    Output = graphene.NonNull(CompletedCart)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> CompletedCartResponse:
        return placing_drafts.place_draft(info.context.ctx, id, parse(StartCartPaymentRequest, input))


class DeleteDraft(graphene.Mutation):
    """Give a draft up; returns its id."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(ID)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> UUID:
        drafts.delete_draft(info.context.ctx, id)
        return id


class DraftMutation:
    """Changes to drafts."""

    create_draft = CreateDraft.Field()
    set_draft_lines = SetDraftLines.Field()
    set_draft_address = SetDraftAddress.Field()
    set_draft_shipping_method = SetDraftShippingMethod.Field()
    add_draft_promotion = AddDraftPromotion.Field()
    place_draft = PlaceDraft.Field()
    delete_draft = DeleteDraft.Field()


calls_out("placeDraft")
# Their answers tell the draft's link, which opens it to whoever has it.
never_stored("createDraft", "setDraftLines", "setDraftAddress", "setDraftShippingMethod", "addDraftPromotion")
