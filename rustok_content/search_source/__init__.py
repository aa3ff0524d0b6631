"""What content hands to the read model: nodes as readers see them, and what they are found by."""

from rustok_content.search_source.categories import CategorySource
from rustok_content.search_source.menus import MenuSource
from rustok_content.search_source.nodes import ContentSource
from rustok_content.search_source.redirects import RedirectSource
from rustok_content.search_source.tags import TagSource

__all__ = ["CategorySource", "ContentSource", "MenuSource", "RedirectSource", "TagSource"]
