"""GraphQL of promotions and coupons for staff."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import graphene

from rustok.api.graphql.dto import enum_type, input_type, object_type
from rustok.api.graphql.relay import Connection, connect, connection_field, page_query
from rustok.api.graphql.scalars import ID
from rustok.dto import parse
from rustok_commerce.dto.coupons import (
    CouponResponse,
    CouponsMadeResponse,
    CreateCouponRequest,
    GenerateCouponsRequest,
    ImportCouponsRequest,
    ListCouponsRequest,
    UpdateCouponRequest,
)
from rustok_commerce.dto.promotions import (
    CreatePromotionRequest,
    ExplainPromotionsRequest,
    ExplanationResponse,
    ListPromotionsRequest,
    PromotionResponse,
    PromotionStatus,
    UpdatePromotionRequest,
)
from rustok_commerce.selectors import promotions as selectors
from rustok_commerce.services.promotions import coupons, writing
from rustok_commerce.services.promotions.explaining import explain_promotions

Promotion = object_type(PromotionResponse)
Coupon = object_type(CouponResponse)
CouponsMade = object_type(CouponsMadeResponse)
Explanation = object_type(ExplanationResponse)


class PromotionQuery:
    """Promotions and coupons as they are written, for staff."""

    promotions = connection_field(
        Promotion,
        status=enum_type(PromotionStatus)(),
        needs_coupon=graphene.Boolean(),
        q=graphene.String(description="Looks into codes and names."),
    )
    promotion = graphene.Field(Promotion, id=ID(required=True))
    coupons = connection_field(
        Coupon,
        promotion_id=ID(required=True),
        is_active=graphene.Boolean(),
        q=graphene.String(description="What the code begins with."),
    )
    promotions_explained = graphene.Field(
        graphene.NonNull(Explanation), input=input_type(ExplainPromotionsRequest)(required=True)
    )

    def resolve_promotions(
        self, info: Any, first: int | None = None, after: str | None = None, **filters: Any
    ) -> Connection:
        request = parse(ListPromotionsRequest, _wanted(first, after, filters))
        return connect(selectors.list_promotions(info.context.ctx, request), after)

    def resolve_promotion(self, info: Any, id: UUID) -> PromotionResponse:
        return selectors.get_promotion(info.context.ctx, id)

    def resolve_coupons(
        self, info: Any, promotion_id: UUID, first: int | None = None, after: str | None = None, **filters: Any
    ) -> Connection:
        request = parse(ListCouponsRequest, _wanted(first, after, filters))
        return connect(selectors.list_coupons(info.context.ctx, promotion_id, request), after)

    def resolve_promotions_explained(self, info: Any, input: Any) -> ExplanationResponse:
        return explain_promotions(info.context.ctx, parse(ExplainPromotionsRequest, input))


def _wanted(first: int | None, after: str | None, filters: dict[str, Any]) -> dict[str, Any]:
    wanted = {name: getattr(value, "value", value) for name, value in filters.items() if value is not None}
    place = {"after": after} if after is not None else {}
    return {**wanted, **place, "limit": page_query(first, after).limit}


class CreatePromotion(graphene.Mutation):
    """Make a promotion, as a draft."""

    class Arguments:
        input = input_type(CreatePromotionRequest)(required=True)

    Output = graphene.NonNull(Promotion)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> PromotionResponse:
        return writing.create_promotion(info.context.ctx, parse(CreatePromotionRequest, input))


class UpdatePromotion(graphene.Mutation):
    """Change a promotion; fields left out stay."""

    class Arguments:
        id = ID(required=True)
        input = input_type(UpdatePromotionRequest)(required=True)

    Output = graphene.NonNull(Promotion)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> PromotionResponse:
        return writing.update_promotion(info.context.ctx, id, parse(UpdatePromotionRequest, input))


class ActivatePromotion(graphene.Mutation):
    """Let a promotion hold, within its window."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(Promotion)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> PromotionResponse:
        return writing.activate_promotion(info.context.ctx, id)


class DeactivatePromotion(graphene.Mutation):
    """Make a promotion a draft again: it holds no more."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(Promotion)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> PromotionResponse:
        return writing.deactivate_promotion(info.context.ctx, id)


class ArchivePromotion(graphene.Mutation):
    """Put a promotion away; it stays for the orders that used it."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(Promotion)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> PromotionResponse:
        return writing.archive_promotion(info.context.ctx, id)


class DeletePromotion(graphene.Mutation):
    """Delete a promotion that no order has used, with its coupons; returns its id."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(ID)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> UUID:
        writing.delete_promotion(info.context.ctx, id)
        return id


class CreateCoupon(graphene.Mutation):
    """Make one code of a promotion."""

    class Arguments:
        promotion_id = ID(required=True)
        input = input_type(CreateCouponRequest)(required=True)

    Output = graphene.NonNull(Coupon)

    @staticmethod
    def mutate(root: Any, info: Any, promotion_id: UUID, input: Any) -> CouponResponse:
        return coupons.create_coupon(info.context.ctx, promotion_id, parse(CreateCouponRequest, input))


class GenerateCoupons(graphene.Mutation):
    """Make up to 10,000 codes that cannot be guessed."""

    class Arguments:
        promotion_id = ID(required=True)
        input = input_type(GenerateCouponsRequest)(required=True)

    Output = graphene.NonNull(CouponsMade)

    @staticmethod
    def mutate(root: Any, info: Any, promotion_id: UUID, input: Any) -> CouponsMadeResponse:
        return coupons.generate_coupons(info.context.ctx, promotion_id, parse(GenerateCouponsRequest, input))


class ImportCoupons(graphene.Mutation):
    """Make the coupons of a CSV file: all of them, or none."""

    class Arguments:
        promotion_id = ID(required=True)
        input = input_type(ImportCouponsRequest)(required=True)

    Output = graphene.NonNull(CouponsMade)

    @staticmethod
    def mutate(root: Any, info: Any, promotion_id: UUID, input: Any) -> CouponsMadeResponse:
        return coupons.import_coupons(info.context.ctx, promotion_id, parse(ImportCouponsRequest, input))


class UpdateCoupon(graphene.Mutation):
    """Change a coupon, switch it on or off."""

    class Arguments:
        id = ID(required=True)
        input = input_type(UpdateCouponRequest)(required=True)

    Output = graphene.NonNull(Coupon)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> CouponResponse:
        return coupons.update_coupon(info.context.ctx, id, parse(UpdateCouponRequest, input))


class DeleteCoupon(graphene.Mutation):
    """Delete a coupon that no order has used; returns its id."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(ID)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> UUID:
        coupons.delete_coupon(info.context.ctx, id)
        return id


class PromotionMutation:
    """Commands about promotions and coupons."""

    create_promotion = CreatePromotion.Field()
    update_promotion = UpdatePromotion.Field()
    activate_promotion = ActivatePromotion.Field()
    deactivate_promotion = DeactivatePromotion.Field()
    archive_promotion = ArchivePromotion.Field()
    delete_promotion = DeletePromotion.Field()
    create_coupon = CreateCoupon.Field()
    generate_coupons = GenerateCoupons.Field()
    import_coupons = ImportCoupons.Field()
    update_coupon = UpdateCoupon.Field()
    delete_coupon = DeleteCoupon.Field()
