"""The forum module and what it contributes."""

from __future__ import annotations

from collections.abc import Sequence

from rustok.context import RequestContext, Scope
from rustok.modules.contract import Progress, RustokModule
from rustok.rbac.roles import Permission, Role
from rustok_content.dto.nodes import BodyFormat
from rustok_content.facade import NodeKind, RevisionPolicy, register_kind
from rustok_forum.demo.seed import seed

_STAFF = {Role.MANAGER: Scope.ALL, Role.EDITOR: Scope.ALL, Role.MODERATOR: Scope.ALL}
_MEMBERS = {**_STAFF, Role.AUTHOR: Scope.ALL, Role.CUSTOMER: Scope.ALL}
_AUTHORS = {**_STAFF, Role.AUTHOR: Scope.OWN, Role.CUSTOMER: Scope.OWN}
_WRITTEN = frozenset({BodyFormat.MARKDOWN, BodyFormat.HTML})


class ForumModule(RustokModule):
    """Topics and replies."""

    slug = "forum"
    name = "Forum"
    description = "Topics and replies."
    version = "1.0.0"
    dependencies = ("content",)
    store_urls = "rustok_forum.rest.store_urls"
    admin_urls = "rustok_forum.rest.urls"
    graphql_query = "rustok_forum.graphql.schema.ForumQuery"
    graphql_mutation = "rustok_forum.graphql.schema.ForumMutation"

    def ready(self) -> None:
        """Register what topics and replies may be."""
        register_kind(
            NodeKind(
                name="topic",
                module=self.slug,
                label="Topic",
                formats=_WRITTEN,
                url_prefix="/forum",
                answered=True,
                drafts=False,
                revisions=RevisionPolicy.EDITS,
                permission="forum.topic",
            )
        )
        register_kind(
            NodeKind(
                name="reply",
                module=self.slug,
                label="Reply",
                parents=frozenset({"topic", "reply"}),
                formats=_WRITTEN,
                localised=False,
                addressed=False,
                url_prefix=None,
                answers=True,
                drafts=False,
                revisions=RevisionPolicy.EDITS,
                permission="forum.reply",
                reads="forum.topic:read",
            )
        )

    def permissions(self) -> Sequence[Permission]:
        """Declare rights over topics and replies."""
        return tuple(
            Permission(resource=resource, action=action, description=description, roles=roles)
            for resource, action, description, roles in (
                ("forum.topic", "read", "See topics and replies that readers do not see", _STAFF),
                ("forum.topic", "create", "Begin topics", _MEMBERS),
                ("forum.topic", "update", "Change topics", _AUTHORS),
                ("forum.topic", "delete", "Delete and restore topics", _AUTHORS),
                ("forum.topic", "moderate", "Lock, close, pin, move, split and merge topics", _STAFF),
                ("forum.reply", "create", "Write replies", _MEMBERS),
                ("forum.reply", "update", "Change replies", _AUTHORS),
                ("forum.reply", "delete", "Delete and restore replies", _AUTHORS),
            )
        )

    def seed_demo(self, ctx: RequestContext, dataset: str, progress: Progress) -> None:
        """Write topics and replies."""
        seed(ctx, dataset, progress)
