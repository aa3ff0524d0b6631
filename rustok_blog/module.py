"""The blog module and what it contributes."""

from __future__ import annotations

from collections.abc import Sequence

from rustok.context import Scope
from rustok.modules.contract import RustokModule
from rustok.rbac.roles import Permission, Role
from rustok_content.dto.nodes import BodyFormat
from rustok_content.facade import NodeKind, RevisionPolicy, register_kind

_STAFF = {Role.MANAGER: Scope.ALL, Role.EDITOR: Scope.ALL, Role.MODERATOR: Scope.ALL}
_EDITORS = {Role.MANAGER: Scope.ALL, Role.EDITOR: Scope.ALL}
_READERS = {**_STAFF, Role.AUTHOR: Scope.ALL}
_WRITERS = {**_EDITORS, Role.AUTHOR: Scope.OWN}
_COMMENTERS = {**_STAFF, Role.AUTHOR: Scope.OWN, Role.CUSTOMER: Scope.OWN}


class BlogModule(RustokModule):
    """Posts and comments."""

    slug = "blog"
    name = "Blog"
    description = "Posts and comments."
    version = "1.0.0"
    dependencies = ("content",)
    store_urls = "rustok_blog.rest.store_urls"
    admin_urls = "rustok_blog.rest.urls"
    graphql_query = "rustok_blog.graphql.schema.BlogQuery"
    graphql_mutation = "rustok_blog.graphql.schema.BlogMutation"

    def ready(self) -> None:
        """Register what posts and comments may be."""
        register_kind(
            NodeKind(
                name="post",
                module=self.slug,
                label="Post",
                url_prefix="/blog",
                answered=True,
                permission="blog.post",
            )
        )
        register_kind(
            NodeKind(name="series", module=self.slug, label="Series", url_prefix="/blog/series", permission="blog.post")
        )
        register_kind(
            NodeKind(
                name="comment",
                module=self.slug,
                label="Comment",
                parents=frozenset({"post", "comment"}),
                formats=frozenset({BodyFormat.MARKDOWN, BodyFormat.HTML}),
                localised=False,
                addressed=False,
                url_prefix=None,
                answers=True,
                drafts=False,
                revisions=RevisionPolicy.EDITS,
                permission="blog.comment",
            )
        )

    def permissions(self) -> Sequence[Permission]:
        """Declare rights over posts and comments."""
        # Guests reach no further than what they wrote, and only where the community lets them write.
        writers = {**_STAFF, Role.AUTHOR: Scope.ALL, Role.CUSTOMER: Scope.ALL, Role.ANONYMOUS: Scope.OWN}
        return tuple(
            Permission(resource=resource, action=action, description=description, roles=roles)
            for resource, action, description, roles in (
                ("blog.post", "read", "See posts with all their texts", _READERS),
                ("blog.post", "create", "Write posts", _WRITERS),
                ("blog.post", "update", "Change posts and their texts", _WRITERS),
                ("blog.post", "publish", "Publish and unpublish posts", _EDITORS),
                ("blog.post", "delete", "Put posts into the trash", _WRITERS),
                ("blog.post", "moderate", "Switch comments below posts off and on", _STAFF),
                ("blog.comment", "read", "See comments that readers do not see", _STAFF),
                ("blog.comment", "create", "Write comments", writers),
                ("blog.comment", "update", "Change comments", _COMMENTERS),
                ("blog.comment", "delete", "Delete and restore comments", _COMMENTERS),
            )
        )
