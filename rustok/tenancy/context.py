"""Which tenant the current work belongs to.

The scope is a :class:`~contextvars.ContextVar`, so it follows the work and not the connection; the database backend
applies it before the next statement. A new thread starts without a scope and therefore sees no tenant's rows.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final, Protocol
from uuid import UUID

PLATFORM_TENANT_ID: Final = UUID(int=1)
"""The platform is a tenant too: super administrators are its users."""

PLATFORM_SLUG: Final = "platform"
PUBLIC_SCHEMA: Final = "public"
POOL_SCHEMA: Final = "pool"


@dataclass(frozen=True, slots=True)
class Scope:
    """One tenant, and the schema that holds its tables."""

    tenant_id: UUID
    schema: str


class _Platform:
    """Work across tenants; the type of :data:`PLATFORM`."""

    def __repr__(self) -> str:
        return "PLATFORM"


PLATFORM: Final = _Platform()


class HasScope(Protocol):
    """What :func:`tenant_scope` accepts besides a scope: the ``Tenant`` model, ``TenantInfo``."""

    @property
    def scope(self) -> Scope: ...


class TenantRequired(RuntimeError):
    """A tenant's table was used while no tenant was in scope. A fault of the program, never of its user."""


_scope: ContextVar[Scope | _Platform | None] = ContextVar("tenant_scope", default=None)


def current_scope() -> Scope | _Platform | None:
    """Return the tenant's scope, :data:`PLATFORM`, or None where neither was entered."""
    return _scope.get()


def current_tenant_id() -> UUID | None:
    """Return the tenant in scope; None on the platform and outside."""
    scope = _scope.get()
    return scope.tenant_id if isinstance(scope, Scope) else None


def require_tenant_id() -> UUID:
    """Return the tenant in scope.

    :raises TenantRequired: there is none.
    """
    scope = _scope.get()
    if not isinstance(scope, Scope):
        raise TenantRequired("no tenant is in scope: enter tenant_scope(tenant) first")
    return scope.tenant_id


@contextlib.contextmanager
def tenant_scope(tenant: Scope | HasScope) -> Iterator[Scope]:
    """Do the work inside as one tenant."""
    scope = tenant if isinstance(tenant, Scope) else tenant.scope
    with _entered(scope):
        yield scope


@contextlib.contextmanager
def platform_scope() -> Iterator[None]:
    """Do the work inside across tenants: reaches the tables whose key says ``TenantKey(platform=True)``, no others."""
    with _entered(PLATFORM):
        yield


@contextlib.contextmanager
def no_scope() -> Iterator[None]:
    """Do the work inside without a tenant: reaches global tables only."""
    with _entered(None):
        yield


@contextlib.contextmanager
def _entered(scope: Scope | _Platform | None) -> Iterator[None]:
    before = _scope.get()
    _scope.set(scope)
    try:
        yield
    finally:
        # By value: reset(token) fails where the exit runs in another Context, as under sync_to_async.
        _scope.set(before)
