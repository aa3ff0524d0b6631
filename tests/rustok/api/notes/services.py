"""Notes, kept in the settings of a module's row: a table that rolls back like any other."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction

from rustok.context import RequestContext
from rustok.dto import UNSET
from rustok.errors import Conflict, NotFound, StaleVersion
from rustok.ids import generate_id
from rustok.tenancy.models import TenantModule
from tests.rustok.api.notes.dto import NoteCard, NoteResponse, UpdateNoteRequest, WriteNoteRequest

asked: list[Any] = []
kept: dict[UUID, NoteResponse] = {}
written: list[str] = []


class NoteFails(Conflict):
    """Asked for by the test."""

    code = "notes.note.fails"
    message = "It fails."


def cards() -> list[NoteCard]:
    return [NoteCard(id=UUID(int=number), title=f"Note {number}") for number in range(25)]


@transaction.atomic
def write_note(ctx: RequestContext, request: WriteNoteRequest) -> NoteResponse:
    """Write a note; the row shows in the database how often that happened."""
    note_id = generate_id()
    TenantModule.objects.create(module_slug=f"note-{note_id.hex}")
    if request.fails:
        raise NoteFails()
    note = NoteResponse(
        id=note_id,
        title=request.title,
        count=request.count,
        price=request.price,
        colour=request.colour,
        related=request.related,
        due_at=request.due_at,
        extra=request.extra,
        version=1,
    )
    kept[note_id] = note
    return note


def count_written() -> int:
    """Count the rows of the scope's tenant."""
    count: int = TenantModule.objects.filter(module_slug__startswith="note-").count()
    return count


def get_note(ctx: RequestContext, note_id: UUID) -> NoteResponse:
    if note_id not in kept:
        raise NotFound()
    return kept[note_id]


def update_note(ctx: RequestContext, note_id: UUID, request: UpdateNoteRequest) -> NoteResponse:
    note = get_note(ctx, note_id)
    if isinstance(request.version, int) and request.version != note.version:
        raise StaleVersion(current=note.version, given=request.version, changed=("title",))
    title = note.title if request.title is UNSET else str(request.title)
    changed = {name: getattr(note, name) for name in NoteResponse.__slots__} | {"title": title}
    kept[note_id] = NoteResponse(**{**changed, "version": note.version + 1})
    return kept[note_id]


def delete_note(ctx: RequestContext, note_id: UUID, *, version: int | None) -> None:
    note = get_note(ctx, note_id)
    if version is not None and version != note.version:
        raise StaleVersion(current=note.version, given=version)
    del kept[note_id]
