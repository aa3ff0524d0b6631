"""What goes into and comes out of the services of tenancy."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from annotated_types import MaxLen, MinLen
from pydantic import StringConstraints

from rustok.dto import UNSET, Unset

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9](?:[a-z0-9-]{0,48}[a-z0-9])?$", max_length=50)]
Name = Annotated[str, MinLen(1), MaxLen(255)]
DomainName = Annotated[
    str,
    StringConstraints(
        to_lower=True,
        max_length=253,
        pattern=r"^(?i:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?)(?:\.(?i:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?))*$",
    ),
]
LocaleTag = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$", max_length=16)]
CurrencyCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]


class Isolation(StrEnum):
    """Where a tenant's tables are: among others' in the pool, or in a schema of its own."""

    POOL = "pool"
    SILO = "silo"


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstAdmin:
    """The account that a new tenant begins with."""

    email: str
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateTenantRequest:
    """A new tenant. The first locale and the first currency are the defaults; ``modules=None`` enables the usual."""

    slug: Slug
    name: Name
    domains: tuple[DomainName, ...] = ()
    locales: tuple[LocaleTag, ...] = ("en",)
    currencies: tuple[CurrencyCode, ...] = ("USD",)
    isolation: Isolation = Isolation.POOL
    modules: tuple[str, ...] | None = None
    admin: FirstAdmin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateTenantRequest:
    """Fields to change; a field left out stays as it is. ``version`` is the one the change was made from."""

    name: Name | Unset = UNSET
    is_active: bool | Unset = UNSET
    default_locale: LocaleTag | Unset = UNSET
    currencies: tuple[CurrencyCode, ...] | Unset = UNSET
    settings: dict[str, Any] | Unset = UNSET
    version: int | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantResponse:
    """A tenant as administrators see it."""

    id: UUID
    slug: str
    name: str
    isolation: Isolation
    is_active: bool
    is_platform: bool
    default_locale: str
    locales: tuple[str, ...]
    currencies: tuple[str, ...]
    domains: tuple[str, ...]
    modules: tuple[str, ...]
    version: int
    created_at: dt.datetime
    updated_at: dt.datetime
