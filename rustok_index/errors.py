"""Refusals of the read model."""

from __future__ import annotations

from rustok.errors import Conflict, Elsewhere, Gone, Moved, NotFound, Unavailable


class SearchUnavailable(Unavailable):
    """The search engine cannot answer or take a write at the moment."""

    code = "index.search.unavailable"
    message = "Search is not available at the moment: {reason}."


class IndexMissing(SearchUnavailable):
    """There is no search index for the tenant: nothing was indexed yet, or its folder is lost."""

    code = "index.search.missing"
    message = "The search index {index!r} is not built."

    def __init__(self, *, index: str) -> None:
        super().__init__(index=index)


class ProductNotFound(NotFound):
    """No product with this handle or id is shown in the storefront."""

    code = "index.product.not_found"
    message = "There is no such product."


class NodeNotFound(NotFound):
    """No node with this slug or id is shown in the storefront."""

    code = "index.node.not_found"
    message = "There is no such page."


class TagNotFound(NotFound):
    """No tag with this slug or id is known to the storefront."""

    code = "index.tag.not_found"
    message = "There is no such tag."


class MenuNotFound(NotFound):
    """There is no menu at this place of the site."""

    code = "index.menu.not_found"
    message = "There is no such menu."


class AuthorNotFound(NotFound):
    """Nobody with this id wrote a post that the reader sees."""

    code = "index.author.not_found"
    message = "There is no such author."


class PageMoved(Moved):
    """The path leads to another one."""

    code = "index.page.moved"
    message = "It is at {target} now."


class PageElsewhere(Elsewhere):
    """The path leads to another one, for the time being."""

    code = "index.page.elsewhere"
    message = "It is at {target} for the time being."


class PageGone(Gone):
    """What was at the path is gone for good."""

    code = "index.page.gone"
    message = "What was here is gone."


class CollectionNotFound(NotFound):
    """No collection with this slug or id is shown in the storefront."""

    code = "index.collection.not_found"
    message = "There is no such collection."


class CategoryNotFound(NotFound):
    """No category with this slug or id is shown in the storefront."""

    code = "index.category.not_found"
    message = "There is no such category."


class IndexBehind(Unavailable):
    """The read model has not reached the position that the client asks for."""

    code = "index.position.behind"
    message = "The read model has not reached position {position} yet; try again."


class SynonymNotFound(NotFound):
    """The tenant has no such synonym."""

    code = "index.synonym.not_found"
    message = "There is no synonym {synonym!r}."


class StopWordNotFound(NotFound):
    """The tenant has no such stop word."""

    code = "index.stop_word.not_found"
    message = "There is no stop word {stop_word!r}."


class DuplicateStopWord(Conflict):
    """The word is one already, in this language."""

    code = "index.stop_word.duplicate"
    message = "{word!r} is a stop word already."


class PinNotFound(NotFound):
    """The tenant has no such pinned result."""

    code = "index.pin.not_found"
    message = "There are no pinned results {pin!r}."


class DuplicatePin(Conflict):
    """The phrase has pinned results already, in this language."""

    code = "index.pin.duplicate"
    message = "{phrase!r} has pinned results already."


class PinnedNotFound(NotFound):
    """What is to be pinned is neither a product nor a page in the read model."""

    code = "index.pinned.not_found"
    message = "There is nothing to be found with the id {entity!r}."


class TooManySettings(Conflict):
    """Search reads all of a tenant's settings at once, so there is a limit to them."""

    code = "index.search.too_many_settings"
    message = "There can be {most} at most."


class RebuildOvertaken(Conflict):
    """Another rebuild of the same index has begun while this one ran: it goes on, this one ends."""

    code = "index.rebuild.overtaken"
    message = "Another rebuild of the same index has begun."


class WorkerLost(Unavailable):
    """A process that made batches was killed, by the system for want of memory as a rule; what is done is kept."""

    code = "index.rebuild.worker_lost"
    message = "A process of the rebuild was killed. All before it is done: `reindex --resume` goes on from there."
