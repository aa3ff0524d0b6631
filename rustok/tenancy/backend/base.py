"""Database backend: django-tenants' wrapper, with the scope applied in one statement and only when it changed."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, ClassVar

import psycopg
from django.db import DatabaseError
from django.utils.asyncio import async_unsafe
from django_tenants.postgresql_backend import base

from rustok.tenancy.backend.features import DatabaseFeatures
from rustok.tenancy.backend.login import require_restricted_login
from rustok.tenancy.backend.operations import DatabaseOperations
from rustok.tenancy.backend.reads import APPLY, Reader
from rustok.tenancy.backend.schema import DatabaseSchemaEditor
from rustok.tenancy.context import PUBLIC_SCHEMA, Scope, TenantRequired, current_scope
from rustok.tenancy.roles import PLATFORM_ROLE

_SCRUB = (
    "SELECT set_config('role', 'none', false), set_config('app.tenant_id', '', false),"
    " set_config('search_path', '', false)"
)

# search path, tenant id, role
Applied = tuple[str, str, str]


def scrub(connection: psycopg.Connection[Any]) -> None:
    """Take the last tenant off a connection that goes back to the pool.

    Not ``DISCARD ALL``: that also undoes the time zone Django has set once for the connection.
    """
    connection.execute(_SCRUB)
    # The settings above are made outside of autocommit on some pools; without a commit they would be rolled back.
    if connection.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
        connection.commit()


@lru_cache(maxsize=4096)
def _of_tenant(scope: Scope) -> Applied:
    return f"{base.quote_schema_name(scope.schema)},{PUBLIC_SCHEMA}", str(scope.tenant_id), "none"


class DatabaseWrapper(base.DatabaseWrapper):
    """Connection that follows :func:`rustok.tenancy.context.current_scope`.

    ``TENANCY_SET_LOCAL`` in the connection's settings is for a pooler in transaction mode: settings then last for one
    transaction, and a tenant's query outside of ``atomic()`` is refused.
    """

    SchemaEditorClass = DatabaseSchemaEditor
    features_class = DatabaseFeatures
    ops_class = DatabaseOperations

    # Logins that were found to be restricted; asked once in a process.
    _trusted: ClassVar[set[tuple[str, str, str]]] = set()

    _setting_search_path: bool

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.applied: Applied | None = None
        """What the connection's settings are known to be; None where that is not known."""
        self.as_owner = False
        self.tenants_changed = False
        """Whether the open transaction changed rows of tenancy, so that what it reads of them is not for others."""
        super().__init__(*args, **kwargs)
        self.reader = Reader(self)

    def init_connection_state(self) -> None:
        """Prepare a connection; refuse the process's first one where the login is not restricted.

        :raises UnsafeLogin: row-level security would not hold the login.
        """
        super().init_connection_state()
        login = (self.settings_dict["HOST"], self.settings_dict["NAME"], self.settings_dict["USER"])
        if not self.as_owner and login not in self._trusted:
            with self.connection.cursor() as cursor:
                require_restricted_login(cursor, login[2])
            self._trusted.add(login)

    @property
    def pool(self) -> Any:
        """The process's pool; a connection given back to it carries no tenant any more."""
        options = self.settings_dict["OPTIONS"].get("pool")
        if options and (options is True or "reset" not in options):
            self.settings_dict["OPTIONS"]["pool"] = {"reset": scrub, **({} if options is True else options)}
        return super().pool

    # Whatever may revert or lose a session's settings forgets what was applied.

    @async_unsafe
    def connect(self) -> None:
        self.applied = None
        super().connect()

    def close(self) -> None:
        self.applied = None
        self.tenants_changed = False
        super().close()

    @async_unsafe
    def rollback(self) -> None:
        self.applied = None
        self.tenants_changed = False
        super().rollback()

    @async_unsafe
    def savepoint_rollback(self, sid: str) -> None:
        try:
            super().savepoint_rollback(sid)
        finally:
            self.applied = None

    @async_unsafe
    def commit(self) -> None:
        super().commit()
        self.tenants_changed = False
        if self.set_local:
            self.applied = None

    @property
    def set_local(self) -> bool:
        """Whether settings may last for one transaction only."""
        return bool(self.settings_dict.get("TENANCY_SET_LOCAL"))

    def wanted(self) -> Applied:
        """Return what the connection's settings must be for the present scope."""
        scope = current_scope()
        if isinstance(scope, Scope):
            return _of_tenant(scope)
        if scope is None:
            # Also the way of migrations, which name the schema by set_schema().
            path = ",".join(base.quote_schema_name(part) for part in self._get_cursor_search_paths())
            return path, "", "none"
        return PUBLIC_SCHEMA, "", "none" if self.as_owner else PLATFORM_ROLE

    def _handle_search_path(self, cursor: Any = None) -> None:
        if self._setting_search_path:
            return
        wanted = self.wanted()
        if wanted == self.applied:
            return
        local = self.set_local and not self.as_owner
        if local and not self.in_atomic_block:
            if current_scope() is not None:
                raise TenantRequired("behind a transaction pooler a scoped query needs transaction.atomic()")
            # Nothing was set on this connection: it has the role's own search path.
            return
        self._setting_search_path = True
        own = self.connection.cursor() if cursor is None else cursor
        try:
            path, tenant_id, role = wanted
            own.execute(APPLY, (path, local, tenant_id, local, role, local))
        except (DatabaseError, psycopg.errors.InFailedSqlTransaction):
            # Only inside a transaction that has failed already: the caller's own statement fails in the same way.
            self.applied = None
            if not self.in_atomic_block:
                raise
        else:
            self.applied = wanted
        finally:
            self._setting_search_path = False
            if cursor is None:
                own.close()
