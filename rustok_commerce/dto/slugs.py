"""Addresses: what they lead to."""

from __future__ import annotations

from enum import StrEnum


class SlugKind(StrEnum):
    """What a slug leads to."""

    PRODUCT = "product"
    CATEGORY = "category"
    COLLECTION = "collection"
