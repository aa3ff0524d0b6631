"""What wrapper modules (blog, forum, pages) may use of content.

Commands take ``kind``: what the node has to be. A wrapper always gives it, so that the rights of its own kind are asked
for, and nodes of others are not found.
"""

from __future__ import annotations

from rustok_content.selectors.nodes import get_node, list_nodes
from rustok_content.services.kinds import UNDETERMINED, NodeKind, RevisionPolicy, get_kind, register_kind
from rustok_content.services.nodes import create_node, delete_node, update_node
from rustok_content.services.publishing import publish_node, unpublish_node
from rustok_content.services.translations import remove_translation, set_translation

__all__ = [
    "UNDETERMINED",
    "NodeKind",
    "RevisionPolicy",
    "create_node",
    "delete_node",
    "get_kind",
    "get_node",
    "list_nodes",
    "publish_node",
    "register_kind",
    "remove_translation",
    "set_translation",
    "unpublish_node",
    "update_node",
]
