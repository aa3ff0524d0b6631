"""What is refused about collections."""

from __future__ import annotations

from rustok.errors import Conflict, Invalid, NotFound


class CollectionNotFound(NotFound):
    """No such collection of products for this tenant."""

    code = "commerce.collection.not_found"
    message = "There is no collection {collection!r}."


class DuplicateCollectionSlug(Conflict):
    """Another collection has this slug."""

    code = "commerce.collection.duplicate_slug"
    message = "Slug {slug!r} is already taken."


class CollectionByRules(Conflict):
    """Products of a collection by rules are chosen by its rules alone."""

    code = "commerce.collection.by_rules"
    message = "The collection's rules choose its products."


class CollectionManual(Conflict):
    """A collection that is filled by hand has no rules."""

    code = "commerce.collection.manual"
    message = "The collection is filled by hand and has no rules."


class CollectionWithoutRules(Invalid):
    """A collection by rules without any would be empty for ever."""

    code = "commerce.collection.no_rules"
    message = "A collection by rules has at least one rule."


class CollectionFull(Conflict):
    """A collection that is filled by hand has an end."""

    code = "commerce.collection.full"
    message = "A collection holds at most {limit} products that are chosen by hand."
