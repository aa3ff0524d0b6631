"""Attributes and types of products: what is asked and answered."""

from __future__ import annotations

from enum import StrEnum


class AttributeType(StrEnum):
    """What an attribute's values are. A reference is another product of the shop."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    SELECT = "select"
    MULTI_SELECT = "multi_select"
    DATE = "date"
    REFERENCE = "reference"


class AttributeScope(StrEnum):
    """Of what an attribute speaks."""

    PRODUCT = "product"
    VARIANT = "variant"
