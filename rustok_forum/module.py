"""The forum module and what it contributes."""

from __future__ import annotations

from rustok.modules.contract import RustokModule


class ForumModule(RustokModule):
    """Topics and replies."""

    slug = "forum"
    name = "Forum"
    description = "Topics and replies."
    version = "1.0.0"
    dependencies = ("content",)
    store_urls = "rustok_forum.rest.store_urls"
    graphql_query = "rustok_forum.graphql.schema.ForumQuery"
