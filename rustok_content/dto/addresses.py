"""What is said of addresses and redirects."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from annotated_types import MaxLen, MinLen, doc
from pydantic import StringConstraints

from rustok.dto import UNSET, Id, Unset, Version

SitePath = Annotated[
    str, StringConstraints(strip_whitespace=True), MinLen(1), MaxLen(1000), doc("Begins with a slash: /about/team.")
]
RedirectTarget = Annotated[
    str,
    StringConstraints(strip_whitespace=True),
    MaxLen(2000),
    doc("A path of the site, or an http or https address; empty: the page is gone for good (410)."),
]
RedirectLocale = Annotated[
    str, StringConstraints(pattern=r"^(?:[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2})?$"), doc("Empty: for all languages.")
]


class AddressOutcome(StrEnum):
    """What an address leads to: a node, another address, or what was there and is no more."""

    FOUND = "found"
    MOVED = "moved"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedAddressResponse:
    """Where a path leads in a language: ``status`` is what a site answers, ``target`` where to, in one hop."""

    path: str
    locale: str
    outcome: AddressOutcome
    status: int
    target: str | None
    node_id: Id | None
    kind: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeAddressResponse:
    """An address of a node; one that is not current answers with a redirect to the one that is."""

    locale: str
    path: str
    is_current: bool
    created_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateRedirectRequest:
    """An address that leads elsewhere."""

    path: SitePath
    target: RedirectTarget = ""
    locale: RedirectLocale = ""
    permanent: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateRedirectRequest:
    """Fields to change; a field left out stays as it is."""

    path: SitePath | Unset = UNSET
    target: RedirectTarget | Unset = UNSET
    locale: RedirectLocale | Unset = UNSET
    permanent: bool | Unset = UNSET
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class RedirectResponse:
    """An address that leads elsewhere, for all languages where ``locale`` is empty."""

    id: Id
    path: str
    target: str
    locale: str
    permanent: bool
    version: int
    created_at: dt.datetime
    updated_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRedirectsRequest:
    """Redirects as a table of text: ``path,target,locale,permanent``, with a first line that names the columns."""

    csv: Annotated[str, MinLen(1), MaxLen(2_000_000)]


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedRedirect:
    """A line that was not taken, and why."""

    line: int
    path: str
    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedRedirectsResponse:
    """What came of an import: lines that said what was so already are ``unchanged``."""

    created: int
    updated: int
    unchanged: int
    refused: tuple[RefusedRedirect, ...]
