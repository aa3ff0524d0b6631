"""What can go wrong with addresses and redirects."""

from __future__ import annotations

from typing import Final

from rustok.errors import Conflict, Invalid, NotFound

MAX_ADDRESS: Final = 1000
"""Characters that an address may have."""


class AddressTaken(Conflict):
    """Another node is at this address in this language."""

    code = "content.address.taken"
    message = "The address {path!r} is taken in {locale}."


class AddressTooLong(Invalid):
    """The slugs from the top of the tree down to a node are too long together."""

    code = "content.address.too_long"
    message = "An address has at most {limit} characters."


class AddressNotFound(NotFound):
    """Nothing is at this address, and nothing was."""

    code = "content.address.not_found"
    message = "Nothing is at {path!r} in {locale}."


class RedirectNotFound(NotFound):
    """No such redirect for this tenant."""

    code = "content.redirect.not_found"
    message = "There is no redirect {id}."


class DuplicateRedirect(Conflict):
    """The address leads elsewhere already."""

    code = "content.redirect.duplicate"
    message = "There is a redirect from {path!r} already."


class RedirectFromNode(Conflict):
    """A node is at the address: readers would never be led on."""

    code = "content.redirect.from_node"
    message = "A node is at {path!r}."


class RedirectLoop(Conflict):
    """Following the redirects would lead back to where it began, or take too many steps."""

    code = "content.redirect.loop"
    message = "A redirect from {path!r} to {target!r} would lead in a circle."


class HomeNotOnTop(Conflict):
    """What the site's own address leads to is below nothing."""

    code = "content.node.home_not_on_top"
    message = "The home page is at the top of the tree, and of a kind that has an address."
