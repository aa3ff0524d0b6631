"""Pages of the admin: the read model to look at, and what search is told."""

from rustok_index.admin import documents, search

__all__ = ["documents", "search"]
