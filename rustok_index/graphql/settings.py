"""GraphQL of synonyms, stop words, pinned results and searches in vain, for staff."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import graphene

from rustok.api.graphql.dto import input_type, object_type
from rustok.api.graphql.relay import Connection, connect, connection_field, page_query
from rustok.api.graphql.scalars import ID
from rustok.context import RequestContext
from rustok.dto import Page, parse
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

SearchSynonym = object_type(SearchSynonymResponse)
SearchStopWord = object_type(SearchStopWordResponse)
SearchPin = object_type(SearchPinResponse)
SearchMiss = object_type(SearchMissResponse)


class SearchSettingsQuery:
    """What search is told, and what was looked for in vain, for staff."""

    search_synonyms = connection_field(SearchSynonym)
    search_stop_words = connection_field(SearchStopWord)
    search_pins = connection_field(SearchPin)
    search_misses = connection_field(SearchMiss)

    @staticmethod
    def resolve_search_synonyms(
        _root: Any, info: Any, first: int | None = None, after: str | None = None
    ) -> Connection:
        """List synonyms."""
        return _listed(search_settings.list_synonyms, info, first, after)

    @staticmethod
    def resolve_search_stop_words(
        _root: Any, info: Any, first: int | None = None, after: str | None = None
    ) -> Connection:
        """List stop words."""
        return _listed(search_settings.list_stop_words, info, first, after)

    @staticmethod
    def resolve_search_pins(_root: Any, info: Any, first: int | None = None, after: str | None = None) -> Connection:
        """List pinned results."""
        return _listed(search_settings.list_pins, info, first, after)

    @staticmethod
    def resolve_search_misses(_root: Any, info: Any, first: int | None = None, after: str | None = None) -> Connection:
        """List searches that found nothing."""
        return _listed(search_settings.list_misses, info, first, after)


def _listed(rows: Callable[..., Page[Any]], info: Any, first: int | None, after: str | None) -> Connection:
    query = page_query(first, after)
    ctx: RequestContext = info.context.ctx
    return connect(rows(ctx, after=query.after, limit=query.limit), after)


class CreateSearchSynonym(graphene.Mutation):
    """Let phrases stand for one another, or for others."""

    class Arguments:
        input = input_type(CreateSearchSynonymRequest)(required=True)

    Output = graphene.NonNull(SearchSynonym)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> SearchSynonymResponse:
        return dictionary.create_synonym(info.context.ctx, parse(CreateSearchSynonymRequest, input))


class UpdateSearchSynonym(graphene.Mutation):
    """Change a synonym; fields left out stay."""

    class Arguments:
        id = ID(required=True)
        input = input_type(UpdateSearchSynonymRequest)(required=True)

    Output = graphene.NonNull(SearchSynonym)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> SearchSynonymResponse:
        return dictionary.update_synonym(info.context.ctx, id, parse(UpdateSearchSynonymRequest, input))


class DeleteSearchSynonym(graphene.Mutation):
    """Forget a synonym; returns its id."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(ID)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> UUID:
        dictionary.delete_synonym(info.context.ctx, id)
        return id


class CreateSearchStopWord(graphene.Mutation):
    """Let a word not narrow searches."""

    class Arguments:
        input = input_type(CreateSearchStopWordRequest)(required=True)

    Output = graphene.NonNull(SearchStopWord)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> SearchStopWordResponse:
        return dictionary.create_stop_word(info.context.ctx, parse(CreateSearchStopWordRequest, input))


class DeleteSearchStopWord(graphene.Mutation):
    """Let a word narrow searches again; returns its id."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(ID)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> UUID:
        dictionary.delete_stop_word(info.context.ctx, id)
        return id


class CreateSearchPin(graphene.Mutation):
    """Put products and pages first for a phrase."""

    class Arguments:
        input = input_type(CreateSearchPinRequest)(required=True)

    Output = graphene.NonNull(SearchPin)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> SearchPinResponse:
        return dictionary.create_pin(info.context.ctx, parse(CreateSearchPinRequest, input))


class UpdateSearchPin(graphene.Mutation):
    """Change what comes first for a phrase; fields left out stay."""

    class Arguments:
        id = ID(required=True)
        input = input_type(UpdateSearchPinRequest)(required=True)

    Output = graphene.NonNull(SearchPin)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> SearchPinResponse:
        return dictionary.update_pin(info.context.ctx, id, parse(UpdateSearchPinRequest, input))


class DeleteSearchPin(graphene.Mutation):
    """Let a phrase find by relevance alone again; returns its id."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(ID)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> UUID:
        dictionary.delete_pin(info.context.ctx, id)
        return id


class IndexMutation:
    """Changes to what search is told."""

    create_search_synonym = CreateSearchSynonym.Field()
    update_search_synonym = UpdateSearchSynonym.Field()
    delete_search_synonym = DeleteSearchSynonym.Field()
    create_search_stop_word = CreateSearchStopWord.Field()
    delete_search_stop_word = DeleteSearchStopWord.Field()
    create_search_pin = CreateSearchPin.Field()
    update_search_pin = UpdateSearchPin.Field()
    delete_search_pin = DeleteSearchPin.Field()
