"""The module of the notes."""

from __future__ import annotations

from rustok.modules.contract import RustokModule


class NotesModule(RustokModule):
    """Notes."""

    slug = "notes"
    name = "Notes"
    description = "Notes for tests."
    version = "1.0.0"
    store_urls = "tests.rustok.api.notes.rest"
    graphql_query = "tests.rustok.api.notes.graphql.NotesQuery"
    graphql_mutation = "tests.rustok.api.notes.graphql.NotesMutation"
