"""Reads of commerce's own tables, for staff and for builders of documents."""
