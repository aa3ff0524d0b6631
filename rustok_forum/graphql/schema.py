"""Query fields of the forum."""

from __future__ import annotations

from rustok_index.graphql.reads import TopicQuery


class ForumQuery(TopicQuery):
    """What readers see, from the read model."""
