"""GraphQL of the notes."""

from __future__ import annotations

from typing import Any

import graphene

from rustok.api.graphql.dto import input_type, object_type
from rustok.api.graphql.relay import connect, connection_field, page_query
from rustok.api.graphql.scalars import ID
from rustok.dto import Page, parse
from tests.rustok.api.notes import services
from tests.rustok.api.notes.dto import NoteCard, NoteResponse, WriteNoteRequest

Note = object_type(NoteResponse)
Card = object_type(NoteCard)
WriteNoteInput = input_type(WriteNoteRequest)


class NotesQuery:
    """Reads."""

    note = graphene.Field(Note, id=ID(required=True))
    notes = connection_field(Card)
    broken_note = graphene.String()

    def resolve_note(self, info: Any, id: Any) -> Any:
        return services.get_note(info.context.ctx, id)

    def resolve_notes(self, info: Any, first: int | None = None, after: str | None = None) -> Any:
        query = page_query(first, after)
        cards = services.cards()
        return connect(Page(items=tuple(cards[: query.limit]), next="more"), after, total=lambda: len(cards))

    def resolve_broken_note(self, info: Any) -> str:
        raise RuntimeError("secret detail")


class WriteNote(graphene.Mutation):
    """Write a note."""

    class Arguments:
        input = WriteNoteInput(required=True)

    Output = graphene.NonNull(Note)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> NoteResponse:
        return services.write_note(info.context.ctx, parse(WriteNoteRequest, input))


class NotesMutation:
    """Writes."""

    write_note = WriteNote.Field()
