"""Create the roles and the database of an installation on a PostgreSQL server.

Needs psycopg only, no Django: it runs before any settings can work. Everything here may be run again on a server
that is already provisioned. Tables are made afterwards by ``manage.py migrate_schemas``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlencode

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from rustok.tenancy.roles import APP_ROLE, OWNER_ROLE, PLATFORM_ROLE

MINIMUM_SERVER_VERSION: Final = 180000
"""PostgreSQL 18: ``uuid_extract_timestamp`` reads UUIDv7 from there on, and order partitions are checked by it."""

EXTENSIONS: Final = ("pg_trgm", "btree_gin")

# Two processes provisioning at once would race on CREATE ROLE, which has no IF NOT EXISTS.
_LOCK: Final = 0x52754B01


class ServerTooOld(RuntimeError):
    """The server is older than PostgreSQL 18."""


@dataclass(frozen=True, slots=True)
class Provisioned:
    """Connection URLs of a provisioned database: ``owner_url`` for migrations, ``app_url`` for the application."""

    owner_url: str
    app_url: str


def provision(
    admin_url: str,
    *,
    database: str,
    owner_password: str | None = None,
    app_password: str | None = None,
) -> Provisioned:
    """Make roles, database and extensions, and take from everybody else the right to create anything in it.

    :param admin_url: a superuser's connection URL, or one of a role with CREATEROLE and CREATEDB.
    :param database: name of the database to make.
    :param owner_password: password of ``rustok_owner``; None leaves the password as it is (peer or trust login).
    :param app_password: the same for ``rustok_app``.
    :raises ServerTooOld: before anything is changed.
    """
    with psycopg.connect(admin_url, autocommit=True) as admin:
        if admin.info.server_version < MINIMUM_SERVER_VERSION:
            raise ServerTooOld(
                f"PostgreSQL 18 or newer is needed, the server is {admin.info.parameter_status('server_version')}."
            )
        admin.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
        _roles(admin, owner_password=owner_password, app_password=app_password)
        _database(admin, database)

    parameters = conninfo_to_dict(admin_url)
    with psycopg.connect(admin_url, dbname=database, autocommit=True) as admin:
        _contents(admin, database)

    return Provisioned(
        owner_url=_url(parameters, user=OWNER_ROLE, password=owner_password, database=database),
        app_url=_url(parameters, user=APP_ROLE, password=app_password, database=database),
    )


def secure_database(connection: psycopg.Connection[Any], database: str) -> None:
    """Repeat the database-level rights, which ``CREATE DATABASE ... TEMPLATE`` does not copy."""
    name = sql.Identifier(database)
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
    connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name, sql.Identifier(APP_ROLE)))


def _roles(admin: psycopg.Connection[Any], *, owner_password: str | None, app_password: str | None) -> None:
    present = {name for (name,) in admin.execute("SELECT rolname FROM pg_roles")}
    for role, login in ((OWNER_ROLE, True), (APP_ROLE, True), (PLATFORM_ROLE, False)):
        if role not in present:
            admin.execute(
                sql.SQL("CREATE ROLE {} {}").format(sql.Identifier(role), sql.SQL("LOGIN" if login else "NOLOGIN"))
            )
    for role, password in ((OWNER_ROLE, owner_password), (APP_ROLE, app_password)):
        if password is not None:
            admin.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(password)))
    # Not inherited: the platform's policies apply only after an explicit SET ROLE.
    admin.execute(
        sql.SQL("GRANT {} TO {} WITH INHERIT FALSE, SET TRUE").format(
            sql.Identifier(PLATFORM_ROLE), sql.Identifier(APP_ROLE)
        )
    )
    superuser = admin.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    if superuser is None or not superuser[0]:
        # A managed server's administrator may only hand a database to a role it belongs to.
        admin.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(OWNER_ROLE)))


def _database(admin: psycopg.Connection[Any], database: str) -> None:
    if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", (database,)).fetchone():
        return
    # Sorting and case rules come from the builtin provider, so they are the same on every host and after an upgrade
    # of its C library. LC_CTYPE still matters: with "C" pg_trgm drops every letter outside ASCII.
    admin.execute(
        sql.SQL(
            "CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER builtin"
            " BUILTIN_LOCALE 'PG_UNICODE_FAST' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
        ).format(sql.Identifier(database), sql.Identifier(OWNER_ROLE))
    )


def _contents(admin: psycopg.Connection[Any], database: str) -> None:
    for extension in EXTENSIONS:
        admin.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
    secure_database(admin, database)
    admin.execute(sql.SQL("ALTER SCHEMA public OWNER TO {}").format(sql.Identifier(OWNER_ROLE)))
    admin.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    for role in (APP_ROLE, PLATFORM_ROLE):
        admin.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(sql.Identifier(role)))


def _url(parameters: dict[str, Any], *, user: str, password: str | None, database: str) -> str:
    host, port = str(parameters.get("host") or ""), str(parameters.get("port") or "")
    credentials = quote(user, safe="") + (f":{quote(password, safe='')}" if password else "")
    options = {
        key: str(value)
        for key, value in parameters.items()
        if key not in {"user", "password", "dbname", "host", "port"} and value is not None
    }
    if host.startswith("/"):
        # A socket folder cannot stand in the authority of a URL.
        options = {"host": host, **({"port": port} if port else {}), **options}
        authority = ""
    else:
        authority = host + (f":{port}" if port else "")
    return f"postgresql://{credentials}@{authority}/{quote(database, safe='')}" + (
        f"?{urlencode(options, safe='/')}" if options else ""
    )
