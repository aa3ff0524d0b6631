"""Objects of schema.org, which pages put into a ``<script type="application/ld+json">``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

_MARKUP: Final = re.compile(r"<(?=[a-z/!])", re.IGNORECASE)


def in_script(found: Any) -> Any:
    """Return an object none of whose texts ends or begins a script when it is written into one as JSON.

    ``</script>`` in a title would end it, ``<!--`` keep it from ending: a blank after the ``<`` takes that from them.
    Markup means nothing to who reads these texts, and a comparison (``a < b``) stays as it is.
    """
    if isinstance(found, str):
        return _MARKUP.sub("< ", found)
    if isinstance(found, Mapping):
        return {name: in_script(value) for name, value in found.items()}
    if isinstance(found, list | tuple):
        return [in_script(value) for value in found]
    return found
