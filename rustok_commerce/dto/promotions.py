"""Promotions: what is asked and answered. Amounts in minor units."""

from __future__ import annotations

from enum import StrEnum


class PromotionStatus(StrEnum):
    """How far a promotion is. Only an active one is applied."""

    DRAFT = "draft"
    ACTIVE = "active"
    ARCHIVED = "archived"
