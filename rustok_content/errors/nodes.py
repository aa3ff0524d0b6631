"""What can go wrong with content."""

from __future__ import annotations

from typing import Final

from rustok.errors import Conflict, Invalid, NotFound

MAX_DEPTH: Final = 60
"""How many nodes can be above one; the database refuses more."""


class NodeNotFound(NotFound):
    """No such node for this tenant."""

    code = "content.node.not_found"
    message = "There is no node {id}."


class TranslationNotFound(NotFound):
    """The node is not in that language."""

    code = "content.translation.not_found"
    message = "The node has no translation into {locale!r}."


class CategoryNotFound(NotFound):
    """No such category for this tenant."""

    code = "content.category.not_found"
    message = "There is no category {id}."


class AuthorNotFound(Invalid):
    """No such user of this tenant."""

    code = "content.author.not_found"
    message = "There is no user {id}."


class UnknownKind(Invalid):
    """No module registered the kind, or its module is off."""

    code = "content.node.unknown_kind"
    message = "There is no kind of node called {kind!r}."


class ParentNotAllowed(Invalid):
    """The kind does not live there."""

    code = "content.node.parent_not_allowed"
    message = "A {kind} cannot be below a {parent}."


class ParentInCircle(Conflict):
    """A node cannot be its own ancestor."""

    code = "content.node.parent_in_circle"
    message = "The node would be its own ancestor."


class TooDeep(Conflict):
    """Too many nodes above one another."""

    code = "content.node.too_deep"
    message = "A node cannot have more than {limit} others above it."


class NotLocalised(Conflict):
    """The kind has one text for everybody, whatever its language."""

    code = "content.translation.not_localised"
    message = "A {kind} has a text in one language only."


class FormatNotAllowed(Invalid):
    """The kind does not take bodies of this format."""

    code = "content.body.format_not_allowed"
    message = "A {kind} takes no {format} body."


class LocaleNotEnabled(Invalid):
    """The tenant does not speak this language."""

    code = "content.locale.not_enabled"
    message = "The locale {locale!r} is not enabled for this tenant."


class DuplicateSlug(Conflict):
    """Another node of the kind has this slug in this language."""

    code = "content.node.duplicate_slug"
    message = "The slug {slug!r} is taken in {locale}."


class LastTranslation(Conflict):
    """A node without any text cannot be shown or found."""

    code = "content.translation.last"
    message = "The text in {locale!r} is the node's original and stays."


class NodeHasChildren(Conflict):
    """Deleting would take other nodes away unseen."""

    code = "content.node.has_children"
    message = "The node has {count} nodes below it: move or delete them first."


class DuplicateCategorySlug(Conflict):
    """Another category has this slug."""

    code = "content.category.duplicate_slug"
    message = "The slug {slug!r} is taken."
