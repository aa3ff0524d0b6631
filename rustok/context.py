"""Who acts, for which tenant, in which language: the first argument of every service and selector."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from rustok.ids import generate_id


class Scope(StrEnum):
    """How far a permission reaches."""

    ALL = "all"
    OWN = "own"
    NONE = "none"


EVERYBODY: Final = 127
"""All bits of an audience (:mod:`rustok.rbac.audience`)."""

NO_PERMISSIONS: Mapping[str, Scope] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestContext:
    """The actor and the tenant of one piece of work.

    ``permissions`` maps ``module.resource:action`` to a scope. ``is_system`` marks the platform's own work (indexers,
    tasks, commands of an engineer): it may do everything, within the one tenant. ``channel`` is the code of the one
    asked in, ``currencies`` are its own, the one shown first comes first; empty: to be looked up where they are needed.
    ``correlation_id`` ties together all that one request caused, ``causation_id`` is the event that caused this work,
    ``trace_id`` the W3C trace. ``audience`` is the reader's own bit among those that a document is shown to
    (:mod:`rustok.rbac.audience`): a visitor's if nothing is said.
    """

    tenant_id: UUID
    actor_id: UUID | None = None
    locale: str = "en"
    channel: str = "default"
    currencies: tuple[str, ...] = ()
    permissions: Mapping[str, Scope] = field(default_factory=lambda: NO_PERMISSIONS)
    is_system: bool = False
    audience: int = 1
    correlation_id: UUID = field(default_factory=generate_id)
    causation_id: UUID | None = None
    trace_id: str | None = None

    @classmethod
    def system(
        cls,
        tenant_id: UUID,
        *,
        locale: str = "en",
        correlation_id: UUID | None = None,
        causation_id: UUID | None = None,
        trace_id: str | None = None,
    ) -> RequestContext:
        """Make the context of the platform's own work for one tenant."""
        return cls(
            tenant_id=tenant_id,
            locale=locale,
            is_system=True,
            audience=EVERYBODY,
            correlation_id=correlation_id or generate_id(),
            causation_id=causation_id,
            trace_id=trace_id,
        )

    def in_locale(self, locale: str) -> RequestContext:
        """Return the same context in another language."""
        return replace(self, locale=locale)
