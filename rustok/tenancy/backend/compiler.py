"""SQL compilers that name the tenant where no manager had the chance to.

The delete collector builds ``DELETE ... WHERE id IN`` and ``UPDATE ... WHERE id IN`` (SET_NULL) by itself. Row-level
security would keep them inside the tenant; the condition lets PostgreSQL use the key and prune partitions.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.postgresql import compiler
from django.db.backends.postgresql.compiler import (
    SQLAggregateCompiler,
    SQLCompiler,
    SQLInsertCompiler,
)
from django.db.models.sql.where import AND

from rustok.tenancy.backend.keys import tenant_key

__all__ = [
    "SQLAggregateCompiler",
    "SQLCompiler",
    "SQLDeleteCompiler",
    "SQLInsertCompiler",
    "SQLUpdateCompiler",
]


def _name_the_tenant(query: Any) -> Any:
    key = tenant_key(query.get_meta().model)
    if key is None:
        return query
    query = query.clone()
    query.where.add(key.current_condition(query.get_initial_alias()), AND)
    return query


class SQLDeleteCompiler(compiler.SQLDeleteCompiler):
    """DELETE with the tenant's condition."""

    def as_sql(self, *args: Any, **kwargs: Any) -> Any:
        """Return SQL and parameters."""
        self.query = _name_the_tenant(self.query)
        return super().as_sql(*args, **kwargs)


class SQLUpdateCompiler(compiler.SQLUpdateCompiler):
    """UPDATE with the tenant's condition."""

    def as_sql(self, *args: Any, **kwargs: Any) -> Any:
        """Return SQL and parameters."""
        query: Any = self.query
        # Without values there is no statement: the update is of the parents of inherited models only.
        if query.values:
            self.query = _name_the_tenant(query)
        return super().as_sql(*args, **kwargs)
