"""REST of the notes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import path

from rustok.api.rest.paging import decode_cursor, encode_cursor
from rustok.api.rest.views import ApiView, endpoint
from rustok.dto import Page
from tests.rustok.api.notes import services
from tests.rustok.api.notes.dto import NoteCard, NoteQuery, NoteResponse, UpdateNoteRequest, WriteNoteRequest


class NotesView(ApiView):
    """Notes."""

    @endpoint(query=NoteQuery, response=NoteCard, page=True, waits=True)
    def get(self, request: Any, query: NoteQuery) -> Page[NoteCard]:
        """List notes.

        Newest first.
        """
        services.asked.append(query)
        start = decode_cursor("notes", query.after)[0] if query.after else 0
        cards = services.cards()
        page = cards[start : start + query.limit]
        following = start + query.limit
        return Page(
            items=tuple(page),
            next=encode_cursor("notes", [following]) if following < len(cards) else None,
            total=len(cards),
        )

    @endpoint(request=WriteNoteRequest, response=NoteResponse)
    def post(self, request: Any, data: WriteNoteRequest) -> NoteResponse:
        """Write a note."""
        return services.write_note(self.ctx, data)


class NoteView(ApiView):
    """One note."""

    @endpoint(response=NoteResponse)
    def get(self, request: Any, id: UUID) -> NoteResponse:
        """Return a note."""
        return services.get_note(self.ctx, id)

    @endpoint(request=UpdateNoteRequest, response=NoteResponse, versioned=True)
    def patch(self, request: Any, id: UUID, data: UpdateNoteRequest) -> NoteResponse:
        """Change a note."""
        return services.update_note(self.ctx, id, data)

    @endpoint(versioned=True)
    def delete(self, request: Any, id: UUID, version: int | None) -> None:
        """Delete a note."""
        services.delete_note(self.ctx, id, version=version)


class BrokenView(ApiView):
    """A fault of ours."""

    @endpoint(response=NoteCard)
    def get(self, request: Any) -> NoteCard:
        """Fail."""
        raise RuntimeError("secret detail")


class UploadView(ApiView):
    """An upload."""

    @endpoint(upload=True, response=NoteCard)
    def post(self, request: Any, file: Any) -> NoteCard:
        """Take a file."""
        return NoteCard(id=UUID(int=0), title=f"{file.name} {file.size}")


urlpatterns = [
    path("notes", NotesView.as_view()),
    path("notes/broken", BrokenView.as_view()),
    path("notes/upload", UploadView.as_view()),
    path("notes/<ulid:id>", NoteView.as_view()),
]
