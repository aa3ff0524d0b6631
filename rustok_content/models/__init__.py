"""Tables of the content module."""

from rustok_content.models.categories import Category, CategoryTranslation
from rustok_content.models.nodes import Body, Node, NodeTranslation
from rustok_content.models.tags import NodeTag, Tag

__all__ = ["Body", "Category", "CategoryTranslation", "Node", "NodeTag", "NodeTranslation", "Tag"]
