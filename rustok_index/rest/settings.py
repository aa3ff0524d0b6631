"""REST of synonyms, stop words, pinned results and searches in vain, for staff."""

from __future__ import annotations

from uuid import UUID

from rest_framework.request import Request

from rustok.api.rest.paging import PageQuery
from rustok.api.rest.views import ApiView, endpoint
from rustok.dto import Page
from rustok_index.dto.dictionary import (
    CreateSearchPinRequest,
    CreateSearchStopWordRequest,
    CreateSearchSynonymRequest,
    SearchMissResponse,
    SearchPinResponse,
    SearchStopWordResponse,
    SearchSynonymResponse,
    UpdateSearchPinRequest,
    UpdateSearchSynonymRequest,
)
from rustok_index.queries import search_settings
from rustok_index.services import dictionary


class SynonymsView(ApiView):
    """All synonyms."""

    tag = "search settings"

    @endpoint(query=PageQuery, response=SearchSynonymResponse, page=True)
    def get(self, request: Request, query: PageQuery) -> Page[SearchSynonymResponse]:
        """List synonyms, the oldest first."""
        return search_settings.list_synonyms(self.ctx, after=query.after, limit=query.limit)

    @endpoint(request=CreateSearchSynonymRequest, response=SearchSynonymResponse)
    def post(self, request: Request, data: CreateSearchSynonymRequest) -> SearchSynonymResponse:
        """Let phrases stand for one another, or for others."""
        return dictionary.create_synonym(self.ctx, data)


class SynonymView(ApiView):
    """One synonym."""

    tag = "search settings"

    @endpoint(request=UpdateSearchSynonymRequest, response=SearchSynonymResponse)
    def patch(self, request: Request, id: UUID, data: UpdateSearchSynonymRequest) -> SearchSynonymResponse:
        """Change a synonym; fields left out stay."""
        return dictionary.update_synonym(self.ctx, id, data)

    @endpoint()
    def delete(self, request: Request, id: UUID) -> None:
        """Forget a synonym."""
        dictionary.delete_synonym(self.ctx, id)


class StopWordsView(ApiView):
    """All stop words."""

    tag = "search settings"

    @endpoint(query=PageQuery, response=SearchStopWordResponse, page=True)
    def get(self, request: Request, query: PageQuery) -> Page[SearchStopWordResponse]:
        """List the tenant's own stop words, the oldest first."""
        return search_settings.list_stop_words(self.ctx, after=query.after, limit=query.limit)

    @endpoint(request=CreateSearchStopWordRequest, response=SearchStopWordResponse)
    def post(self, request: Request, data: CreateSearchStopWordRequest) -> SearchStopWordResponse:
        """Let a word not narrow searches."""
        return dictionary.create_stop_word(self.ctx, data)


class StopWordView(ApiView):
    """One stop word."""

    tag = "search settings"

    @endpoint()
    def delete(self, request: Request, id: UUID) -> None:
        """Let a word narrow searches again."""
        dictionary.delete_stop_word(self.ctx, id)


class PinsView(ApiView):
    """All pinned results."""

    tag = "search settings"

    @endpoint(query=PageQuery, response=SearchPinResponse, page=True)
    def get(self, request: Request, query: PageQuery) -> Page[SearchPinResponse]:
        """List phrases with pinned results, the oldest first."""
        return search_settings.list_pins(self.ctx, after=query.after, limit=query.limit)

    @endpoint(request=CreateSearchPinRequest, response=SearchPinResponse)
    def post(self, request: Request, data: CreateSearchPinRequest) -> SearchPinResponse:
        """Put products and pages first for a phrase."""
        return dictionary.create_pin(self.ctx, data)


class PinView(ApiView):
    """Pinned results of one phrase."""

    tag = "search settings"

    @endpoint(request=UpdateSearchPinRequest, response=SearchPinResponse)
    def patch(self, request: Request, id: UUID, data: UpdateSearchPinRequest) -> SearchPinResponse:
        """Change what comes first for a phrase; fields left out stay."""
        return dictionary.update_pin(self.ctx, id, data)

    @endpoint()
    def delete(self, request: Request, id: UUID) -> None:
        """Let a phrase find by relevance alone again."""
        dictionary.delete_pin(self.ctx, id)


class MissesView(ApiView):
    """Searches that found nothing."""

    tag = "search settings"

    @endpoint(query=PageQuery, response=SearchMissResponse, page=True)
    def get(self, request: Request, query: PageQuery) -> Page[SearchMissResponse]:
        """List searches that found nothing, the most frequent first; they come in every five minutes."""
        return search_settings.list_misses(self.ctx, after=query.after, limit=query.limit)
