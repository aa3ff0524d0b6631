"""What can go wrong with menus."""

from __future__ import annotations

from rustok.errors import Conflict, NotFound


class MenuNotFound(NotFound):
    """No such menu for this tenant."""

    code = "content.menu.not_found"
    message = "There is no menu {id}."


class DuplicateMenuLocation(Conflict):
    """Another menu is at this place."""

    code = "content.menu.duplicate_location"
    message = "There is a menu at {location!r} already."


class MenuItemNotFound(NotFound):
    """The menu has no such entry."""

    code = "content.menu_item.not_found"
    message = "The menu has no entry {id}."
