"""The media module and what it contributes."""

from __future__ import annotations

from collections.abc import Sequence

from rustok.context import Scope
from rustok.modules.contract import RustokModule
from rustok.rbac.roles import Permission, Role


class MediaModule(RustokModule):
    """Files: taken in, checked, stored once, described in every language."""

    slug = "media"
    name = "Media"
    description = "Pictures of products and content."
    version = "1.0.0"
    core = True
    admin_urls = "rustok.api.media.urls"
    graphql_query = "rustok.api.media.graphql.MediaQuery"
    graphql_mutation = "rustok.api.media.graphql.MediaMutation"

    def permissions(self) -> Sequence[Permission]:
        """Declare who may look at, take in and delete files."""
        editors = {Role.MANAGER: Scope.ALL, Role.EDITOR: Scope.ALL}
        writers = {**editors, Role.AUTHOR: Scope.ALL}
        return (
            Permission(
                resource="media.asset",
                action="read",
                description="See the media library",
                roles={**writers, Role.MODERATOR: Scope.ALL},
            ),
            Permission(resource="media.asset", action="create", description="Upload files", roles=writers),
            Permission(
                resource="media.asset",
                action="update",
                description="Describe files",
                roles={**editors, Role.AUTHOR: Scope.OWN},
            ),
            Permission(resource="media.asset", action="delete", description="Delete files", roles=editors),
            Permission(
                resource="media.asset",
                action="delete_used",
                description="Delete files that readers see",
                roles={Role.MANAGER: Scope.ALL},
            ),
        )
