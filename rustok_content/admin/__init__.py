"""Content in the operators' tool. Every write is one of the commands that the APIs call too."""

from rustok_content.admin.categories import CategoryAdmin
from rustok_content.admin.nodes import NodeAdmin

__all__ = ["CategoryAdmin", "NodeAdmin"]
