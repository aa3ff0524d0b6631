"""What is said of the way of a text to its readers."""

from __future__ import annotations

from enum import StrEnum


class SubmissionState(StrEnum):
    """Where a text that was handed in for review is."""

    SUBMITTED = "submitted"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class ReferenceTarget(StrEnum):
    """What a text can refer to."""

    NODE = "node"
    ASSET = "asset"
    PRODUCT = "product"
    CATEGORY = "category"


class LinkRelation(StrEnum):
    """How a node belongs to another one, beside the tree."""

    SERIES = "series"
    RELATED = "related"
