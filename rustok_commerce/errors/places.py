"""What is refused about places."""

from __future__ import annotations

from rustok.errors import Invalid


class AreaUnfit(Invalid):
    """The parts of an area do not go together."""

    code = "commerce.area.unfit"
    message = "The area {area!r} is none: {reason}"


class DuplicateArea(Invalid):
    """One zone would have the same area twice."""

    code = "commerce.area.duplicate"
    message = "The area {area!r} is given twice."
