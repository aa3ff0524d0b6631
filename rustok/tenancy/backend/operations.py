"""Names the compilers of this backend."""

from __future__ import annotations

from django.db.backends.postgresql import operations


class DatabaseOperations(operations.DatabaseOperations):
    """PostgreSQL's operations with our compilers."""

    compiler_module = "rustok.tenancy.backend.compiler"
