"""Work as the role that owns the tables: migrations and tenant administration, never a request."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any, cast

import psycopg
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from psycopg.conninfo import conninfo_to_dict

from rustok.tenancy.backend.base import DatabaseWrapper
from rustok.tenancy.roles import OWNER_ROLE


class OwnerInTransaction(RuntimeError):
    """The connection cannot change its role while a transaction is open on it."""


@contextlib.contextmanager
def as_owner() -> Iterator[None]:
    """Let Django's connection log in as the owning role while inside.

    One database alias and a swapped login: two aliases would fight the router and every test tool.

    :raises ImproperlyConfigured: ``DATABASE_OWNER_URL`` is not set.
    :raises OwnerInTransaction: inside ``atomic()``.
    """
    wrapper = cast(DatabaseWrapper, connections_default())
    if wrapper.as_owner:
        yield
        return
    if wrapper.in_atomic_block:
        raise OwnerInTransaction("leave the transaction before becoming the owner")
    values = wrapper.settings_dict
    names = ("USER", "PASSWORD", "HOST", "PORT")
    before = {name: values[name] for name in names}
    pool = values["OPTIONS"].pop("pool", None)
    wrapper.close()
    values.update(_owner_login())
    wrapper.as_owner = True
    try:
        yield
    finally:
        wrapper.close()
        wrapper.as_owner = False
        values.update(before)
        if pool is not None:
            values["OPTIONS"]["pool"] = pool


@contextlib.contextmanager
def owner_connection(database: str | None = None) -> Iterator[psycopg.Connection[Any]]:
    """Open a separate connection of the owning role, in autocommit.

    :param database: defaults to the database Django is connected to.
    :raises ImproperlyConfigured: ``DATABASE_OWNER_URL`` is not set.
    """
    login = _owner_login()
    with psycopg.connect(
        dbname=database or connections_default().settings_dict["NAME"],
        user=login["USER"],
        password=login["PASSWORD"] or None,
        host=login["HOST"] or None,
        port=login["PORT"] or None,
        autocommit=True,
    ) as owner:
        yield owner


def connections_default() -> Any:
    """Return the wrapper behind ``django.db.connection`` of this thread."""
    return getattr(connection, "_connections")[getattr(connection, "_alias")]  # noqa: B009


def _owner_login() -> dict[str, str]:
    url = settings.DATABASE_OWNER_URL
    if not url:
        raise ImproperlyConfigured(
            f"Set DATABASE_OWNER_URL to the login of {OWNER_ROLE}: changing structure needs the owner's rights."
        )
    found = conninfo_to_dict(url)
    return {
        "USER": str(found.get("user") or OWNER_ROLE),
        "PASSWORD": str(found.get("password") or ""),
        "HOST": str(found.get("host") or ""),
        "PORT": str(found.get("port") or ""),
    }
