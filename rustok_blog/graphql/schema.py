"""Query fields of the blog."""

from __future__ import annotations

from rustok_index.graphql.reads import PostQuery


class BlogQuery(PostQuery):
    """What readers see, from the read model."""
