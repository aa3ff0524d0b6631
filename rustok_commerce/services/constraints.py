"""Which rule of the database a write broke."""

from __future__ import annotations

from django.db import IntegrityError


def violated(exc: IntegrityError) -> str:
    """Return the name of the constraint; empty where the database named none."""
    diagnosis = getattr(exc.__cause__, "diag", None)
    return str(getattr(diagnosis, "constraint_name", None) or "")
