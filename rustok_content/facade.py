"""What wrapper modules (blog, forum, pages) may use of content.

Commands take ``kind``: what the node has to be. A wrapper always gives it, so that the rights of its own kind are asked
for, and nodes of others are not found.
"""

from __future__ import annotations

from rustok_content.selectors.nodes import get_node, list_nodes
from rustok_content.selectors.topics import find_by_slug, get_topic, list_answers, list_topics
from rustok_content.services.answers import answer
from rustok_content.services.guests import GUEST_TOKEN
from rustok_content.services.kinds import UNDETERMINED, NodeKind, RevisionPolicy, get_kind, register_kind
from rustok_content.services.nodes import create_node, delete_node, update_node
from rustok_content.services.publishing import publish_node, unpublish_node
from rustok_content.services.topics import begin_thread
from rustok_content.services.translations import remove_translation, set_translation
from rustok_content.services.visibility import delete_text, restore_text

__all__ = [
    "GUEST_TOKEN",
    "UNDETERMINED",
    "NodeKind",
    "RevisionPolicy",
    "answer",
    "begin_thread",
    "create_node",
    "delete_node",
    "delete_text",
    "find_by_slug",
    "get_kind",
    "get_node",
    "get_topic",
    "list_answers",
    "list_nodes",
    "list_topics",
    "publish_node",
    "register_kind",
    "remove_translation",
    "restore_text",
    "set_translation",
    "unpublish_node",
    "update_node",
]
