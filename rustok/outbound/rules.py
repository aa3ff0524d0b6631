"""What may be called, and for how long."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Only ``https``, plain ``http`` if allowed, and only ``ports`` (none: all) of public addresses are called.

    ``allowed_networks`` are private ones that are meant to be. Looking a name up and connecting may take
    ``connect_seconds`` each, all of it ``total_seconds``.
    """

    allow_http: bool = False
    ports: tuple[int, ...] = (443, 8443)
    allowed_networks: tuple[str, ...] = ()
    connect_seconds: float = 5.0
    total_seconds: float = 15.0
