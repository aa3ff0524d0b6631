"""What is said of the way of a text to its readers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from annotated_types import Ge, Le, MaxLen, MinLen, doc

from rustok.dto import UNSET, Id, LocaleCode, Moment, Unset, Version

Note = Annotated[str, MaxLen(2000)]
Locales = Annotated[
    tuple[LocaleCode, ...], MinLen(1), MaxLen(50), doc("All languages that there is a text in, if not said.")
]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishNodeRequest:
    """Which languages readers are to see, with what waits to be published in them."""

    locales: Locales | None = None
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class UnpublishNodeRequest:
    """Which languages readers are no longer to see, and whereto: a draft to work on, or the archive."""

    archive: bool = False
    locales: Locales | None = None
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleNodeRequest:
    """When texts are to be shown and taken back by themselves; null takes a time back.

    ``publish_at`` of a published text is when what waits over it takes its place.
    """

    locales: Locales | None = None
    publish_at: Moment | Unset | None = UNSET
    unpublish_at: Moment | Unset | None = UNSET
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatePreviewRequest:
    """For how long a node may be looked at before it is published."""

    hours: Annotated[int, Ge(1), Le(720)] = 48


@dataclass(frozen=True, slots=True, kw_only=True)
class NodePreviewResponse:
    """A permission to look at a node before it is published."""

    id: Id
    node_id: Id
    created_by_id: Id | None
    created_at: dt.datetime
    expires_at: dt.datetime
    revoked_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatedNodePreviewResponse(NodePreviewResponse):
    """A new permission to look, with the token that is told once.

    ``url`` opens it: the storefront's page of previews, where the tenant's settings say (``preview_url``), else ours.
    """

    token: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitNodeRequest:
    """Hands a text in for review; without a language, all of the node."""

    locale: LocaleCode | None = None
    note: Note = ""
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveSubmissionRequest:
    """Says yes; with ``publish``, readers see the text at once. ``version`` is the node's that was looked at."""

    note: Note = ""
    publish: bool = False
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectSubmissionRequest:
    """Says no, and why."""

    note: Annotated[str, MinLen(1), MaxLen(2000)]


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeSubmissionResponse:
    """A text that was handed in. Without a language it is all of the node; ``version`` is the node's then."""

    id: Id
    node_id: Id
    kind: str
    title: str
    locale: str | None
    state: SubmissionState
    version: int
    submitted_by_id: Id | None
    submitted_at: dt.datetime
    note: str
    decided_by_id: Id | None
    decided_at: dt.datetime | None
    decision_note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeReferenceResponse:
    """Something that a node shows or links to. ``place`` is a block's id, ``body`` or the name of a field."""

    node_id: Id
    kind: str
    title: str
    locale: str | None
    place: str
    target_kind: ReferenceTarget
    target_id: Id
