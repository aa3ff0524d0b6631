"""REST of promotions and coupons for staff."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from rest_framework.request import Request

from rustok.api.rest.views import ApiView, endpoint
from rustok.dto import Page
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
    UpdatePromotionRequest,
)
from rustok_commerce.selectors import promotions as selectors
from rustok_commerce.services.promotions import coupons, writing
from rustok_commerce.services.promotions.explaining import explain_promotions


class PromotionsView(ApiView):
    """All promotions."""

    tag = "promotions"

    @endpoint(query=ListPromotionsRequest, response=PromotionResponse, page=True)
    def get(self, request: Request, query: ListPromotionsRequest) -> Page[PromotionResponse]:
        """List promotions, the newest first."""
        return selectors.list_promotions(self.ctx, query)

    @endpoint(request=CreatePromotionRequest, response=PromotionResponse)
    def post(self, request: Request, data: CreatePromotionRequest) -> PromotionResponse:
        """Make a promotion, as a draft."""
        return writing.create_promotion(self.ctx, data)


class ExplainView(ApiView):
    """Trying promotions."""

    tag = "promotions"

    @endpoint(request=ExplainPromotionsRequest, response=ExplanationResponse, status=200)
    def post(self, request: Request, data: ExplainPromotionsRequest) -> ExplanationResponse:
        """Tell which promotions hold for something like a cart, and why others do not; nothing is stored."""
        return explain_promotions(self.ctx, data)


class PromotionView(ApiView):
    """One promotion."""

    tag = "promotions"

    @endpoint(response=PromotionResponse)
    def get(self, request: Request, id: UUID) -> PromotionResponse:
        """Return a promotion."""
        return selectors.get_promotion(self.ctx, id)

    @endpoint(request=UpdatePromotionRequest, response=PromotionResponse, versioned=True)
    def patch(self, request: Request, id: UUID, data: UpdatePromotionRequest) -> PromotionResponse:
        """Change a promotion; fields left out stay."""
        return writing.update_promotion(self.ctx, id, data)

    @endpoint()
    def delete(self, request: Request, id: UUID) -> None:
        """Delete a promotion that no order has used, with its coupons."""
        writing.delete_promotion(self.ctx, id)


class ActivatePromotionView(ApiView):
    """Switching a promotion on."""

    tag = "promotions"

    @endpoint(response=PromotionResponse, status=200)
    def post(self, request: Request, id: UUID) -> PromotionResponse:
        """Let a promotion hold, within its window."""
        return writing.activate_promotion(self.ctx, id)


class DeactivatePromotionView(ApiView):
    """Switching a promotion off."""

    tag = "promotions"

    @endpoint(response=PromotionResponse, status=200)
    def post(self, request: Request, id: UUID) -> PromotionResponse:
        """Make a promotion a draft again: it holds no more."""
        return writing.deactivate_promotion(self.ctx, id)


class ArchivePromotionView(ApiView):
    """Putting a promotion away."""

    tag = "promotions"

    @endpoint(response=PromotionResponse, status=200)
    def post(self, request: Request, id: UUID) -> PromotionResponse:
        """Put a promotion away; it stays for the orders that used it."""
        return writing.archive_promotion(self.ctx, id)


class CouponsView(ApiView):
    """Coupons of a promotion."""

    tag = "promotions"

    @endpoint(query=ListCouponsRequest, response=CouponResponse, page=True)
    def get(self, request: Request, id: UUID, query: ListCouponsRequest) -> Page[CouponResponse]:
        """List a promotion's coupons, the newest first."""
        return selectors.list_coupons(self.ctx, id, query)

    @endpoint(request=CreateCouponRequest, response=CouponResponse)
    def post(self, request: Request, id: UUID, data: CreateCouponRequest) -> CouponResponse:
        """Make one code."""
        return coupons.create_coupon(self.ctx, id, data)


class GenerateCouponsView(ApiView):
    """Many coupons at once."""

    tag = "promotions"

    @endpoint(request=GenerateCouponsRequest, response=CouponsMadeResponse)
    def post(self, request: Request, id: UUID, data: GenerateCouponsRequest) -> CouponsMadeResponse:
        """Make up to 10,000 codes that cannot be guessed."""
        return coupons.generate_coupons(self.ctx, id, data)


class ImportCouponsView(ApiView):
    """Coupons from a file."""

    tag = "promotions"

    @endpoint(request=ImportCouponsRequest, response=CouponsMadeResponse)
    def post(self, request: Request, id: UUID, data: ImportCouponsRequest) -> CouponsMadeResponse:
        """Make the coupons of a CSV file: all of them, or none."""
        return coupons.import_coupons(self.ctx, id, data)


class ExportCouponsView(ApiView):
    """Coupons into a file."""

    tag = "promotions"

    @endpoint(status=200)
    def get(self, request: Request, id: UUID) -> HttpResponse:
        """Fetch all coupons of a promotion as CSV."""
        answer = HttpResponse(coupons.export_coupons(self.ctx, id), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="coupons.csv"'
        return answer


class CouponView(ApiView):
    """One coupon."""

    tag = "promotions"

    @endpoint(request=UpdateCouponRequest, response=CouponResponse)
    def patch(self, request: Request, id: UUID, data: UpdateCouponRequest) -> CouponResponse:
        """Change a coupon, switch it on or off."""
        return coupons.update_coupon(self.ctx, id, data)

    @endpoint()
    def delete(self, request: Request, id: UUID) -> None:
        """Delete a coupon that no order has used."""
        coupons.delete_coupon(self.ctx, id)
