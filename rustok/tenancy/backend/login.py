"""Tell whether a login is one that row-level security holds."""

from __future__ import annotations

from typing import Any, Final

from django.core.exceptions import ImproperlyConfigured

_RIGHTS: Final = """
SELECT bool_or(r.rolsuper), bool_or(r.rolbypassrls), bool_or(r.rolcreaterole),
       (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind IN ('r', 'p', 'v', 'm') AND n.nspname !~ '^(pg_|information_schema)'
           AND pg_has_role(session_user, c.relowner, 'MEMBER')),
       (SELECT pg_has_role(session_user, d.datdba, 'MEMBER') FROM pg_database d WHERE d.datname = current_database())
  FROM pg_roles r WHERE pg_has_role(session_user, r.oid, 'MEMBER')
"""


class UnsafeLogin(ImproperlyConfigured):
    """The application's login is a superuser, has BYPASSRLS or owns tables: tenants would not be kept apart."""


def login_faults(cursor: Any) -> list[str]:
    """Say what is wrong with the role a session logged in as, memberships included; nothing, where it is restricted."""
    cursor.execute(_RIGHTS)
    superuser, bypass, creates_roles, owned, owns_database = cursor.fetchone()
    faults = (
        ("is a superuser", superuser),
        ("has BYPASSRLS", bypass),
        ("may create roles", creates_roles),
        (f"owns {owned} tables", owned),
        ("owns the database", owns_database),
    )
    return [text for text, wrong in faults if wrong]


def require_restricted_login(cursor: Any, user: str) -> None:
    """Refuse to work with a login that row-level security does not hold.

    :raises UnsafeLogin: naming what is wrong.
    """
    if faults := login_faults(cursor):
        raise UnsafeLogin(f"The database role {user} {', '.join(faults)}. DATABASE_URL must log in as rustok_app.")
