"""Places where a test may kill the process, to prove that nothing is lost there.

``RUSTOK_FAILPOINTS="relay.before_commit=kill@3,delivery.after_handler=kill"`` ends the process without any clean-up the
third time it comes to the first place, and the first time it comes to the second. Unset, a fail-point costs one
dictionary look-up.
"""

from __future__ import annotations

import os
from typing import Final

_KILLED: Final = 137


def _read(text: str) -> dict[str, int]:
    armed: dict[str, int] = {}
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        name, _, action = part.partition("=")
        verb, _, count = action.partition("@")
        if verb != "kill":
            raise ValueError(f"fail-point {name!r}: the only action is kill, not {verb!r}")
        armed[name] = int(count or 1)
    return armed


_armed: dict[str, int] = {}


def arm(text: str) -> None:
    """Arm the fail-points that a text in the form of ``RUSTOK_FAILPOINTS`` names, and no others.

    :raises ValueError: the text is not of that form.
    """
    armed = _read(text)
    _armed.clear()
    _armed.update(armed)


arm(os.environ.get("RUSTOK_FAILPOINTS", ""))


def failpoint(name: str) -> None:
    """End the process here if the environment says so."""
    left = _armed.get(name)
    if left is None:
        return
    if left <= 1:
        # Not sys.exit: no finally, no rollback, no goodbye to the database, as in a power cut.
        os._exit(_KILLED)
    _armed[name] = left - 1
