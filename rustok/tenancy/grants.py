"""Who may do what with which table. Applied after every migration, from the catalogue, so nothing is forgotten.

Default is deny. A partition gets nothing: read directly, it is not covered by its parent's policy. Nobody gets
TRUNCATE, which row-level security does not see, or a sequence, whose value tells everyone's volume (identity columns
need no grant).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from psycopg import sql

from rustok.tenancy.roles import APP_ROLE, PLATFORM_ROLE

_READ: Final = ("SELECT",)
_WRITE: Final = ("SELECT", "INSERT", "UPDATE", "DELETE")


@dataclass(frozen=True, slots=True)
class Rights:
    """Rights of the two runtime roles on a global table."""

    app: tuple[str, ...] = ()
    platform: tuple[str, ...] = ()


GLOBAL_TABLES: Final[dict[str, Rights]] = {
    # Reviewed: every table without a tenant's key. ``tenants`` and ``cells`` have policies of their own: a tenant
    # sees its own row, the platform tenant all of them.
    "tenants": Rights(app=_READ, platform=_WRITE),
    "cells": Rights(app=_READ, platform=_READ),
    "cell_blueprints": Rights(),
    "django_migrations": Rights(app=_READ, platform=_READ),
    "django_content_type": Rights(app=_READ, platform=_READ),
    "auth_permission": Rights(app=_READ, platform=_READ),
    "auth_group": Rights(),
    "auth_group_permissions": Rights(),
}

_TABLES: Final = """
    SELECT c.relname, c.relkind,
           EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'tenant_isolation'),
           EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'platform_all')
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = %s AND c.relkind IN ('r', 'p', 'v') AND NOT c.relispartition
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
"""


def apply_grants(owner: Any, schema: str) -> None:
    """Give both runtime roles exactly their rights in one schema.

    :param owner: a psycopg connection of the owning role.
    """
    with owner.transaction():
        space = sql.Identifier(schema)
        for role in (APP_ROLE, PLATFORM_ROLE):
            name = sql.Identifier(role)
            owner.execute(sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA {} FROM {}").format(space, name))
            owner.execute(sql.SQL("REVOKE ALL ON ALL SEQUENCES IN SCHEMA {} FROM {}").format(space, name))
            owner.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(space, name))
        for table, kind, isolated, platform in owner.execute(_TABLES, (schema,)).fetchall():
            if kind == "v":
                # A view runs with its owner's rights and filters by the tenant itself.
                rights = Rights(app=_READ)
            elif isolated:
                rights = Rights(app=_WRITE, platform=_WRITE if platform else ())
            else:
                rights = GLOBAL_TABLES.get(table, Rights())
            for role, verbs in ((APP_ROLE, rights.app), (PLATFORM_ROLE, rights.platform)):
                if verbs:
                    owner.execute(
                        sql.SQL("GRANT {} ON {} TO {}").format(
                            sql.SQL(", ").join(map(sql.SQL, verbs)), sql.Identifier(schema, table), sql.Identifier(role)
                        )
                    )
