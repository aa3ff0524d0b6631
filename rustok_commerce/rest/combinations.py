"""REST of the generator of variants for staff."""

from __future__ import annotations

from uuid import UUID

from rest_framework.request import Request

from rustok.api.rest.views import ApiView, endpoint
from rustok_commerce.dto.variants import GeneratedVariantsResponse, GenerateVariantsRequest
from rustok_commerce.services import combinations


class GenerateVariantsView(ApiView):
    """Variants of all combinations."""

    tag = "variants"

    @endpoint(request=GenerateVariantsRequest, response=GeneratedVariantsResponse, status=200)
    def post(self, request: Request, id: UUID, data: GenerateVariantsRequest) -> GeneratedVariantsResponse:
        """Make a variant for each combination of options that has none; or, as a dry run, tell which."""
        return combinations.generate_variants(self.ctx, id, data)
