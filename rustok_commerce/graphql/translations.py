"""GraphQL of what is to be translated, for staff."""

from __future__ import annotations

from typing import Any

import graphene

from rustok.api.graphql.dto import enum_type, object_type
from rustok.api.graphql.relay import Connection, connect, connection_field, page_query
from rustok.dto import parse
from rustok_commerce.dto.translations import ListTranslationsRequest, TranslationNeed, TranslationStatusResponse
from rustok_commerce.selectors.translations import list_translations

TranslationStatus = object_type(TranslationStatusResponse)


class TranslationQuery:
    """What is to be translated."""

    translation_status = connection_field(
        TranslationStatus,
        target=graphene.String(required=True, description="The language to translate into."),
        need=enum_type(TranslationNeed)(),
    )

    def resolve_translation_status(
        self, info: Any, target: str, first: int | None = None, after: str | None = None, need: Any = None
    ) -> Connection:
        query = page_query(first, after)
        asked = {"target": target, "need": getattr(need, "value", need), "after": after, "limit": query.limit}
        request = parse(ListTranslationsRequest, {name: value for name, value in asked.items() if value is not None})
        return connect(list_translations(info.context.ctx, request), after)
