"""What wrapper modules (blog, forum, pages) may use of content."""

from __future__ import annotations

from rustok_content.selectors.nodes import get_node, list_nodes
from rustok_content.services.kinds import NodeKind, register_kind
from rustok_content.services.nodes import (
    create_node,
    delete_node,
    publish_node,
    unpublish_node,
    update_node,
)
from rustok_content.services.translations import remove_translation, set_translation

__all__ = [
    "NodeKind",
    "create_node",
    "delete_node",
    "get_node",
    "list_nodes",
    "publish_node",
    "register_kind",
    "remove_translation",
    "set_translation",
    "unpublish_node",
    "update_node",
]
