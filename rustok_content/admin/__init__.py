"""Content in the operators' tool. Every write is one of the commands that the APIs call too."""

from rustok_content.admin.categories import CategoryAdmin
from rustok_content.admin.menus import MenuAdmin
from rustok_content.admin.nodes import NodeAdmin
from rustok_content.admin.redirects import RedirectAdmin
from rustok_content.admin.tags import TagAdmin

__all__ = ["CategoryAdmin", "MenuAdmin", "NodeAdmin", "RedirectAdmin", "TagAdmin"]
