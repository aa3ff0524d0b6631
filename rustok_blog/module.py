"""The blog module and what it contributes."""

from __future__ import annotations

from rustok.modules.contract import RustokModule
from rustok_content.facade import NodeKind, register_kind


class BlogModule(RustokModule):
    """Posts and comments."""

    slug = "blog"
    name = "Blog"
    description = "Posts and comments."
    version = "1.0.0"
    dependencies = ("content",)
    store_urls = "rustok_blog.rest.store_urls"
    graphql_query = "rustok_blog.graphql.schema.BlogQuery"

    def ready(self) -> None:
        """Register what a post may be."""
        register_kind(NodeKind(name="post", module=self.slug, label="Post", url_prefix="/blog", answered=True))
