"""The pages module and what it contributes."""

from __future__ import annotations

from collections.abc import Sequence

from rustok.context import Scope
from rustok.modules.contract import RustokModule
from rustok.rbac.roles import Permission, Role
from rustok_content.facade import NodeKind, register_kind
from rustok_pages.dto.pages import PageFields
from rustok_pages.services.templates import check_blocks

_EDITORS = {Role.MANAGER: Scope.ALL, Role.EDITOR: Scope.ALL}
_READERS = {**_EDITORS, Role.MODERATOR: Scope.ALL, Role.AUTHOR: Scope.ALL}


class PagesModule(RustokModule):
    """A tree of pages with templates, and blocks that several of them show."""

    slug = "pages"
    name = "Pages"
    description = "Static pages, menus, blocks."
    version = "1.0.0"
    dependencies = ("content",)
    admin_urls = "rustok_pages.rest.urls"
    graphql_query = "rustok_pages.graphql.schema.PagesQuery"
    graphql_mutation = "rustok_pages.graphql.schema.PagesMutation"

    def ready(self) -> None:
        """Register what pages and reusable blocks may be."""
        register_kind(
            NodeKind(
                name="page",
                module=self.slug,
                label="Page",
                parents=frozenset({None, "page"}),
                addressed=False,
                metadata=PageFields,
                permission="pages.page",
                check_blocks=check_blocks,
            )
        )
        register_kind(
            NodeKind(
                name="block",
                module=self.slug,
                label="Reusable block",
                addressed=False,
                url_prefix=None,
                permission="pages.block",
            )
        )

    def permissions(self) -> Sequence[Permission]:
        """Declare rights over pages and reusable blocks."""
        return tuple(
            Permission(resource=resource, action=action, description=f"{said} {noun}", roles=roles)
            for resource, noun in (("pages.page", "pages"), ("pages.block", "reusable blocks"))
            for action, said, roles in (
                ("read", "See all texts of", _READERS),
                ("create", "Make", _EDITORS),
                ("update", "Change", _EDITORS),
                ("publish", "Publish and unpublish", _EDITORS),
                ("delete", "Delete", _EDITORS),
            )
        )
