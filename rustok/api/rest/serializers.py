"""DTOs as DRF serializers: validation is :func:`rustok.dto.parse`, the call that GraphQL makes too.

The schema is made from the very validator that parses (see ``components``), so what it promises is what holds.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, ClassVar

from rest_framework.serializers import BaseSerializer

from rustok.api.rendering import plain
from rustok.dto import parse


class DtoSerializer(BaseSerializer):
    """Base of what :func:`serializer_for` makes. ``dto`` is the dataclass it stands for."""

    dto: ClassVar[type]

    def to_internal_value(self, data: Any) -> Any:
        """Build the DTO.

        :raises InvalidInput: the data does not fit.
        """
        return parse(self.dto, data)

    def to_representation(self, instance: Any) -> Any:
        """Return the DTO as JSON-ready data."""
        return plain(instance)


@lru_cache(maxsize=None)
def serializer_for(dto: type) -> type[DtoSerializer]:
    """Return the serializer of a dataclass. Its component in the OpenAPI schema is named after the dataclass."""
    return type(f"{dto.__name__}Serializer", (DtoSerializer,), {"dto": dto, "__doc__": dto.__doc__})
