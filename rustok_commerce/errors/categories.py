"""What is refused about categories."""

from __future__ import annotations

from rustok.errors import Conflict, Invalid, NotFound


class CategoryNotFound(NotFound):
    """No such category of products for this tenant."""

    code = "commerce.category.not_found"
    message = "There is no category {category!r}."


class DuplicateSlug(Conflict):
    """Another category of products has this slug."""

    code = "commerce.category.duplicate_slug"
    message = "Slug {slug!r} is already taken."


class CategoryHasChildren(Conflict):
    """Deleting would take other categories away unseen."""

    code = "commerce.category.has_children"
    message = "The category has categories below it."


class CategoryCycle(Invalid):
    """A category cannot be its own ancestor."""

    code = "commerce.category.cycle"
    message = "A category cannot be below itself."


class CategoryTooDeep(Invalid):
    """The category, or one below it, would be too far from the root."""

    code = "commerce.category.too_deep"
    message = "The tree has at most {limit} levels."
