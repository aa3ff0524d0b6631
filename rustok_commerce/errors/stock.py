"""What is refused about stock."""

from __future__ import annotations

from rustok.errors import Conflict, Invalid, NotFound


class StockLocationNotFound(NotFound):
    """No such place where stock lies for this tenant."""

    code = "commerce.stock_location.not_found"
    message = "There is no stock location {location!r}."


class DuplicateLocation(Conflict):
    """Another stock location has this code."""

    code = "commerce.stock_location.duplicate_code"
    message = "Location code {location!r} is already taken."


class InsufficientStock(Conflict):
    """More pieces were to be taken than are there and not promised."""

    code = "commerce.stock.insufficient"
    message = "Only {available} pieces can be taken."


class StockReserved(Conflict):
    """Pieces promised to orders can be neither taken away nor deleted."""

    code = "commerce.stock.reserved"
    message = "More pieces are promised to orders than would be left."


class StockOverflow(Invalid):
    """More pieces than a location can count."""

    code = "commerce.stock.overflow"
    message = "A location holds at most {limit} pieces."


class LocationIsDefault(Conflict):
    """Stock of which nobody says where it lies is at the default location."""

    code = "commerce.stock_location.is_default"
    message = "The default location can be neither switched off nor deleted: choose another first."


class LocationInUse(Conflict):
    """Stock lies there."""

    code = "commerce.stock_location.in_use"
    message = "Stock lies at the location, or is promised from it: transfer it first."


class LocationInactive(Conflict):
    """The location is switched off."""

    code = "commerce.stock_location.inactive"
    message = "The stock location {location!r} is switched off."


class SameLocation(Invalid):
    """Nothing would be moved."""

    code = "commerce.stock.same_location"
    message = "Stock is transferred from one location to another."


class DuplicateLevel(Invalid):
    """One request gives two quantities of a variant at a location."""

    code = "commerce.stock.duplicate_level"
    message = "The variant is given twice at the location."
