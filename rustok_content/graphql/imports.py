"""GraphQL of imports of content for staff; files go by REST."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import graphene

from rustok.api.graphql.dto import object_type
from rustok.api.graphql.relay import Connection, connect, connection_field, page_query
from rustok.api.graphql.scalars import ID
from rustok.api.rest.paging import id_after, opaque
from rustok_content.dto.imports import ContentImportResponse, ImportNote
from rustok_content.selectors import imports as selectors
from rustok_content.services.imports import jobs

_LIST = "content.imports:-id"

ContentImport = object_type(ContentImportResponse)
ImportNoteType = object_type(ImportNote)


class ImportsQuery:
    """Imports of content, for staff."""

    content_imports = connection_field(ContentImport)
    content_import = graphene.Field(ContentImport, id=ID(required=True))
    content_import_notes = graphene.List(graphene.NonNull(ImportNoteType), required=True, id=ID(required=True))

    @staticmethod
    def resolve_content_imports(root: Any, info: Any, first: int | None = None, after: str | None = None) -> Connection:
        query = page_query(first, after)
        page = selectors.list_imports(info.context.ctx, after=id_after(_LIST, query.after), limit=query.limit)
        return connect(opaque(_LIST, page), after)

    @staticmethod
    def resolve_content_import(root: Any, info: Any, id: UUID) -> ContentImportResponse:
        return selectors.get_import(info.context.ctx, id)

    @staticmethod
    def resolve_content_import_notes(root: Any, info: Any, id: UUID) -> Sequence[ImportNote]:
        return selectors.list_notes(info.context.ctx, id)


class CancelContentImport(graphene.Mutation):
    """Stop an import; what it has taken in stays."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(ContentImport)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> ContentImportResponse:
        return jobs.cancel_import(info.context.ctx, id)


class ResumeContentImport(graphene.Mutation):
    """Go on with an import that failed or was cancelled."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(ContentImport)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> ContentImportResponse:
        return jobs.resume_import(info.context.ctx, id)


class ImportsMutation:
    """Stopping and going on."""

    cancel_content_import = CancelContentImport.Field()
    resume_content_import = ResumeContentImport.Field()
