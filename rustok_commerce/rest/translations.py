"""REST of what is to be translated, for staff."""

from __future__ import annotations

from rest_framework.request import Request

from rustok.api.rest.views import ApiView, endpoint
from rustok.dto import Page
from rustok_commerce.dto.translations import ListTranslationsRequest, TranslationStatusResponse
from rustok_commerce.selectors.translations import list_translations


class TranslationStatusView(ApiView):
    """Products that are to be translated."""

    tag = "products"

    @endpoint(query=ListTranslationsRequest, response=TranslationStatusResponse, page=True)
    def get(self, request: Request, query: ListTranslationsRequest) -> Page[TranslationStatusResponse]:
        """List products whose text in a language is missing or outdated."""
        return list_translations(self.ctx, query)
