"""Ids within paths."""

from __future__ import annotations

from uuid import UUID

from django.urls import register_converter

from rustok.ids import parse_id, to_ulid


class IdConverter:
    """``<ulid:id>``: takes ULID and UUID text and gives the UUID. Anything else is no such address: 404."""

    regex = "[0-9A-Za-z-]{26,36}"

    def to_python(self, value: str) -> UUID:
        """Read the id. :raises ValueError: it is none."""
        return parse_id(value)

    def to_url(self, value: UUID | str) -> str:
        """Write the id as ULID text."""
        return to_ulid(value) if isinstance(value, UUID) else value


register_converter(IdConverter, "ulid")
