"""Cache keys that carry the tenant."""

from __future__ import annotations

from rustok.tenancy.context import PLATFORM, Scope, current_scope


def make_key(key: str, key_prefix: str, version: int) -> str:
    """Build the key under which Django's cache stores a value; the ``KEY_FUNCTION`` of the settings.

    So a value, a session included, that was put under one tenant is never found under another.
    """
    return f"{key_prefix}:{scope_tag()}:{version}:{key}"


def scope_tag() -> str:
    """Name the scope in keys outside the database: the tenant's id, ``platform``, or ``-`` for neither."""
    scope = current_scope()
    if isinstance(scope, Scope):
        return scope.tenant_id.hex
    return "platform" if scope is PLATFORM else "-"
