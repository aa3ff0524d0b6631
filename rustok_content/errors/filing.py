"""What can go wrong with categories and tags."""

from __future__ import annotations

from rustok.errors import Conflict, Invalid, NotFound


class TagNotFound(NotFound):
    """No such tag for this tenant."""

    code = "content.tag.not_found"
    message = "There is no tag {id}."


class DuplicateTag(Conflict):
    """Another tag goes by this word, or has it as a synonym."""

    code = "content.tag.duplicate"
    message = "There is a tag {name!r} already."


class CategoryOfOtherModule(Conflict):
    """Categories of different modules do not mix."""

    code = "content.category.other_module"
    message = "A category of {module!r} does not go together with one of {other!r}."


class CategoryMergedIntoItself(Conflict):
    """A category, or what is below it, cannot take it in."""

    code = "content.category.merged_into_itself"
    message = "A category cannot be merged into itself or what is below it."


class TagMergedIntoItself(Conflict):
    """A tag cannot take itself in."""

    code = "content.tag.merged_into_itself"
    message = "A tag cannot be merged into itself."


class CategoryTooDeep(Invalid):
    """Too many categories above each other."""

    code = "content.category.too_deep"
    message = "Categories go at most {limit} levels down."


class CategoryNotEmpty(Conflict):
    """Deleting it would show everybody what only some see."""

    code = "content.category.not_empty"
    message = "The category holds {count} nodes that not everybody sees: move them first, or merge it."
